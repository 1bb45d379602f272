package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for what a pod's status says of its containers: their users and devices. */
final class ContainerStatusRules {
  private static final List<String> HEALTH = List.of("Healthy", "Unhealthy", "Unknown");
  private static final int LONGEST_MESSAGE = 1024;

  private ContainerStatusRules() {}

  static void check(Field status, Field spec) {
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      for (Field container : status.at(list).each()) {
        user(container.at("user", "linux"), spec.at("os", "name"));
      }
    }
    devices(status.at("containerStatuses"), spec.at("containers"));
    devices(status.at("initContainerStatuses"), spec.at("initContainers"));
    for (Field container : status.at("ephemeralContainerStatuses").each()) {
      Field devices = container.at("allocatedResourcesStatus");
      if (devices.size() > 0) {
        devices.forbidden("must not be specified in container status");
      }
    }
  }

  private static void user(Field user, Field os) {
    if (!user.isSet()) {
      return;
    }
    if (os.is("windows")) {
      user.forbidden("cannot be set for a windows pod");
    } else if (os.isEmpty() || os.is("linux")) {
      user.at("uid").inRange(0, Integer.MAX_VALUE);
      user.at("gid").inRange(0, Integer.MAX_VALUE);
      user.at("supplementalGroups").each().forEach(group -> group.inRange(0, Integer.MAX_VALUE));
    }
  }

  private static void devices(Field statuses, Field containers) {
    for (Field status : statuses.each()) {
      for (Field device : status.at("allocatedResourcesStatus").each()) {
        containers.each().stream()
            .filter(container -> container.at("name").sameAs(status.at("name")))
            .findFirst()
            .ifPresent(container -> wanted(device.at("name"), container.at("resources")));
        health(device.at("resources"));
      }
    }
  }

  /** A container's status speaks only of what the container asked for. */
  private static void wanted(Field name, Field resources) {
    if (!name.string().startsWith("claim:")) {
      if (!resources.at("requests").keys().contains(name.string())) {
        name.invalid("must match one of the container's resource requests");
      }
      return;
    }
    boolean isClaimed =
        resources.at("claims").each().stream().map(ContainerStatusRules::named).anyMatch(name::is);
    if (!isClaimed) {
      name.invalid(
          "must match one of the container's resource claims in a format"
              + " 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty");
    }
  }

  private static String named(Field claim) {
    String request = claim.at("request").string();
    return "claim:" + claim.at("name").string() + (request.isEmpty() ? "" : "/" + request);
  }

  private static void health(Field resources) {
    Set<String> ids = new HashSet<>();
    for (Field resource : resources.each()) {
      resource.at("health").among(HEALTH.toArray(String[]::new));
      Field message = resource.at("message");
      if (message.isSet() && message.isEmpty()) {
        message.required("must be non-empty if specified");
      } else if (message.string().length() > LONGEST_MESSAGE) {
        message.tooLong(LONGEST_MESSAGE);
      }
      if (!ids.add(resource.at("resourceID").string())) {
        resource.at("resourceID").duplicate();
      }
    }
  }

  /** The claim that the scheduler made for the extended resources of a pod. */
  static void extendedResources(Field status, Field spec) {
    if (!status.isSet()) {
      return;
    }
    Field mappings = status.at("requestMappings");
    if (mappings.size() == 0) {
      mappings.required("at least one request mapping is required");
    }
    Set<Object> seen = new HashSet<>();
    for (Field mapping : mappings.each()) {
      mapped(mapping, spec);
      Field request = mapping.at("requestName");
      request.reportedAs(status.at("requestName")).check(Formats.dns1123Label(request.string()));
      if (!seen.add(mapping.value())) {
        mapping.at("containerName").duplicate();
        mapping.at("resourceName").duplicate();
        request.duplicate();
      }
    }
    Field claim = status.at("resourceClaimName");
    if (claim.requirePresent()) {
      claim.check(Formats.dns1123Subdomain(claim.string()));
    }
  }

  private static void mapped(Field mapping, Field spec) {
    Field name = mapping.at("containerName");
    Field container = null;
    for (String list : List.of("initContainers", "containers")) {
      for (Field one : spec.at(list).each()) {
        container = one.at("name").sameAs(name) ? one : container;
      }
    }
    if (container == null) {
      name.invalid(
          "must match the name of an entry in spec.initContainers.name or spec.containers.name");
      return;
    }
    Field resource = mapping.at("resourceName");
    if (!container.at("resources", "requests").keys().contains(resource.string())) {
      resource.invalid(
          "must match the extended resource name of an entry in"
              + " spec.initContainers.resources.requests or spec.containers.resources.requests");
    }
  }
}

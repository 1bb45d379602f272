package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The metadata that the server owns: uid, creation time, generation, generated names. */
final class SystemFields {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;
  private static final int MAX_BASE_LENGTH = 63 - SUFFIX_LENGTH;

  /** Built-in resources whose generation counts changes of what is wanted. */
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "podtemplates",
          "replicationcontrollers",
          "daemonsets.apps",
          "deployments.apps",
          "replicasets.apps",
          "statefulsets.apps",
          "cronjobs.batch",
          "jobs.batch",
          "endpointslices.discovery.k8s.io",
          "flowschemas.flowcontrol.apiserver.k8s.io",
          "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
          "ingressclasses.networking.k8s.io",
          "ingresses.networking.k8s.io",
          "networkpolicies.networking.k8s.io",
          "poddisruptionbudgets.policy",
          "deviceclasses.resource.k8s.io",
          "resourceslices.resource.k8s.io",
          "customresourcedefinitions.apiextensions.k8s.io",
          "validatingadmissionpolicies.admissionregistration.k8s.io",
          "validatingadmissionpolicybindings.admissionregistration.k8s.io",
          "mutatingadmissionpolicies.admissionregistration.k8s.io",
          "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
          "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io");

  /** Built-in resources whose generation stays at one. */
  private static final Set<String> ONCE = Set.of("priorityclasses.scheduling.k8s.io");

  /** Built-in resources that have no generation before the first change of what is wanted. */
  private static final Set<String> COUNTED_FROM_CHANGES = Set.of("csidrivers.storage.k8s.io");

  private static final Set<String> SERVERS_OWN =
      Set.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink",
          "resourceVersion");

  private SystemFields() {}

  /** Removes from a new object what only the server says. */
  static void wipe(ApiObject object) {
    object.metadata().keySet().removeAll(SERVERS_OWN);
  }

  /** Fills a new object's metadata; what stood there is overwritten. */
  static void fillNew(ResourceDefinition resource, ApiObject object, String uid, Instant now) {
    wipe(object);
    Map<String, Object> metadata = object.metadata();
    metadata.put("uid", uid);
    metadata.put("creationTimestamp", time(now));
    if (isCounted(resource) || ONCE.contains(resource.qualifiedName())) {
      metadata.put("generation", 1L);
    } else if (metadata.get("generation") instanceof Number sent && sent.longValue() == 0) {
      metadata.remove("generation");
    }
  }

  /** Keeps what an update may not change, before the strategy looks at the object. */
  static void keepOnUpdate(ApiObject object, ApiObject old) {
    Map<String, Object> metadata = object.metadata();
    Map<String, Object> before = old.metadata();
    copy(before, metadata, "generation");
    metadata.remove("selfLink");
    if (object.uid().isEmpty()) {
      copy(before, metadata, "uid");
    }
    copy(before, metadata, "creationTimestamp");
    if (before.get("deletionTimestamp") != null) {
      copy(before, metadata, "deletionTimestamp");
    }
    if (metadata.get("deletionGracePeriodSeconds") == null) {
      copy(before, metadata, "deletionGracePeriodSeconds");
    }
  }

  private static void copy(Map<String, Object> from, Map<String, Object> to, String key) {
    Object value = from.get(key);
    if (value == null) {
      to.remove(key);
    } else {
      to.put(key, value);
    }
  }

  /** Counts the generation on when the wanted state changed. */
  static void countGeneration(ResourceDefinition resource, ApiObject object, ApiObject old) {
    boolean all = isCustom(resource) && !resource.hasStatus();
    boolean annotationsCount = resource.qualifiedName().equals("deployments.apps");
    boolean labelsCount = resource.qualifiedName().equals("endpointslices.discovery.k8s.io");
    if ((isCounted(resource) || COUNTED_FROM_CHANGES.contains(resource.qualifiedName()))
        && (wantedStateChanged(object, old, all)
            || (annotationsCount && !Json.equal(object.annotations(), old.annotations()))
            || (labelsCount && !Json.equal(object.labels(), old.labels())))) {
      object.metadata().put("generation", old.generation() + 1);
    }
  }

  /**
   * @param all whether even {@code status} is part of what is wanted
   */
  private static boolean wantedStateChanged(ApiObject object, ApiObject old, boolean all) {
    for (String key : object.root().keySet()) {
      if (isWanted(key, all) && !Json.equal(object.root().get(key), old.root().get(key))) {
        return true;
      }
    }
    for (String key : old.root().keySet()) {
      if (isWanted(key, all) && !object.root().containsKey(key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWanted(String key, boolean all) {
    return switch (key) {
      case "apiVersion", "kind", "metadata" -> false;
      case "status" -> all;
      default -> true;
    };
  }

  static boolean isCounted(ResourceDefinition resource) {
    return COUNTED.contains(resource.qualifiedName()) || isCustom(resource);
  }

  private static boolean isCustom(ResourceDefinition resource) {
    return !BuiltinResources.instance().has(resource);
  }

  /** A name from {@code generateName}, as upstream makes it. */
  static String generatedName(String base, RandomGenerator random) {
    StringBuilder name =
        new StringBuilder(
            base.length() > MAX_BASE_LENGTH ? base.substring(0, MAX_BASE_LENGTH) : base);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return name.toString();
  }

  /** A time as the API writes it: UTC, whole seconds. */
  static String time(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }
}

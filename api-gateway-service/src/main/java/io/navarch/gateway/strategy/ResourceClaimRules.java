package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.status.FieldError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The rules for claims of devices, and for what the scheduler and drivers say of them. */
final class ResourceClaimRules {
  private static final int MOST_CONSTRAINTS = 32;
  private static final int MOST_SETTINGS = 32;
  private static final int MOST_ALTERNATIVES = 8;
  private static final int MOST_RESULTS = 32;
  private static final int MOST_CONSUMERS = 256;
  private static final int MOST_CONDITIONS = 8;
  private static final int MOST_ADDRESSES = 16;
  private static final int LONGEST_DATA = 10 * 1024;
  private static final String NO_SUCH_REQUEST =
      "must be the name of a request in the claim or the name of a request and a subrequest"
          + " separated by '/'";
  private static final String NOT_ALLOCATED = "must be an allocated device in the claim";
  private static final String ONE_KIND = "exactly one of `exactly` or `firstAvailable` is required";

  private ResourceClaimRules() {}

  static void claim(Field claim) {
    devices(claim.at("spec", "devices"));
  }

  static void template(Field template) {
    Field spec = template.at("spec");
    Field metadata = spec.at("metadata");
    WorkloadRules.metadata(metadata);
    for (String member : metadata.keys()) {
      if (!member.equals("labels")
          && !member.equals("annotations")
          && !metadata.at(member).isEmpty()) {
        metadata.at(member.equals("uid") ? "uID" : member).forbidden("cannot be set");
      }
    }
    devices(spec.at("spec", "devices"));
  }

  private static void devices(Field devices) {
    Map<String, Set<String>> names = names(devices.at("requests"));
    DeviceRules.set(
        devices.at("requests"),
        DeviceRules.MOST_REQUESTS,
        request -> request.at("name").string(),
        ResourceClaimRules::request);
    if (devices.at("constraints").atMost(MOST_CONSTRAINTS)) {
      devices.at("constraints").each().forEach(constraint -> constraint(constraint, names));
    }
    if (devices.at("config").atMost(MOST_SETTINGS)) {
      for (Field settings : devices.at("config").each()) {
        references(settings.at("requests"), names);
        DeviceRules.settings(settings);
      }
    }
  }

  /** The names of the requests, with those of the alternatives of each. */
  private static Map<String, Set<String>> names(Field requests) {
    Map<String, Set<String>> names = new HashMap<>();
    for (Field request : requests.each()) {
      Set<String> alternatives = new HashSet<>();
      request.at("firstAvailable").each().forEach(a -> alternatives.add(a.at("name").string()));
      names.put(request.at("name").string(), alternatives);
    }
    return names;
  }

  private static void request(Field request) {
    DeviceRules.label(request.at("name"));
    boolean hasAlternatives = request.at("firstAvailable").size() > 0;
    boolean isExact = request.at("exactly").isSet();
    if (hasAlternatives && isExact) {
      request.invalid(null, ONE_KIND + ", but multiple fields are set");
    } else if (hasAlternatives) {
      DeviceRules.set(
          request.at("firstAvailable"),
          MOST_ALTERNATIVES,
          alternative -> alternative.at("name").string(),
          alternative -> {
            DeviceRules.label(alternative.at("name"));
            wanted(alternative);
          });
    } else if (isExact) {
      wanted(request.at("exactly"));
    } else {
      request.required(ONE_KIND);
    }
  }

  private static void wanted(Field wanted) {
    Field name = wanted.at("deviceClassName");
    if (name.requirePresent()) {
      name.check(Formats.dns1123Subdomain(name.string()));
    }
    DeviceRules.selectors(wanted.at("selectors"));
    Field count = wanted.at("count");
    switch (wanted.at("allocationMode").string()) {
      case "All" -> {
        if (count.number() != 0) {
          count.invalid("must not be specified when allocationMode is 'All'");
        }
      }
      case "ExactCount" -> count.positive();
      default -> wanted.at("allocationMode").among("All", "ExactCount");
    }
    wanted.at("tolerations").each().forEach(DeviceRules::toleration);
  }

  private static void constraint(Field constraint, Map<String, Set<String>> names) {
    references(constraint.at("requests"), names);
    if (constraint.at("matchAttribute").isSet()) {
      DeviceRules.fullyQualifiedName(constraint.at("matchAttribute"));
    } else if (constraint.at("distinctAttribute").isSet()) {
      DeviceRules.fullyQualifiedName(constraint.at("distinctAttribute"));
    } else {
      constraint.required(
          "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple"
              + " fields are set");
    }
  }

  private static void references(Field requests, Map<String, Set<String>> names) {
    DeviceRules.set(
        requests, DeviceRules.MOST_REQUESTS, Field::string, name -> reference(name, names));
  }

  private static void reference(Field name, Map<String, Set<String>> names) {
    String[] parts = name.string().split("/", -1);
    if (parts.length <= 2) {
      for (String part : parts) {
        DeviceRules.label(name.with(part));
      }
    }
    Set<String> alternatives = names.get(parts[0]);
    boolean known =
        alternatives != null
            && (parts.length == 1 || (parts.length == 2 && alternatives.contains(parts[1])));
    if (!known) {
      name.invalid(NO_SUCH_REQUEST);
    }
  }

  static void checkStatus(Field claim, Field old) {
    Field status = claim.at("status");
    Field before = old.at("status");
    Field reserved = status.at("reservedFor");
    DeviceRules.set(
        reserved,
        MOST_CONSUMERS,
        consumer -> consumer.at("uid").string(),
        consumer -> {
          consumer.at("resource").requirePresent();
          consumer.at("name").requirePresent();
          consumer.at("uid").requirePresent();
        });
    Set<Map<String, Object>> allocated = new HashSet<>();
    status.at("allocation", "devices", "results").each().forEach(r -> allocated.add(id(r)));
    DeviceRules.set(
        status.at("devices"),
        Integer.MAX_VALUE,
        device -> printed(id(device)),
        device -> deviceStatus(device, allocated));
    reservedOnlyWhileAllocated(claim, reserved, before.at("reservedFor"));
    allocation(claim, status.at("allocation"), before.at("allocation"));
  }

  private static void reservedOnlyWhileAllocated(Field claim, Field reserved, Field before) {
    if (reserved.size() == 0) {
      return;
    }
    if (!claim.at("status", "allocation").isSet()) {
      reserved.forbidden("may not be specified when `allocated` is not set");
    } else if (claim.at("metadata", "deletionTimestamp").isSet()
        && !new HashSet<>(before.list()).containsAll(reserved.list())) {
      reserved.forbidden(
          "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are"
              + " set");
    }
  }

  private static void allocation(Field claim, Field allocation, Field before) {
    if (!allocation.isSet()) {
      return;
    }
    if (before.isSet()) {
      allocation.immutable(before);
      return;
    }
    Map<String, Set<String>> names = names(claim.at("spec", "devices", "requests"));
    Field devices = allocation.at("devices");
    if (devices.at("results").atMost(MOST_RESULTS)) {
      for (Field result : devices.at("results").each()) {
        reference(result.at("request"), names);
        VolumeRules.csiDriver(result.at("driver"));
        DeviceRules.pool(result.at("pool"));
        DeviceRules.label(result.at("device"));
        DeviceRules.bindingConditions(result);
        shareId(result);
      }
    }
    if (devices.at("config").atMost(2 * MOST_SETTINGS)) {
      for (Field settings : devices.at("config").each()) {
        settings.at("source").oneOf("FromClaim", "FromClass");
        references(settings.at("requests"), names);
        DeviceRules.settings(settings);
      }
    }
    if (allocation.at("nodeSelector").isSet()) {
      AffinityRules.nodeSelector(allocation.at("nodeSelector"));
    }
  }

  private static void shareId(Field device) {
    if (device.at("shareID").isSet()) {
      DeviceRules.uid(device.at("shareID"));
    }
  }

  private static FieldError.Printed printed(Map<String, Object> id) {
    return new FieldError.Printed(FieldError.json(id));
  }

  /** As error texts show it. */
  private static Map<String, Object> id(Field device) {
    Map<String, Object> id = new LinkedHashMap<>();
    id.put("Driver", device.at("driver").string());
    id.put("Pool", device.at("pool").string());
    id.put("Device", device.at("device").string());
    id.put("ShareID", device.at("shareID").string());
    return id;
  }

  private static void deviceStatus(Field device, Set<Map<String, Object>> allocated) {
    VolumeRules.csiDriver(device.at("driver"));
    DeviceRules.pool(device.at("pool"));
    DeviceRules.label(device.at("device"));
    shareId(device);
    if (!allocated.contains(id(device))) {
      device.invalid(printed(id(device)), NOT_ALLOCATED);
    }
    device.at("conditions").atMost(MOST_CONDITIONS);
    ConditionRules.check(device.at("conditions"));
    if (device.at("data").isSet()) {
      DeviceRules.rawObject(device.at("data"), LONGEST_DATA);
    }
    network(device.at("networkData"));
  }

  private static void network(Field network) {
    if (network.at("interfaceName").string().length() > 256) {
      network.at("interfaceName").tooLong(256);
    }
    if (network.at("hardwareAddress").string().length() > 128) {
      network.at("hardwareAddress").tooLong(128);
    }
    DeviceRules.set(
        network.at("ips"),
        MOST_ADDRESSES,
        Field::string,
        address -> address.check(Addresses.checkInterfaceAddress(address.string())));
  }
}

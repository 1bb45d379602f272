package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for what storage drivers say of themselves, and for volume attachments. */
final class CsiRules {
  private static final long LONGEST_TOKEN = 1L << 32;

  private static final int LONGEST_METADATA = 256 * 1024;
  private static final int LONGEST_MESSAGE = 1024;

  private CsiRules() {}

  /** Tokens that a driver gets beside secrets may end up in logs. */
  static List<String> warnings(Field driver) {
    Field spec = driver.at("spec");
    return spec.at("tokenRequests").size() > 0 && !spec.at("serviceAccountTokenInSecrets").isSet()
        ? List.of(
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to"
                + " true to prevent possible logging of tokens in volume attributes")
        : List.of();
  }

  static void attachment(Field attachment) {
    Field spec = attachment.at("spec");
    VolumeRules.csiDriver(spec.at("attacher"));
    Field source = spec.at("source");
    Field inline = source.at("inlineVolumeSpec");
    Field name = source.at("persistentVolumeName");
    String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (inline.isSet() && name.isSet()) {
      source.forbidden(one);
    } else if (!inline.isSet() && !name.isSet()) {
      source.required(one);
    } else if (inline.isSet()) {
      PersistentVolumeRules.inline(inline);
    } else {
      name.requirePresent("must specify non empty persistentVolumeName");
    }
    spec.at("nodeName").check(Formats.dns1123Subdomain(spec.at("nodeName").string()));
    attachmentStatus(attachment.at("status"));
    if (name.isSet()) {
      name.check(Formats.dns1123Subdomain(name.string()));
    }
  }

  static void attachmentChange(Field now, Field old) {
    now.at("spec").immutable(old.at("spec"));
  }

  private static void attachmentStatus(Field status) {
    int size = 0;
    for (Field entry : status.at("attachmentMetadata").entries()) {
      size += bytes(entry.name()) + bytes(entry.string());
    }
    if (size > LONGEST_METADATA) {
      status.at("attachmentMetadata").tooLong(LONGEST_METADATA);
    }
    for (String member : List.of("attachError", "detachError")) {
      Field error = status.at(member);
      // Longer than 1 KiB is refused, although the text names the limit of the metadata.
      if (bytes(error.at("message").string()) > LONGEST_MESSAGE) {
        error.at("message").tooLong(LONGEST_METADATA);
      }
      if (error.at("errorCode").number() < 0) {
        error.at("errorCode").inRange(0, Integer.MAX_VALUE);
      }
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static void driver(Field driver) {
    Field spec = driver.at("spec");
    spec.at("fsGroupPolicy").oneOfIfSet("File", "None", "ReadWriteOnceWithFSType");
    Field modes = spec.at("volumeLifecycleModes");
    for (Field mode : modes.each()) {
      if (!mode.is("Persistent") && !mode.is("Ephemeral")) {
        modes.with(mode.string()).notSupported(List.of("Persistent", "Ephemeral"));
      }
    }
    tokens(spec.at("tokenRequests"));
    Field period = spec.at("nodeAllocatableUpdatePeriodSeconds");
    if (period.isSet() && period.number() < 10) {
      period.invalid("must be greater than or equal to 10 seconds");
    }
    Field inSecrets = spec.at("serviceAccountTokenInSecrets");
    if (inSecrets.isSet() && spec.at("tokenRequests").size() == 0) {
      inSecrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
    }
  }

  private static void tokens(Field requests) {
    Set<String> audiences = new HashSet<>();
    for (Field request : requests.each()) {
      if (!audiences.add(request.at("audience").string())) {
        request.at("audience").duplicate(request.at("audience").string());
        continue;
      }
      Field seconds = request.at("expirationSeconds");
      if (seconds.isSet() && seconds.number() < 600) {
        seconds.invalid("may not specify a duration less than 10 minutes");
      } else if (seconds.isSet() && seconds.number() > LONGEST_TOKEN) {
        seconds.invalid("may not specify a duration larger than 2^32 seconds");
      }
    }
  }

  static void driverChange(Field now, Field old) {
    Field spec = now.at("spec");
    spec.at("attachRequired")
        .reportedAs(spec.at("attachedRequired"))
        .immutable(old.at("spec", "attachRequired"));
    spec.at("volumeLifecycleModes").immutable(old.at("spec", "volumeLifecycleModes"));
  }

  static void node(Field node) {
    Set<String> names = new HashSet<>();
    for (Field driver : node.at("spec", "drivers").each()) {
      VolumeRules.csiDriver(driver.at("name"));
      Field id = driver.at("nodeID");
      if (id.requirePresent() && id.string().length() > 256) {
        id.invalid("must be 256 characters or less");
      }
      driver.at("allocatable", "count").notNegative();
      if (!names.add(driver.at("name").string())) {
        driver.at("name").duplicate();
      }
      topologyKeys(driver);
    }
  }

  private static void topologyKeys(Field driver) {
    Set<String> keys = new HashSet<>();
    for (Field key : driver.at("topologyKeys").each()) {
      Field reported = key.reportedAs(driver);
      if (key.isEmpty()) {
        reported.required("");
      }
      if (!keys.add(key.string())) {
        reported.duplicate();
      }
      reported.check(Formats.labelKey(key.string()));
    }
  }

  static void nodeChange(Field now, Field old) {
    Field drivers = now.at("spec", "drivers");
    for (Field driver : drivers.each()) {
      for (Field before : old.at("spec", "drivers").each()) {
        boolean same = driver.at("name").sameAs(before.at("name"));
        if (same && !Json.equal(withoutLimits(driver), withoutLimits(before))) {
          drivers.with(withoutLimits(driver)).invalid(Field.IMMUTABLE);
        }
      }
    }
  }

  private static Map<String, Object> withoutLimits(Field driver) {
    Map<String, Object> copy = Json.copy(driver.map());
    copy.remove("allocatable");
    return copy;
  }

  static void capacity(Field capacity) {
    Field name = capacity.at("storageClassName");
    name.check(Formats.dns1123Subdomain(name.string()));
    AffinityRules.selector(capacity.at("nodeTopology"));
    ResourceRules.quantity(capacity.at("capacity"));
  }
}

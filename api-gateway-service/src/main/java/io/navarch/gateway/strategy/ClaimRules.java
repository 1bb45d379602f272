package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.ArrayList;
import java.util.List;

/** The rules for the spec of a persistent volume claim, wherever it stands. */
final class ClaimRules {
  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private ClaimRules() {}

  static void spec(Field spec) {
    Field modes = spec.at("accessModes");
    if (modes.size() == 0) {
      modes.required("at least 1 access mode is required");
    }
    AffinityRules.selector(spec.at("selector"));
    accessModes(modes);
    Field requests = spec.at("resources", "requests");
    if (!requests.keys().contains("storage")) {
      spec.at("resources").key("storage").required("");
    } else {
      Field storage = requests.key("storage");
      if (ResourceRules.parsed(storage.value()).filter(q -> q.signum() <= 0).isPresent()) {
        storage.invalid("must be greater than zero");
      }
    }
    Field storageClass = spec.at("storageClassName");
    if (!storageClass.isEmpty()) {
      storageClass.check(Formats.dns1123Subdomain(storageClass.string()));
    }
    spec.at("volumeMode").oneOfIfSet("Block", "Filesystem");
    source(spec.at("dataSource"), false);
    source(spec.at("dataSourceRef"), true);
  }

  static void accessModes(Field modes) {
    for (Object mode : modes.list()) {
      if (!ACCESS_MODES.contains(String.valueOf(mode))) {
        modes
            .errors()
            .add(io.navarch.model.status.FieldError.notSupported(modes.path(), mode, ACCESS_MODES));
      }
    }
    if (modes.list().contains("ReadWriteOncePod") && modes.size() > 1) {
      modes.forbidden("may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void source(Field source, boolean reference) {
    if (!source.isSet()) {
      return;
    }
    source.at("name").requirePresent();
    source.at("kind").requirePresent();
    boolean core = source.at("apiGroup").isEmpty();
    if (core && !source.at("kind").isEmpty() && !source.at("kind").is("PersistentVolumeClaim")) {
      source.invalid(
          source.at("kind").string(),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    if (!reference && source.at("namespace").isSet()) {
      source.at("namespace").forbidden("may not be specified");
    }
  }

  static List<String> warnings(Field spec) {
    List<String> warnings = new ArrayList<>(0);
    for (String member : List.of("requests", "limits")) {
      Field storage = spec.at("resources", member).key("storage");
      ResourceRules.parsed(storage.value())
          .filter(quantity -> quantity.milliUnits() % 1000 != 0)
          .ifPresent(
              quantity ->
                  warnings.add(
                      storage.path()
                          + ": fractional byte value \""
                          + quantity
                          + "\" is invalid, must be an integer"));
    }
    return warnings;
  }
}

package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a namespace asks for: which level refuses, which is noted in the audit, which warns. */
record PodSecurityPolicy(LevelVersion enforce, LevelVersion audit, LevelVersion warn) {
  static final String PREFIX = "pod-security.kubernetes.io/";
  static final PodSecurityPolicy PRIVILEGED =
      new PodSecurityPolicy(
          LevelVersion.latest(Level.PRIVILEGED),
          LevelVersion.latest(Level.PRIVILEGED),
          LevelVersion.latest(Level.PRIVILEGED));

  /**
   * The policy that labels state; malformed enforce labels count as the strictest, the others as
   * the laxest.
   */
  record Stated(PodSecurityPolicy policy, List<FieldError> errors) {
    /** All errors in one text. */
    String problem() {
      String all = errors.stream().map(FieldError::toString).collect(Collectors.joining(", "));
      return errors.size() > 1 ? "[" + all + "]" : all;
    }
  }

  static Stated of(Map<String, Object> labels, PodSecurityPolicy defaults) {
    List<FieldError> errors = new ArrayList<>(0);
    LevelVersion enforce = read(labels, "enforce", defaults.enforce, Level.RESTRICTED, errors);
    LevelVersion audit = read(labels, "audit", defaults.audit, Level.PRIVILEGED, errors);
    LevelVersion warn = read(labels, "warn", defaults.warn, Level.PRIVILEGED, errors);
    boolean enforces = label(labels, "enforce").flatMap(Level::parse).isPresent();
    if (enforces
        && label(labels, "warn").isEmpty()
        && enforce.level().compareTo(warn.level()) > 0) {
      warn = label(labels, "warn-version").isPresent() ? warn.at(enforce.level()) : enforce;
    }
    return new Stated(new PodSecurityPolicy(enforce, audit, warn), errors);
  }

  private static LevelVersion read(
      Map<String, Object> labels,
      String mode,
      LevelVersion fallback,
      Level onError,
      List<FieldError> errors) {
    LevelVersion found = fallback;
    Optional<String> level = label(labels, mode);
    if (level.isPresent()) {
      Optional<Level> parsed = Level.parse(level.get());
      if (parsed.isEmpty()) {
        errors.add(error(mode, level.get(), "must be one of privileged, baseline, restricted"));
      }
      found = found.at(parsed.orElse(onError));
    }
    Optional<String> version = label(labels, mode + "-version");
    if (version.isPresent()) {
      Optional<Integer> parsed = LevelVersion.parseVersion(version.get());
      if (parsed.isEmpty()) {
        errors.add(error(mode + "-version", version.get(), "must be \"latest\" or \"v1.x\""));
      }
      found = found.of(parsed.orElse(LevelVersion.LATEST));
    }
    return found;
  }

  private static FieldError error(String label, String value, String detail) {
    return FieldError.invalid("metadata.labels[" + PREFIX + label + "]", value, detail);
  }

  private static Optional<String> label(Map<String, Object> labels, String name) {
    return labels.get(PREFIX + name) instanceof String s ? Optional.of(s) : Optional.empty();
  }

  boolean isFullyPrivileged() {
    return enforce.level() == Level.PRIVILEGED && !remarks();
  }

  /** Whether it notes or warns of anything. */
  boolean remarks() {
    return audit.level() != Level.PRIVILEGED || warn.level() != Level.PRIVILEGED;
  }

  boolean isEquivalent(PodSecurityPolicy other) {
    return enforce.isEquivalent(other.enforce)
        && audit.isEquivalent(other.audit)
        && warn.isEquivalent(other.warn);
  }
}

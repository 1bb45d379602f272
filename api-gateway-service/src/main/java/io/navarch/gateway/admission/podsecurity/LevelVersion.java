package io.navarch.gateway.admission.podsecurity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A level as a certain Kubernetes version defined it.
 *
 * @param minor of {@code v1.<minor>}, or {@link #LATEST}
 */
record LevelVersion(Level level, int minor) {
  static final int LATEST = Integer.MAX_VALUE;
  private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,8})");

  static LevelVersion latest(Level level) {
    return new LevelVersion(level, LATEST);
  }

  /** The minor version in {@code latest} or {@code v1.x}. */
  static Optional<Integer> parseVersion(String text) {
    if (text.equals("latest")) {
      return Optional.of(LATEST);
    }
    Matcher matcher = VERSION.matcher(text);
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  LevelVersion at(Level other) {
    return new LevelVersion(other, minor);
  }

  LevelVersion of(int otherMinor) {
    return new LevelVersion(level, otherMinor);
  }

  /** Privileged is the same in all versions. */
  boolean isEquivalent(LevelVersion other) {
    return level == other.level && (level == Level.PRIVILEGED || minor == other.minor);
  }

  @Override
  public String toString() {
    return level + ":" + (minor == LATEST ? "latest" : "v1." + minor);
  }
}

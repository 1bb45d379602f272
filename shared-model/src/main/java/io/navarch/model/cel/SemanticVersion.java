package io.navarch.model.cel;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of semver.org 2.0. */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease, String build)
    implements Comparable<SemanticVersion> {
  private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
  private static final String LABEL = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
  private static final Pattern VERSION =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + LABEL
              + "(?:\\."
              + LABEL
              + ")*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

  static SemanticVersion parse(String text) {
    Matcher matcher = VERSION.matcher(text);
    if (!matcher.matches()) {
      throw CelFault.of(violation(text));
    }
    String preRelease = matcher.group(4);
    String build = matcher.group(5);
    return new SemanticVersion(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)),
        preRelease == null ? List.of() : List.of(preRelease.split("\\.")),
        build == null ? "" : build);
  }

  private static String violation(String text) {
    if (text.isEmpty()) {
      return "Version string empty";
    }
    String[] parts = text.split("\\.", 3);
    if (parts.length < 3) {
      return "No Major.Minor.Patch elements found";
    }
    String rest = parts[2].split("\\+", 2)[0];
    int dash = rest.indexOf('-');
    String[] numbers = {parts[0], parts[1], dash < 0 ? rest : rest.substring(0, dash)};
    for (int i = 0; i < numbers.length; i++) {
      String name = List.of("Major", "Minor", "Patch").get(i);
      if (!isNumber(numbers[i])) {
        return "Invalid character(s) found in "
            + name.toLowerCase(Locale.ROOT)
            + " number \""
            + numbers[i]
            + "\"";
      }
      if (numbers[i].length() > 1 && numbers[i].startsWith("0")) {
        return name + " number must not contain leading zeroes \"" + numbers[i] + "\"";
      }
    }
    boolean empty = dash >= 0 && List.of(rest.substring(dash + 1).split("\\.", -1)).contains("");
    return empty ? "Prerelease is empty" : "Invalid character(s) found in prerelease or build";
  }

  /** Also takes a leading {@code v}, missing minor and patch numbers and leading zeros. */
  static SemanticVersion parseTolerantly(String text) {
    String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
    String last = parts[parts.length - 1];
    if (parts.length < 3 && (last.contains("+") || last.contains("-"))) {
      throw CelFault.of("short version cannot contain PreRelease/Build meta data");
    }
    StringBuilder version = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      String part = i < parts.length ? parts[i] : "0";
      version.append(i == 0 ? "" : ".").append(part.replaceFirst("^0+(?=[0-9])", ""));
    }
    return parse(version.toString());
  }

  /** What it was built from does not tell versions apart. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SemanticVersion version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(major, minor, patch, preRelease);
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(patch, other.patch);
    return order != 0 ? order : comparePreRelease(other);
  }

  private int comparePreRelease(SemanticVersion other) {
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int order = compareLabels(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int compareLabels(String a, String b) {
    boolean aIsNumber = isNumber(a);
    boolean bIsNumber = isNumber(b);
    if (aIsNumber && bIsNumber) {
      return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }
    return aIsNumber == bIsNumber ? a.compareTo(b) : Boolean.compare(bIsNumber, aIsNumber);
  }

  private static boolean isNumber(String label) {
    return label.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease))
        + (build.isEmpty() ? "" : "+" + build);
  }
}

package io.navarch.gateway.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of version names: {@code v2}, {@code v1}, {@code v1beta2}, {@code v1beta1}, {@code
 * v1alpha1}, then all other names by the alphabet.
 */
public final class VersionNames {
  private static final Pattern KUBERNETES =
      Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?");

  public static final Comparator<String> NEWEST_STABLE_FIRST =
      Comparator.comparingInt(VersionNames::stability)
          .thenComparingInt(name -> -number(name, 1))
          .thenComparingInt(name -> -number(name, 3))
          .thenComparing(Comparator.naturalOrder());

  private VersionNames() {}

  private static int stability(String name) {
    Matcher matcher = KUBERNETES.matcher(name);
    if (!matcher.matches()) {
      return 3;
    }
    return switch (matcher.group(2)) {
      case null -> 0;
      case "beta" -> 1;
      default -> 2;
    };
  }

  private static int number(String name, int group) {
    Matcher matcher = KUBERNETES.matcher(name);
    return matcher.matches() && matcher.group(group) != null
        ? Integer.parseInt(matcher.group(group))
        : 0;
  }
}

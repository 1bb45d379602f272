package io.navarch.gateway.zpages;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /flagz}: the settings with which the gateway runs. */
final class FlagsPage implements ZPage {
  private final Supplier<Map<String, String>> settings;

  /**
   * @param settings by name
   */
  FlagsPage(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "flagz";
  }

  @Override
  public String kind() {
    return "Flagz";
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    flags().forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }

  @Override
  public Map<String, Object> members() {
    return Map.of("flags", flags());
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new TreeMap<>();
    settings.get().forEach((name, value) -> flags.put(name, isSecret(name) ? "CLASSIFIED" : value));
    return flags;
  }

  /** Settings name files of secrets, never secrets; but who knows what comes. */
  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("password") || lower.endsWith("secret") || lower.endsWith("token");
  }
}

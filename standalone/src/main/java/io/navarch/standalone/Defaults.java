package io.navarch.standalone;

import java.util.Map;

/**
 * What holds in both shared processes unless configuration says otherwise. It is not in a file,
 * because all services' jars lie on one class path.
 */
final class Defaults {
  static final Map<String, Object> PROPERTIES =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.threads.virtual.enabled", "true"),
          Map.entry("spring.cloud.compatibility-verifier.enabled", "false"),
          Map.entry("spring.cloud.kubernetes.enabled", "false"),
          Map.entry("server.shutdown", "immediate"),
          Map.entry("management.endpoints.web.exposure.include", "health,info,prometheus"),
          Map.entry("management.endpoint.health.probes.enabled", "true"),
          Map.entry("management.endpoint.health.show-details", "always"),
          Map.entry("management.health.kubernetes.enabled", "false"));

  private Defaults() {}
}

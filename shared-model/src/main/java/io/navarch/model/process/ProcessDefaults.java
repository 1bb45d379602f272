package io.navarch.model.process;

import java.util.HashMap;
import java.util.Map;

/**
 * The Spring properties that hold in every process unless configuration says otherwise. They are
 * not in a file, because all services' jars lie on one class path.
 *
 * <p>Beans are made when something needs them: what starts by itself is a {@code SmartLifecycle},
 * and the management API costs nothing until somebody asks it. Warnings of libraries that nobody
 * can act on are off, and those that clients could fill the log with: who lists and watches is told
 * elsewhere when the API server is not there.
 */
public final class ProcessDefaults {

  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.lazy-initialization", "true"),
          Map.entry("spring.threads.virtual.enabled", "true"),
          Map.entry("spring.cloud.compatibility-verifier.enabled", "false"),
          Map.entry("spring.cloud.kubernetes.enabled", "false"),
          Map.entry("logging.level.io.fabric8.kubernetes.client.informers", "error"),
          Map.entry("logging.level.io.netty.bootstrap", "error"),
          Map.entry("logging.level.io.netty.handler.codec.http2", "warn"),
          Map.entry("logging.level.io.netty.handler.ssl.SslHandler", "error"),
          Map.entry("logging.level.org.springdoc.core.events", "error"),
          Map.entry("server.address", "127.0.0.1"),
          Map.entry("server.shutdown", "immediate"),
          Map.entry("management.endpoints.web.exposure.include", "health,info,prometheus"),
          Map.entry("management.endpoint.health.probes.enabled", "true"),
          Map.entry("management.health.kubernetes.enabled", "false"));

  private ProcessDefaults() {}

  /** The common properties and a process's own, which win. */
  public static Map<String, Object> with(Map<String, String> own) {
    Map<String, Object> all = new HashMap<>(COMMON);
    all.putAll(own);
    return Map.copyOf(all);
  }
}

package io.navarch.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What came of each health check, which {@code /metrics/slis} tells apart from other metrics. */
public final class HealthResults {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, AtomicInteger> last = new ConcurrentHashMap<>();

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * @param type {@code livez}, {@code readyz} or {@code healthz}
   */
  void observed(String name, String type, boolean well) {
    last.computeIfAbsent(type + "/" + name, _ -> gauge(name, type)).set(well ? 1 : 0);
    Counter.builder("kubernetes_healthchecks")
        .description("The results of all health checks")
        .tag("name", name)
        .tag("type", type)
        .tag("status", well ? "success" : "error")
        .register(registry)
        .increment();
  }

  private AtomicInteger gauge(String name, String type) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder("kubernetes_healthcheck", value::get)
        .description("The last result of a health check")
        .tag("name", name)
        .tag("type", type)
        .register(registry);
    return value;
  }
}

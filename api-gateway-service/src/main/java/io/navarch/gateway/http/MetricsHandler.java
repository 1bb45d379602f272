package io.navarch.gateway.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.User;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /metrics} in Prometheus' text format. */
public final class MetricsHandler implements NonResourceHandler {
  /** Counters whose names do not end in {@code _total}, on which the library insists. */
  private static final List<String> WITHOUT_TOTAL =
      List.of(
          "apiserver_admission_webhook_rejection_count",
          "apiserver_admission_webhook_fail_open_count",
          "authentication_attempts",
          "authenticated_user_requests");

  private final String path;
  private final PrometheusMeterRegistry registry;
  private final Runnable refresh;

  /**
   * @param refresh done before each look
   */
  public MetricsHandler(PrometheusMeterRegistry registry, Runnable refresh) {
    this("/metrics", registry, refresh);
  }

  /** What came of health checks, at a path of its own. */
  public static MetricsHandler ofHealth(HealthResults results) {
    return new MetricsHandler("/metrics/slis", results.registry(), () -> {});
  }

  private MetricsHandler(String path, PrometheusMeterRegistry registry, Runnable refresh) {
    this.path = path;
    this.registry = registry;
    this.refresh = refresh;
  }

  @Override
  public boolean serves(String asked) {
    return asked.equals(path);
  }

  @Override
  public void handle(Exchange exchange, User user) {
    refresh.run();
    exchange.respond(
        200,
        "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
        renamed(registry.scrape()).getBytes(StandardCharsets.UTF_8));
  }

  private static String renamed(String scrape) {
    String text = scrape;
    for (String name : WITHOUT_TOTAL) {
      text = text.replace(name + "_total", name);
    }
    return text;
  }
}

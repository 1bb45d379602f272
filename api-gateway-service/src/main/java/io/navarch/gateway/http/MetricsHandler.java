package io.navarch.gateway.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.User;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code /metrics} in Prometheus' text format. */
public final class MetricsHandler implements NonResourceHandler {
  /** What the library calls otherwise: it insists on {@code _total} and on names of one use. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "apiserver_admission_webhook_rejection_count_total",
          "apiserver_admission_webhook_rejection_count",
          "apiserver_admission_webhook_fail_open_count_total",
          "apiserver_admission_webhook_fail_open_count",
          "authentication_attempts_total",
          "authentication_attempts",
          "authenticated_user_requests_total",
          "authenticated_user_requests",
          "aggregator_unavailable_apiservice_now",
          "aggregator_unavailable_apiservice");

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
    byte[] text = renamed(registry.scrape()).getBytes(StandardCharsets.UTF_8);
    if (Compression.isAccepted(exchange)) {
      exchange.addResponseHeader("Content-Encoding", "gzip");
      text = Compression.gzip(text);
    }
    exchange.respond(200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores", text);
  }

  private static String renamed(String scrape) {
    String text = scrape;
    for (Map.Entry<String, String> name : RENAMED.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    return text;
  }
}

package io.navarch.gateway.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.User;
import java.nio.charset.StandardCharsets;

/** {@code /metrics} in Prometheus' text format. */
public final class MetricsHandler implements NonResourceHandler {
  private final PrometheusMeterRegistry registry;
  private final Runnable refresh;

  /**
   * @param refresh done before each look
   */
  public MetricsHandler(PrometheusMeterRegistry registry, Runnable refresh) {
    this.registry = registry;
    this.refresh = refresh;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/metrics");
  }

  @Override
  public void handle(Exchange exchange, User user) {
    refresh.run();
    exchange.respond(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        registry.scrape().getBytes(StandardCharsets.UTF_8));
  }
}

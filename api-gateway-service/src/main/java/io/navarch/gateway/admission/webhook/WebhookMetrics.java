package io.navarch.gateway.admission.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.admission.AdmissionRequest.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long webhooks take, under upstream's name. */
final class WebhookMetrics {
  private final MeterRegistry registry;
  private final Map<Labels, Timer> durations = new ConcurrentHashMap<>();

  private record Labels(String name, boolean mutating, Operation operation, boolean rejected) {}

  WebhookMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(
      String webhook, boolean mutating, Operation operation, boolean rejected, Duration took) {
    durations
        .computeIfAbsent(new Labels(webhook, mutating, operation, rejected), this::timer)
        .record(took);
  }

  private Timer timer(Labels labels) {
    return Timer.builder("apiserver_admission_webhook_admission_duration")
        .description("Time that admission webhooks take")
        .tag("name", labels.name)
        .tag("type", labels.mutating ? "admit" : "validating")
        .tag("operation", labels.operation.name())
        .tag("rejected", Boolean.toString(labels.rejected))
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(25))
        .register(registry);
  }
}

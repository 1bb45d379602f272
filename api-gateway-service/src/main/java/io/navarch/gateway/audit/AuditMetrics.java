package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the audit trail comes to, under upstream's names. */
final class AuditMetrics {
  private final MeterRegistry registry;
  private final Counter made;
  private final Counter rejected;
  private final Map<AuditLevel, Counter> levels = new EnumMap<>(AuditLevel.class);

  AuditMetrics(MeterRegistry registry) {
    this.registry = registry;
    made = counter("event", "Audit events made");
    rejected = counter("requests_rejected", "Requests refused since they could not be recorded");
    for (AuditLevel level : AuditLevel.values()) {
      levels.put(
          level,
          Counter.builder("apiserver_audit_level")
              .description("Requests by the level that the policy sets for them")
              .tag("level", level.text())
              .register(registry));
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder("apiserver_audit_" + name).description(description).register(registry);
  }

  /** A request has this level; once for each request. */
  void level(AuditLevel level) {
    Counter counter = levels.get(level);
    if (counter != null) {
      counter.increment();
    }
  }

  void made() {
    made.increment();
  }

  void rejected() {
    rejected.increment();
  }

  /**
   * Counts the events that a back-end loses.
   *
   * @param plugin {@code log}, {@code webhook} or {@code truncate}
   */
  Counter lost(String plugin) {
    return Counter.builder("apiserver_audit_error")
        .description("Audit events that were lost")
        .tag("plugin", plugin)
        .register(registry);
  }
}

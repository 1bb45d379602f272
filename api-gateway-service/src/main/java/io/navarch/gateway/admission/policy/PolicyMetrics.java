package io.navarch.gateway.admission.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What came of the rules of validating policies, under upstream's names. */
final class PolicyMetrics {
  private static final String PREFIX = "apiserver_validating_admission_policy_check";
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500),
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1)
  };

  private final MeterRegistry registry;
  private final Map<Checked, Meters> meters = new ConcurrentHashMap<>();

  private record Checked(String policy, String binding, Error error, String action) {}

  private record Meters(Counter total, Timer duration) {}

  /** Why a rule has no value. */
  enum Error {
    COMPILE_ERROR,
    INVALID_ERROR,
    OUT_OF_BUDGET,
    NO_ERROR;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  PolicyMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param action {@code deny}, {@code warn} or {@code audit}; {@code allow} for an error that the
   *     policy lets pass
   */
  void checked(PolicyInvocations.Applied applied, Error error, String action, long nanos) {
    Checked checked = new Checked(applied.policy().name(), applied.binding().name(), error, action);
    Meters counted = meters.computeIfAbsent(checked, this::register);
    counted.total.increment();
    counted.duration.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Meters register(Checked checked) {
    Tags tags =
        Tags.of(
            "policy", checked.policy,
            "policy_binding", checked.binding,
            "error_type", checked.error.label(),
            "enforcement_action", checked.action);
    return new Meters(
        Counter.builder(PREFIX)
            .description("Rules of validating policies that did not hold")
            .tags(tags)
            .register(registry),
        Timer.builder(PREFIX + "_duration")
            .description("How long such rules took")
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }
}

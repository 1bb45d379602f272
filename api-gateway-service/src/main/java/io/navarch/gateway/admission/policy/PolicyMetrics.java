package io.navarch.gateway.admission.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.model.cel.CelResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What came of the rules of policies, under upstream's names. */
final class PolicyMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500),
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1)
  };

  private final MeterRegistry registry;
  private final String prefix;
  private final Map<Checked, Meters> meters = new ConcurrentHashMap<>();

  private record Checked(String policy, String binding, Error error, String action) {}

  private record Meters(Counter total, Timer duration) {}

  /** Why a rule has no value. */
  enum Error {
    COMPILE_ERROR,
    INVALID_ERROR,
    OUT_OF_BUDGET,
    NO_ERROR;

    static Error of(CelResult.Failure failure) {
      return failure.kind() == CelResult.Failure.Kind.OUT_OF_BUDGET ? OUT_OF_BUDGET : INVALID_ERROR;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private PolicyMetrics(MeterRegistry registry, String kind) {
    this.registry = registry;
    this.prefix = "apiserver_" + kind + "_admission_policy_check";
  }

  static PolicyMetrics validating(MeterRegistry registry) {
    return new PolicyMetrics(registry, "validating");
  }

  static PolicyMetrics mutating(MeterRegistry registry) {
    return new PolicyMetrics(registry, "mutating");
  }

  /**
   * A rule of a validating policy did not hold.
   *
   * @param action {@code deny}, {@code warn} or {@code audit}; {@code allow} for an error that the
   *     policy lets pass
   */
  void checked(PolicyInvocations.Applied applied, Error error, String action, long nanos) {
    count(new Checked(applied.policy().name(), applied.binding().name(), error, action), nanos);
  }

  /** A mutation was tried. */
  void mutated(PolicyInvocations.Applied applied, Error error, long nanos) {
    count(new Checked(applied.policy().name(), applied.binding().name(), error, ""), nanos);
  }

  private void count(Checked checked, long nanos) {
    Meters counted = meters.computeIfAbsent(checked, this::register);
    counted.total.increment();
    counted.duration.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Meters register(Checked checked) {
    Tags tags =
        Tags.of(
            "policy", checked.policy,
            "policy_binding", checked.binding,
            "error_type", checked.error.label());
    if (!checked.action.isEmpty()) {
      tags = tags.and("enforcement_action", checked.action);
    }
    return new Meters(
        Counter.builder(prefix)
            .description("Rules of policies that did not hold, or mutations tried")
            .tags(tags)
            .register(registry),
        Timer.builder(prefix + "_duration")
            .description("How long they took")
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }
}

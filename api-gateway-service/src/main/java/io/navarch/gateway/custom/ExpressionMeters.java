package io.navarch.gateway.custom;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How long it takes to compile a definition's validation expressions, and to evaluate them for one
 * object.
 */
final class ExpressionMeters {
  /** Prometheus' own buckets, which upstream takes where it names none. */
  private static final Duration[] BUCKETS =
      Stream.of(5L, 10L, 25L, 50L, 100L, 250L, 500L, 1_000L, 2_500L, 5_000L, 10_000L)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Timer compilations;
  private final Timer evaluations;

  ExpressionMeters(MeterRegistry registry) {
    compilations = timer(registry, "compilation", "What compiling validation expressions took");
    evaluations = timer(registry, "evaluation", "What evaluating validation expressions took");
  }

  private static Timer timer(MeterRegistry registry, String what, String description) {
    return Timer.builder("apiserver_cel_" + what + "_duration")
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  <T> T compiled(Supplier<T> compilation) {
    return compilations.record(compilation);
  }

  <T> T evaluated(Supplier<T> evaluation) {
    return evaluations.record(evaluation);
  }
}

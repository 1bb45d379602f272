package io.navarch.gateway.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.metrics.Buckets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What becomes of attempts to act as another, under upstream's names. */
final class ImpersonationMetrics {
  private static final String PREFIX = "apiserver_impersonation_";
  private static final int STEPS = 15;

  private final MeterRegistry registry;
  private final Map<Ended, Meters> meters = new ConcurrentHashMap<>();

  private record Ended(String what, String mode, boolean allowed) {}

  private record Meters(Counter total, Timer duration) {}

  ImpersonationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A request wanted to be another's.
   *
   * @param mode that allowed it; empty where none did
   * @param began by {@link System#nanoTime()}
   */
  void attempted(String mode, boolean allowed, long began) {
    ended(new Ended("attempts", mode, allowed), began);
  }

  /** One right was asked for in a mode. */
  void asked(String mode, boolean allowed, long began) {
    ended(new Ended("authorization_attempts", mode, allowed), began);
  }

  private void ended(Ended ended, long began) {
    Meters counted = meters.computeIfAbsent(ended, this::register);
    counted.total.increment();
    counted.duration.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  private Meters register(Ended ended) {
    Tags tags = Tags.of("mode", ended.mode, "decision", ended.allowed ? "allowed" : "denied");
    return new Meters(
        Counter.builder(PREFIX + ended.what)
            .description("Attempts to act as another, or rights asked for on the way")
            .tags(tags)
            .register(registry),
        Timer.builder(PREFIX + ended.what + "_duration")
            .description("How long they took")
            .serviceLevelObjectives(Buckets.doubling(Duration.ofMillis(1), STEPS))
            .tags(tags)
            .register(registry));
  }
}

package io.navarch.gateway.encryption;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.encryption.EnvelopeMetrics.Direction;
import io.navarch.gateway.metrics.Buckets;
import io.navarch.gateway.stored.StoredResource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How values are encrypted and decrypted, under upstream's names. */
final class TransformationMetrics {
  private static final String PREFIX = "apiserver_storage_transformation_";
  private static final int STEPS = 25;

  private final MeterRegistry registry;
  private final Map<Done, Counter> operations = new ConcurrentHashMap<>();
  private final Map<Way, Timer> durations = new ConcurrentHashMap<>();

  private record Way(Direction direction, String prefix) {}

  private record Done(StoredResource resource, Way way, boolean good) {}

  TransformationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param prefix of the provider, as values have it
   * @param began by {@link System#nanoTime()}
   */
  void done(StoredResource resource, Direction direction, String prefix, long began) {
    Way way = new Way(direction, prefix);
    count(new Done(resource, way, true));
    durations
        .computeIfAbsent(way, this::timer)
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  /** A value could not be read or written. */
  void failed(StoredResource resource, Direction direction, String prefix) {
    count(new Done(resource, new Way(direction, prefix), false));
  }

  private void count(Done done) {
    operations.computeIfAbsent(done, this::counter).increment();
  }

  private Counter counter(Done done) {
    return Counter.builder(PREFIX + "operations")
        .description("Values encrypted and decrypted")
        .tag("resource", done.resource.name())
        .tag("transformation_type", done.way.direction.label())
        .tag("transformer_prefix", done.way.prefix)
        .tag("status", done.good ? "OK" : "unknown-non-grpc")
        .register(registry);
  }

  private Timer timer(Way way) {
    return Timer.builder(PREFIX + "duration")
        .description("How long values take to be encrypted or decrypted")
        .serviceLevelObjectives(Buckets.doubling(Duration.ofNanos(5_000), STEPS))
        .tag("transformation_type", way.direction.label())
        .tag("transformer_prefix", way.prefix)
        .register(registry);
  }
}

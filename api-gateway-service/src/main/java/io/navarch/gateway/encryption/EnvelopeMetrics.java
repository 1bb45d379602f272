package io.navarch.gateway.encryption;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.metrics.Buckets;
import io.navarch.model.pki.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * How key management plugins and their keys fare, under upstream's names. Keys are shown by the
 * hash of their id; plugins choose those, so the oldest series go when there are too many.
 */
final class EnvelopeMetrics {
  private static final String PREFIX = "apiserver_envelope_encryption_";
  private static final int MOST_KEYS = 100;
  private static final int STEPS = 20;

  private final MeterRegistry registry;
  private final String serverHash;
  private final InstantSource clock;
  private final Counter cacheMisses;
  private final Map<Called, Timer> calls = new ConcurrentHashMap<>();
  private final Map<Key, Used> keys = new LinkedHashMap<>();

  private record Called(String provider, String method, Status.Code code) {}

  /**
   * @param direction empty for what the plugin says of itself
   */
  private record Key(String direction, String provider, String keyId) {}

  private record Used(List<Meter> meters, AtomicLong times, AtomicLong lastMillis) {}

  /** Which way a value goes. */
  enum Direction {
    FROM_STORAGE,
    TO_STORAGE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param server which gateway this is; only its hash is shown
   */
  EnvelopeMetrics(MeterRegistry registry, String server, InstantSource clock) {
    this.registry = registry;
    this.serverHash = hash(server);
    this.clock = clock;
    this.cacheMisses =
        Counter.builder("apiserver_storage_envelope_transformation_cache_misses")
            .description("Values whose key had to be opened by the plugin")
            .register(registry);
  }

  private static String hash(String text) {
    return text.isEmpty() ? "" : "sha256:" + Sha256.hex(text);
  }

  /**
   * A call of the plugin ended.
   *
   * @param method such as {@code Status}
   * @param began by {@link System#nanoTime()}
   */
  void called(String provider, String method, Status.Code code, long began) {
    calls
        .computeIfAbsent(new Called(provider, method, code), this::timer)
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Called called) {
    return Timer.builder(PREFIX + "kms_operations_latency")
        .description("How long calls of key management plugins take")
        .serviceLevelObjectives(Buckets.doubling(Duration.ofNanos(100_000), STEPS))
        .tag("provider_name", called.provider)
        .tag("method_name", "/v2.KeyManagementService/" + called.method)
        .tag("grpc_status_code", camel(called.code))
        .register(registry);
  }

  /** {@code DEADLINE_EXCEEDED} as gRPC's Go library writes it. */
  private static String camel(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    }
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder text = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  /** A value was read or written under a key. */
  void used(Direction direction, String provider, String keyId) {
    count(new Key(direction.label(), provider, keyId));
  }

  /** The plugin named the key that is in use. */
  void stated(String provider, String keyId) {
    count(new Key("", provider, keyId));
  }

  /**
   * The plugin named a key whose id cannot be.
   *
   * @param error {@code empty} or {@code too_long}
   */
  void invalidKeyId(String provider, String error) {
    Counter.builder(PREFIX + "invalid_key_id_from_status")
        .description("Key ids of plugins that cannot be")
        .tag("provider_name", provider)
        .tag("error", error)
        .register(registry)
        .increment();
  }

  /** The plugin had to be asked to open a key. */
  void cacheMissed() {
    cacheMisses.increment();
  }

  /** How many opened keys a plugin's provider keeps. */
  void cacheSize(String provider, IntSupplier size) {
    Gauge.builder(PREFIX + "dek_source_cache_size", size::getAsInt)
        .description("Opened keys that are kept; a restart asks the plugin for as many")
        .tag("provider_name", provider)
        .register(registry);
  }

  private synchronized void count(Key key) {
    Used used = keys.computeIfAbsent(key, this::register);
    used.times.incrementAndGet();
    used.lastMillis.set(clock.millis());
    if (keys.size() > MOST_KEYS) {
      Key oldest = keys.keySet().iterator().next();
      Used gone = keys.remove(oldest);
      if (gone != null) {
        gone.meters.forEach(registry::remove);
      }
    }
  }

  private Used register(Key key) {
    AtomicLong times = new AtomicLong();
    AtomicLong last = new AtomicLong();
    Tags tags =
        Tags.of(
            "provider_name",
            key.provider,
            "key_id_hash",
            hash(key.keyId),
            "apiserver_id_hash",
            serverHash);
    List<Meter> meters = new ArrayList<>();
    String seen = "key_id_hash_status_last_timestamp_seconds";
    if (!key.direction.isEmpty()) {
      tags = tags.and("transformation_type", key.direction);
      seen = "key_id_hash_last_timestamp_seconds";
      meters.add(
          FunctionCounter.builder(PREFIX + "key_id_hash", times, AtomicLong::doubleValue)
              .description("How often a key was used")
              .tags(tags)
              .register(registry));
    }
    meters.add(
        Gauge.builder(PREFIX + seen, () -> last.get() / 1000.0)
            .description("When a key was last used, or named by its plugin")
            .tags(tags)
            .register(registry));
    return new Used(meters, times, last);
  }
}

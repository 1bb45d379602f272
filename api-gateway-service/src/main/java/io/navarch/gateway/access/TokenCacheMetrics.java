package io.navarch.gateway.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.metrics.CountedTimer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** How often what is known of a bearer token serves again, under upstream's names. */
public final class TokenCacheMetrics {
  private static final String PREFIX = "authentication_token_cache_";
  private static final Duration[] BUCKETS =
      LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final CountedTimer hit;
  private final CountedTimer miss;
  private final Counter fetched;
  private final Counter failed;
  private final AtomicInteger fetching = new AtomicInteger();

  public TokenCacheMetrics(MeterRegistry registry) {
    this.registry = registry;
    hit = looked("hit");
    miss = looked("miss");
    fetched = counter("fetch", "Tokens that were looked into", "ok");
    failed = counter("fetch", "Tokens that were looked into", "error");
    Gauge.builder(PREFIX + "active_fetch_count", fetching::get)
        .description("Tokens that are being looked into")
        .tag("status", "in_flight")
        .register(registry);
  }

  private CountedTimer looked(String status) {
    return new CountedTimer(
        counter("request", "Tokens that came, and whether they were known", status),
        Timer.builder(PREFIX + "request_duration")
            .description("How long it took until a token was known")
            .serviceLevelObjectives(BUCKETS)
            .tag("status", status)
            .register(registry));
  }

  private Counter counter(String name, String description, String status) {
    return Counter.builder(PREFIX + name)
        .description(description)
        .tag("status", status)
        .register(registry);
  }

  /**
   * A token was known.
   *
   * @param began by {@link System#nanoTime()}
   */
  public void hit(long began) {
    hit.ended(began);
  }

  /**
   * Looks into a token that was not known.
   *
   * @param holds whether what came out is good
   */
  public <T> T fetch(Supplier<T> fetch, Predicate<T> holds) {
    long began = System.nanoTime();
    boolean good = false;
    fetching.incrementAndGet();
    try {
      T result = fetch.get();
      good = holds.test(result);
      return result;
    } finally {
      fetching.decrementAndGet();
      (good ? fetched : failed).increment();
      miss.ended(began);
    }
  }
}

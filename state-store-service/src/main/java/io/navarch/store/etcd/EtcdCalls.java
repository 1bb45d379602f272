package io.navarch.store.etcd;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.navarch.model.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * How etcd is called. Reads are limited in time, repeated and cut off while etcd is down; a write
 * is limited in time only, for one that failed may have taken effect.
 */
final class EtcdCalls {
  private final TimeLimiter limiter;
  private final Retry retry;
  private final CircuitBreaker breaker;

  EtcdCalls(Duration timeout) {
    limiter =
        TimeLimiter.of(
            "etcd",
            TimeLimiterConfig.custom().timeoutDuration(timeout).cancelRunningFuture(true).build());
    retry =
        Retry.of(
            "etcd",
            RetryConfig.custom()
                .maxAttempts(4)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(100, 2.0))
                .retryOnException(StoreException.Unavailable.class::isInstance)
                .build());
    breaker =
        CircuitBreaker.of(
            "etcd",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(20)
                .failureRateThreshold(80)
                .waitDurationInOpenState(Duration.ofSeconds(1))
                .permittedNumberOfCallsInHalfOpenState(3)
                .recordException(StoreException.Unavailable.class::isInstance)
                .build());
  }

  /** A call that changes nothing, or nothing more when it is repeated. */
  <T> T repeatable(Supplier<CompletableFuture<T>> call) {
    Supplier<T> guarded = CircuitBreaker.decorateSupplier(breaker, () -> once(call));
    try {
      return Retry.decorateSupplier(retry, guarded).get();
    } catch (CallNotPermittedException e) {
      throw new StoreException.Unavailable("etcd has failed lately; not asking it now", e);
    }
  }

  /** A call that must not be repeated. */
  <T> T once(Supplier<CompletableFuture<T>> call) {
    try {
      return limiter.executeFutureSupplier(call::get);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw EtcdErrors.translate(e);
    }
  }
}

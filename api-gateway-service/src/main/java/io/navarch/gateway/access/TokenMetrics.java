package io.navarch.gateway.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts how service account tokens are used, under upstream's names. */
public final class TokenMetrics {
  private final Counter valid;
  private final Counter stale;
  private final Counter legacy;
  private final Counter manual;
  private final Counter automatic;
  private final Counter invalidated;
  private final TokenCacheMetrics cache;

  public TokenMetrics(MeterRegistry registry, TokenCacheMetrics cache) {
    this.cache = cache;
    valid = counter(registry, "valid_tokens", "Cumulative valid projected tokens used");
    stale = counter(registry, "stale_tokens", "Cumulative stale projected tokens used");
    legacy = counter(registry, "legacy_tokens", "Cumulative tokens without an audience used");
    manual = counter(registry, "legacy_manual_token_uses", "Uses of hand-made token Secrets");
    automatic = counter(registry, "legacy_auto_token_uses", "Uses of auto-made token Secrets");
    invalidated =
        counter(registry, "invalid_legacy_auto_token_uses", "Uses of invalidated token Secrets");
  }

  TokenCacheMetrics cache() {
    return cache;
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("serviceaccount_" + name).description(description).register(registry);
  }

  /** A projected token was used before, or after, its owner should have renewed it. */
  void aged(boolean late) {
    (late ? stale : valid).increment();
  }

  /** A token was used that names no audience. */
  void withoutAudience() {
    legacy.increment();
  }

  /** A token that lies in a Secret was used. */
  void legacy(boolean madeByHand) {
    (madeByHand ? manual : automatic).increment();
  }

  /** A token was used whose Secret is marked invalid. */
  void invalidated() {
    invalidated.increment();
  }
}

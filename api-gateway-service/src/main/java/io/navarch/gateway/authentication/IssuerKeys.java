package io.navarch.gateway.authentication;

import io.navarch.gateway.callout.CalloutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, from its discovery document. Fetched when a token first needs them, when
 * one was signed by none of those that are known (at the most every ten seconds), and every hour.
 */
final class IssuerKeys {
  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private final String issuer;
  private final String discovery;
  private final Function<String, Map<String, Object>> fetch;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile List<JwtSignature.Key> keys = List.of();
  private volatile Instant fetchedAt = Instant.EPOCH;
  private volatile Instant askedAt = Instant.EPOCH;

  /**
   * @param discoveryUrl empty for the well-known path below the issuer
   * @param fetch gets a JSON object from a URL
   */
  IssuerKeys(
      String issuer,
      String discoveryUrl,
      Function<String, Map<String, Object>> fetch,
      InstantSource clock) {
    this.issuer = issuer;
    this.discovery =
        discoveryUrl.isEmpty() ? issuer.replaceAll("/+$", "") + WELL_KNOWN : discoveryUrl;
    this.fetch = fetch;
    this.clock = clock;
  }

  /** Whether one of the issuer's keys made the signature. */
  boolean verify(String keyId, String algorithm, byte[] text, byte[] signature) {
    if (clock.instant().isAfter(fetchedAt.plus(FRESH))) {
      refresh();
    }
    if (holds(keyId, algorithm, text, signature)) {
      return true;
    }
    return refresh() && holds(keyId, algorithm, text, signature);
  }

  private boolean holds(String keyId, String algorithm, byte[] text, byte[] signature) {
    for (JwtSignature.Key key : keys) {
      boolean named = keyId.isEmpty() || key.id().equals(keyId);
      if (named && JwtSignature.holds(key, algorithm, text, signature)) {
        return true;
      }
    }
    return false;
  }

  private boolean refresh() {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (now.isBefore(askedAt.plus(PAUSE))) {
        return false;
      }
      askedAt = now;
      keys = fetched();
      fetchedAt = now;
      return true;
    } catch (CalloutException e) {
      log.warn("The keys of {} cannot be fetched: {}", issuer, e.getMessage());
      return false;
    } finally {
      lock.unlock();
    }
  }

  private List<JwtSignature.Key> fetched() {
    Map<String, Object> document = fetch.apply(discovery);
    if (!issuer.equals(document.get("issuer"))) {
      log.warn("The discovery document of {} is another issuer's", issuer);
      return List.of();
    }
    return document.get("jwks_uri") instanceof String uri && uri.startsWith("https://")
        ? JwtSignature.keys(fetch.apply(uri))
        : List.of();
  }
}

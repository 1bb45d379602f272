package io.navarch.controller.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has asked for and not yet seen in its cache.
 *
 * <p>Until a key's expectations are met (or five minutes have passed) its owner must not create or
 * delete again, or it would do so twice.
 */
public final class Expectations<K> {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final class Open {
    int creations;
    final Set<String> deletions = new HashSet<>();
    Instant since = Instant.EPOCH;
  }

  private final Map<K, Open> byKey = new HashMap<>();
  private final InstantSource clock;

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  public synchronized boolean met(K key) {
    Open open = byKey.get(key);
    return open == null
        || (open.creations <= 0 && open.deletions.isEmpty())
        || open.since.plus(TIMEOUT).isBefore(clock.instant());
  }

  /** Expects {@code count} more objects to appear. */
  public synchronized void expectCreations(K key, int count) {
    Open open = opened(key);
    open.creations = Math.max(0, open.creations) + count;
  }

  /** Expects the object of the uid to go. */
  public synchronized void expectDeletion(K key, String uid) {
    opened(key).deletions.add(uid);
  }

  /** One object of the key has appeared, or will not. */
  public synchronized void creationObserved(K key) {
    Open open = byKey.get(key);
    if (open != null && open.creations > 0) {
      open.creations--;
    }
  }

  /** The object of the uid is going or gone, or will not go. */
  public synchronized void deletionObserved(K key, String uid) {
    Open open = byKey.get(key);
    if (open != null) {
      open.deletions.remove(uid);
    }
  }

  public synchronized void forget(K key) {
    byKey.remove(key);
  }

  private Open opened(K key) {
    Open open = byKey.computeIfAbsent(key, k -> new Open());
    open.since = clock.instant();
    return open;
  }
}

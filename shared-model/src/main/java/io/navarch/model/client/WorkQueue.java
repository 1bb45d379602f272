package io.navarch.model.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys that are to be reconciled.
 *
 * <p>A key waits at most once however often it is added, and is held by at most one worker at a
 * time: a key added while a worker holds it waits until that worker says {@link #done}. Failing
 * keys come back with an exponential backoff of {@code base * 2^failures}, capped.
 */
public final class WorkQueue<K> {

  /** The backoff of upstream's default controller rate limiter: 5 ms doubling up to 1000 s. */
  public static final Duration DEFAULT_BASE_DELAY = Duration.ofMillis(5);

  public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(1000);

  private record Delayed<K>(K key, long dueNanos) {}

  /** What is done with a key while it is held. */
  @FunctionalInterface
  public interface Worker<K> {
    void work(K key) throws InterruptedException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<K> ready = new ArrayDeque<>();
  private final Map<K, Long> waitingSince = new HashMap<>();
  private final Map<K, Long> heldSince = new HashMap<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private final Map<K, Long> dueByKey = new HashMap<>();
  private final PriorityQueue<Delayed<K>> delayed =
      new PriorityQueue<>(Comparator.comparingLong((Delayed<K> entry) -> entry.dueNanos()));
  private final long baseNanos;
  private final long maxNanos;
  private final LongSupplier nanoClock;
  private final Durations waits = new Durations();
  private final Durations works = new Durations();
  private long adds;
  private long retries;
  private boolean shutDown;

  /**
   * What a queue has done since it was made, and what it does now.
   *
   * @param waits how long keys waited for a worker
   * @param works how long workers held them
   * @param unfinishedSeconds how long the keys that are held now are held, together
   * @param longestSeconds the longest of these
   */
  public record Activity(
      int depth,
      long adds,
      long retries,
      Durations waits,
      Durations works,
      double unfinishedSeconds,
      double longestSeconds) {}

  public WorkQueue() {
    this(DEFAULT_BASE_DELAY, DEFAULT_MAX_DELAY, System::nanoTime);
  }

  /**
   * @param nanoClock a steadily rising count of nanoseconds, as {@link System#nanoTime()}
   */
  public WorkQueue(Duration baseDelay, Duration maxDelay, LongSupplier nanoClock) {
    this.baseNanos = baseDelay.toNanos();
    this.maxNanos = maxDelay.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Adds a key, unless it is waiting already. */
  public void add(K key) {
    lock.lock();
    try {
      if (!shutDown) {
        enqueue(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key once the delay is over; of several delays of one key the shortest counts. */
  public void addAfter(K key, Duration delay) {
    if (delay.isZero() || delay.isNegative()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      if (shutDown) {
        return;
      }
      retries++;
      long due = nanoClock.getAsLong() + saturatedNanos(delay);
      Long known = dueByKey.get(key);
      if (known == null || due - known < 0) {
        dueByKey.put(key, due);
        delayed.add(new Delayed<>(key, due));
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key after its backoff, and counts one more failure of it. */
  public void addRateLimited(K key) {
    Duration delay;
    lock.lock();
    try {
      int count = failures.merge(key, 1, Integer::sum) - 1;
      delay = Duration.ofNanos(backoffNanos(count));
    } finally {
      lock.unlock();
    }
    addAfter(key, delay);
  }

  /** How often the key has come back since it was last forgotten. */
  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the failures of a key: its next backoff starts from the beginning. */
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next key and holds it; null once the queue is shut down. */
  public @Nullable K take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!shutDown) {
        promoteDue();
        K key = ready.poll();
        if (key != null) {
          begin(key);
          return key;
        }
        Delayed<K> next = delayed.peek();
        if (next == null) {
          changed.await();
        } else {
          var unused = changed.awaitNanos(next.dueNanos() - nanoClock.getAsLong());
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of a key; it is handed out again at once when it was added meanwhile. */
  public void done(K key) {
    lock.lock();
    try {
      Long since = heldSince.remove(key);
      if (since != null) {
        works.add(nanoClock.getAsLong() - since);
      }
      if (waitingSince.containsKey(key)) {
        ready.add(key);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands keys to the worker, one after the other, until the queue is shut down or the calling
   * thread is interrupted. What the worker throws ends it.
   */
  public void serve(Worker<K> worker) {
    try {
      for (K key = take(); key != null; key = take()) {
        try {
          worker.work(key);
        } finally {
          done(key);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keys that wait for a worker, without those whose delay is not over. */
  public int depth() {
    lock.lock();
    try {
      return waitingSince.size();
    } finally {
      lock.unlock();
    }
  }

  /** Keys whose delay is not over. */
  public int delayed() {
    lock.lock();
    try {
      return dueByKey.size();
    } finally {
      lock.unlock();
    }
  }

  public Activity activity() {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      long all = 0;
      long longest = 0;
      for (long since : heldSince.values()) {
        all += now - since;
        longest = Math.max(longest, now - since);
      }
      return new Activity(
          waitingSince.size(),
          adds,
          retries,
          waits.copy(),
          works.copy(),
          Durations.seconds(all),
          Durations.seconds(longest));
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits; nothing is handed out any more. */
  public void shutDown() {
    lock.lock();
    try {
      shutDown = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(K key) {
    if (waitingSince.putIfAbsent(key, nanoClock.getAsLong()) == null) {
      adds++;
      if (!heldSince.containsKey(key)) {
        ready.add(key);
        changed.signal();
      }
    }
  }

  private void begin(K key) {
    long now = nanoClock.getAsLong();
    Long since = waitingSince.remove(key);
    if (since != null) {
      waits.add(now - since);
    }
    heldSince.put(key, now);
  }

  private void promoteDue() {
    long now = nanoClock.getAsLong();
    for (Delayed<K> next = delayed.peek();
        next != null && next.dueNanos() - now <= 0;
        next = delayed.peek()) {
      delayed.poll();
      Long due = dueByKey.get(next.key());
      if (due != null && due == next.dueNanos()) {
        dueByKey.remove(next.key());
        enqueue(next.key());
      }
    }
  }

  private long backoffNanos(int count) {
    return count >= 40 ? maxNanos : Math.min(maxNanos, baseNanos << count);
  }

  private static long saturatedNanos(Duration delay) {
    return TimeUnit.NANOSECONDS.convert(
        delay.compareTo(Duration.ofDays(365)) > 0 ? Duration.ofDays(365) : delay);
  }
}

package io.navarch.gateway.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection, for large answers one after the other: a connection encrypts and
 * sends in order, so what is encoded before its turn does nothing but fill the memory. Whoever asks
 * for a hundred lists at once would otherwise have all of them made before the first has left.
 */
final class Outlet {
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order in which they came. */
  private final ArrayDeque<CountDownLatch> waiting = new ArrayDeque<>();

  private final long patienceNanos;
  private boolean taken;

  /** When an answer was last let out, by the clock of {@link System#nanoTime}. */
  private long since;

  /**
   * @param patience how long one answer may keep the others waiting: a client may leave it unread
   *     until it has read another
   */
  Outlet(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Waits until the answers before have left.
   *
   * @return whether it is this answer's turn, and {@link #leave} must be called; false when the one
   *     before takes too long and this one goes out beside it
   */
  boolean enter() {
    CountDownLatch turn = new CountDownLatch(1);
    lock.lock();
    try {
      if (!taken) {
        taken = true;
        since = System.nanoTime();
        return true;
      }
      waiting.addLast(turn);
    } finally {
      lock.unlock();
    }
    while (true) {
      try {
        if (turn.await(left(), TimeUnit.NANOSECONDS)) {
          return true;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return giveUp(turn);
      }
      if (left() <= 0) {
        return giveUp(turn);
      }
    }
  }

  /** How long the one that is on its way out may still take. */
  private long left() {
    lock.lock();
    try {
      return patienceNanos - (System.nanoTime() - since);
    } finally {
      lock.unlock();
    }
  }

  private boolean giveUp(CountDownLatch turn) {
    lock.lock();
    try {
      since = System.nanoTime();
      return !waiting.remove(turn);
    } finally {
      lock.unlock();
    }
  }

  /** The answer has left, or never will. */
  void leave() {
    CountDownLatch next = next();
    if (next != null) {
      next.countDown();
    }
  }

  private @Nullable CountDownLatch next() {
    lock.lock();
    try {
      CountDownLatch next = waiting.pollFirst();
      taken = next != null;
      since = System.nanoTime();
      return next;
    } finally {
      lock.unlock();
    }
  }
}

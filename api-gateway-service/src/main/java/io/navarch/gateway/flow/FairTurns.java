package io.navarch.gateway.flow;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets long computations run a few at a time, so that processors are left for the short ones, and
 * lets users take turns: who has many waiting gets no more of them done than who has one. Seats do
 * not do this, since there are many more of them than processors. The work must not wait for
 * anything but a processor.
 */
public final class FairTurns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines = new HashMap<>();

  /** The lines in which anybody waits, the one whose turn it is first. */
  private final ArrayDeque<Line> order = new ArrayDeque<>();

  private int free;

  /** What one user has waiting. */
  private record Line(String user, ArrayDeque<CountDownLatch> waiting) {}

  /**
   * @param places how many computations run at once
   */
  public FairTurns(int places) {
    this.free = places;
  }

  /** Does the work when it is the user's turn. */
  public void take(String user, Runnable work) {
    enter(user);
    try {
      work.run();
    } finally {
      leave();
    }
  }

  private void enter(String user) {
    CountDownLatch turn = new CountDownLatch(1);
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return;
      }
      Line line = lines.computeIfAbsent(user, _ -> new Line(user, new ArrayDeque<>()));
      if (line.waiting.isEmpty()) {
        order.addLast(line);
      }
      line.waiting.addLast(turn);
    } finally {
      lock.unlock();
    }
    awaitTurn(turn);
  }

  /**
   * A place is on its way to who waits, so the wait goes on also when the thread is interrupted.
   */
  private static void awaitTurn(CountDownLatch turn) {
    boolean interrupted = false;
    while (true) {
      try {
        turn.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands the place to the first of the user whose turn it is. */
  private void leave() {
    CountDownLatch next;
    lock.lock();
    try {
      Line line = order.pollFirst();
      if (line == null) {
        free++;
        return;
      }
      next = line.waiting.removeFirst();
      if (line.waiting.isEmpty()) {
        lines.remove(line.user);
      } else {
        order.addLast(line);
      }
    } finally {
      lock.unlock();
    }
    next.countDown();
  }

  /** How many wait. */
  int waiting() {
    lock.lock();
    try {
      return order.stream().mapToInt(line -> line.waiting.size()).sum();
    } finally {
      lock.unlock();
    }
  }
}

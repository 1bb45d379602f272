package io.navarch.gateway.http;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands writes over to an event loop, many at a time: the loop is woken once for all that came
 * while it slept, not once for each of an event's watches. Keeps the order of what one thread adds.
 */
final class LoopOutbox {
  private static final Map<Executor, LoopOutbox> OF_LOOP = new ConcurrentHashMap<>();

  private final Executor loop;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private LoopOutbox(Executor loop) {
    this.loop = loop;
  }

  /** The one outbox of an event loop. */
  static LoopOutbox of(Executor loop) {
    return OF_LOOP.computeIfAbsent(loop, LoopOutbox::new);
  }

  void add(Runnable write) {
    waiting.add(write);
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false);
    for (Runnable write = waiting.poll(); write != null; write = waiting.poll()) {
      write.run();
    }
  }
}

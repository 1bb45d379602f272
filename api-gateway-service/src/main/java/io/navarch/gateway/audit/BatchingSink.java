package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Hands events over in batches on a thread of its own. When its buffer is full, further events are
 * dropped and counted: requests do not wait for the audit trail here.
 */
final class BatchingSink implements AuditSink {
  /** How long it waits for events before it looks whether it is being closed. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final BlockingQueue<byte[]> buffer;
  private final int maxBatch;
  private final Duration maxWait;
  private final Predicate<List<byte[]>> target;
  private final Counter dropped;
  private final Thread thread;
  private volatile boolean closing;

  BatchingSink(
      String name,
      int bufferSize,
      int maxBatch,
      Duration maxWait,
      Predicate<List<byte[]>> target,
      Counter dropped) {
    this.buffer = new LinkedBlockingQueue<>(bufferSize);
    this.maxBatch = maxBatch;
    this.maxWait = maxWait;
    this.target = target;
    this.dropped = dropped;
    this.thread = Thread.ofVirtual().name("audit-" + name).start(this::work);
  }

  @Override
  public boolean accept(byte[] event) {
    if (!buffer.offer(event)) {
      dropped.increment();
    }
    return true;
  }

  private void work() {
    try {
      while (!closing || !buffer.isEmpty()) {
        List<byte[]> batch = next();
        if (!batch.isEmpty()) {
          boolean unused = target.test(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a first event, then gathers until the batch is full or its time is up. */
  private List<byte[]> next() throws InterruptedException {
    List<byte[]> batch = new ArrayList<>();
    byte[] first = buffer.poll(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return batch;
    }
    batch.add(first);
    long until = System.nanoTime() + maxWait.toNanos();
    while (batch.size() < maxBatch) {
      long left = closing ? 0 : Math.max(0, until - System.nanoTime());
      byte[] event = buffer.poll(Math.min(left, GLANCE.toNanos()), TimeUnit.NANOSECONDS);
      if (event != null) {
        batch.add(event);
      } else if (left <= GLANCE.toNanos()) {
        break;
      }
    }
    return batch;
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(FAREWELL)) {
        thread.interrupt();
        dropped.increment(buffer.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands events over in batches on a thread of its own. When its buffer is full, further events are
 * dropped and counted: requests do not wait for the audit trail here.
 */
final class BatchingSink implements AuditSink {
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final BlockingQueue<byte[]> buffer;
  private final int maxBatch;
  private final Duration maxWait;
  private final Consumer<List<byte[]>> target;
  private final Counter dropped;
  private final Thread thread;
  private volatile boolean closing;

  BatchingSink(
      String name,
      int bufferSize,
      int maxBatch,
      Duration maxWait,
      Consumer<List<byte[]>> target,
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
          target.accept(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a first event, then gathers until the batch is full or its time is up. */
  private List<byte[]> next() throws InterruptedException {
    List<byte[]> batch = new ArrayList<>();
    byte[] first = buffer.poll(200, TimeUnit.MILLISECONDS);
    if (first == null) {
      return batch;
    }
    batch.add(first);
    long until = System.nanoTime() + maxWait.toNanos();
    while (batch.size() < maxBatch) {
      long left = closing ? 0 : until - System.nanoTime();
      byte[] event = buffer.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (event == null) {
        break;
      }
      batch.add(event);
    }
    return batch;
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(FAREWELL)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.navarch.model.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Gives the heap of a burst back when the process has become idle. The serial collector looks at
 * the whole heap, and returns what is free, only when all of it is used: after thousands of pods
 * came and went a control plane would keep gigabytes of garbage until the next burst.
 */
final class IdleHeap implements SmartLifecycle {
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /** A heap of that size is not worth a collection. */
  private static final long SMALL_BYTES = 192L << 20;

  /** Less than this share of one processor's time is idle. */
  private static final double IDLE_SHARE = 0.15;

  /** How much the heap must have grown since it was last collected here. */
  private static final double GROWTH = 1.3;

  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("idle-heap").factory());
  private Look last = new Look(0, 0, 0);
  private long keptBytes;
  private volatile boolean running;

  /**
   * What the process has used.
   *
   * @param heapBytes committed to the heap now
   * @param cpuNanos processor time since the process began
   * @param nanos when it was looked at, by the clock of {@link System#nanoTime}
   */
  record Look(long heapBytes, long cpuNanos, long nanos) {
    /** Whether a collection costs nobody anything and is likely to find something. */
    boolean isWorthCollecting(Look before, long keptBytes) {
      long passed = nanos - before.nanos;
      return heapBytes > SMALL_BYTES
          && heapBytes > keptBytes * GROWTH
          && cpuNanos - before.cpuNanos < passed * IDLE_SHARE;
    }
  }

  @Override
  public void start() {
    running = true;
    last = look();
    var unused =
        rounds.scheduleWithFixedDelay(
            this::round, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  private void round() {
    Look now = look();
    if (now.isWorthCollecting(last, keptBytes)) {
      System.gc();
      now = look();
      keptBytes = now.heapBytes;
    }
    last = now;
  }

  private static Look look() {
    long cpu =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : Long.MAX_VALUE;
    return new Look(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
        cpu,
        System.nanoTime());
  }

  @Override
  public void stop() {
    running = false;
    rounds.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

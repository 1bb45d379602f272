package io.navarch.model.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Gives the garbage of a burst back: when the process has become idle, and now and then while it
 * works. The serial collector looks at the whole heap, and returns what is free, only when all of
 * it is used: a control plane through which thousands of pods came and went would keep gigabytes of
 * what they were.
 */
final class HeapTrim implements SmartLifecycle {
  private static final Duration PERIOD = Duration.ofSeconds(15);

  /** A heap of that size is not worth a collection. */
  private static final long SMALL_BYTES = 192L << 20;

  /** Less than this share of one processor's time is idle. */
  private static final double IDLE_SHARE = 0.15;

  /** How much the heap must have grown since it was last collected here. */
  private static final double GROWTH = 1.3;

  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heap-trim").factory());

  /** A working process is stopped for no less. */
  private static final long LARGE_BYTES = 512L << 20;

  /** How much the heap must have grown since for a working process to be stopped. */
  private static final double LARGE_GROWTH = 1.7;

  /**
   * So rarely that even stops of half a second fall below a hundredth of the time, and with it out
   * of the 99th percentile of what clients wait.
   */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  private Look last = new Look(0, 0, 0);
  private Kept kept = new Kept(0, System.nanoTime());
  private volatile boolean running;

  /**
   * What the process has used.
   *
   * @param heapBytes committed to the heap now
   * @param cpuNanos processor time since the process began
   * @param nanos when it was looked at, by the clock of {@link System#nanoTime}
   */
  record Look(long heapBytes, long cpuNanos, long nanos) {
    /** Whether a collection is likely to find what is worth its time. */
    boolean isWorthCollecting(Look before, Kept kept) {
      boolean idle = cpuNanos - before.cpuNanos < (nanos - before.nanos) * IDLE_SHARE;
      return idle
          ? heapBytes > SMALL_BYTES && heapBytes > kept.heapBytes * GROWTH
          : heapBytes > LARGE_BYTES
              && heapBytes > kept.heapBytes * LARGE_GROWTH
              && nanos - kept.nanos > PAUSE.toNanos();
    }
  }

  /**
   * What the last collection left.
   *
   * @param heapBytes committed to the heap after it; 0 before the first
   * @param nanos when it was, by the clock of {@link System#nanoTime}
   */
  record Kept(long heapBytes, long nanos) {}

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
    if (now.isWorthCollecting(last, kept)) {
      System.gc();
      now = look();
      kept = new Kept(now.heapBytes, now.nanos);
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

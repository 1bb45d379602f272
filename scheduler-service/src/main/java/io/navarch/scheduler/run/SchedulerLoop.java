package io.navarch.scheduler.run;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns {@link SchedulerCore}. It takes in what others post, and between that places
 * one waiting pod after the other, as long as it leads and has seen the cluster.
 */
public final class SchedulerLoop implements SchedulerCore.Later {
  private static final Log log = LogFactory.getLog(SchedulerLoop.class);
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LONGEST_SLEEP_MS = 1_000;

  private final SchedulerCore core;
  private final Outbox outbox;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private volatile boolean running;
  private volatile boolean leading;
  private volatile boolean seen;
  private volatile Thread thread = Thread.currentThread();
  private long lastFlush;

  public SchedulerLoop(SchedulerCore core, Outbox outbox, InstantSource clock) {
    this.core = core;
    this.outbox = outbox;
    this.clock = clock;
  }

  public void start() {
    running = true;
    thread = Thread.ofPlatform().name("scheduler").daemon().start(this::loop);
  }

  public void stop() {
    running = false;
    run(() -> {});
    if (thread != Thread.currentThread()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Says whether this scheduler is the one that acts. */
  public void lead(boolean now) {
    leading = now;
    run(() -> {});
  }

  /** Says that the first picture of the cluster is complete. */
  public void clusterSeen() {
    run(() -> seen = true);
  }

  public boolean leading() {
    return leading;
  }

  /** Whether it has seen the cluster and can decide. */
  public boolean ready() {
    return seen;
  }

  @Override
  public void run(Runnable task) {
    mailbox.add(task);
  }

  /** Tells the core something, on its own thread. */
  public void tell(Consumer<SchedulerCore> news) {
    run(() -> news.accept(core));
  }

  /** Asks something of the core on its own thread. */
  public <T> CompletableFuture<T> ask(Function<SchedulerCore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    run(
        () -> {
          try {
            answer.complete(question.apply(core));
          } catch (RuntimeException failed) {
            answer.completeExceptionally(failed);
          }
        });
    return answer;
  }

  private void loop() {
    while (running) {
      try {
        takeIn(mailbox.poll(sleepMs(), TimeUnit.MILLISECONDS));
        drain();
        flushNowAndThen();
        while (running && leading && seen && core.placeNext(outbox, this)) {
          drain();
        }
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  private void drain() {
    for (Runnable next = mailbox.poll(); next != null; next = mailbox.poll()) {
      takeIn(next);
    }
  }

  private static void takeIn(@Nullable Runnable task) {
    if (task != null) {
      try {
        task.run();
      } catch (RuntimeException failed) {
        log.error("A change of the cluster could not be taken in", failed);
      }
    }
  }

  private long sleepMs() {
    long wake = core.queue().nextWake() - clock.millis();
    return Math.clamp(wake, 1, LONGEST_SLEEP_MS);
  }

  private void flushNowAndThen() {
    long now = System.nanoTime();
    if (now - lastFlush > FLUSH_NANOS) {
      lastFlush = now;
      core.flush();
    }
  }
}

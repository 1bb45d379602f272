package io.navarch.node.pod;

import io.navarch.node.cri.RuntimeFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all pods in the runtime every second, or sooner when the runtime hints that something
 * happened, and wakes the workers of those that changed.
 */
public final class RuntimeRelist implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RuntimeRelist.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final RuntimeObserver observer;
  private final Listener listener;
  private final Semaphore hints = new Semaphore(0);
  private final Thread thread;
  private Map<String, ObservedPod> last = new HashMap<>();
  private volatile long lastNanos;

  /** Whoever wants to know. */
  public interface Listener {
    /** Something of the pod changed in the runtime. */
    void changed(String uid);

    /** All that is in the runtime now. */
    void listed(Map<String, ObservedPod> pods);
  }

  public RuntimeRelist(RuntimeObserver observer, Listener listener) {
    this.observer = observer;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("relist").unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  /** Asks for a look now. */
  public void hint() {
    hints.release();
  }

  /** Pods as seen by the latest look. */
  public synchronized Map<String, ObservedPod> latest() {
    return last;
  }

  /** How long ago the runtime was last seen, for health checks; very long before the first time. */
  public Duration age(long nowNanos) {
    return lastNanos == 0 ? Duration.ofDays(1) : Duration.ofNanos(nowNanos - lastNanos);
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          look();
        } catch (RuntimeFailure e) {
          log.debug("The runtime could not be listed: {}", e.getMessage());
        }
        if (hints.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
          hints.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Map<String, ObservedPod> now = observer.observeAll();
    Map<String, ObservedPod> before = latest();
    synchronized (this) {
      last = now;
    }
    lastNanos = System.nanoTime();
    now.forEach(
        (uid, pod) -> {
          if (!pod.equals(before.get(uid))) {
            listener.changed(uid);
          }
        });
    before.keySet().stream().filter(uid -> !now.containsKey(uid)).forEach(listener::changed);
    listener.listed(now);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

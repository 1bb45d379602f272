package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker a pod: passes over the same pod never overlap, those over different pods do not wait
 * for each other.
 */
public final class PodWorkers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PodWorkers.class);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final PodSync sync;
  private final PodLifecycle.Factory lifecycles = new PodLifecycle.Factory();
  private final Map<String, Worker> workers = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public PodWorkers(NodeServices services) {
    this.sync = new PodSync(services, this::others);
  }

  /**
   * Takes a pod as it is wanted now.
   *
   * @param statusTarget the API's object that shows its status, null while a static pod has no
   *     mirror yet
   */
  public void update(Pod pod, @Nullable Pod statusTarget) {
    workers.compute(
        pod.getMetadata().getUid(),
        (uid, existing) -> {
          if (existing == null || existing.done) {
            Worker fresh = new Worker(new PodWork(pod, statusTarget, lifecycles.begin(uid)));
            fresh.start();
            return fresh;
          }
          Duration before = existing.work.grace();
          existing.work.update(pod, statusTarget);
          existing.wakeAndMaybeHurry(before);
          return existing;
        });
  }

  /** Notes that a pod's source does not have it any more. */
  public void gone(String uid) {
    Worker worker = workers.get(uid);
    if (worker != null) {
      worker.work.markGone();
      worker.wake();
    }
  }

  /** The pods that the node has admitted and that have not ended, besides the one of that uid. */
  private List<Pod> others(String uid) {
    return workers.values().stream()
        .map(worker -> worker.work)
        .filter(work -> !work.uid().equals(uid))
        .filter(work -> work.admitted && !over(work.lifecycle().stage()))
        .map(PodWork::pod)
        .toList();
  }

  private static boolean over(PodLifecycle.Stage stage) {
    return switch (stage) {
      case SYNCING, TERMINATING -> false;
      case TERMINATED, REMOVED -> true;
    };
  }

  /** Asks for a look at a pod. */
  public void wake(String uid) {
    Worker worker = workers.get(uid);
    if (worker != null) {
      worker.wake();
    }
  }

  /** Asks for a look at the pods that use a config map or secret, named {@code namespace/name}. */
  public void wakeUsersOf(Class<? extends HasMetadata> kind, String key) {
    for (Worker worker : workers.values()) {
      if (PodReferences.uses(worker.work.pod(), kind, key)) {
        worker.wake();
      }
    }
  }

  public Set<String> uids() {
    return Set.copyOf(workers.keySet());
  }

  /** The pod as it is wanted, or null when the node does not have it. */
  public @Nullable Pod pod(String uid) {
    Worker worker = workers.get(uid);
    return worker == null ? null : worker.work.pod();
  }

  /** The pod of that name that is wanted here, or null. */
  public @Nullable Pod pod(String namespace, String name) {
    for (Worker worker : workers.values()) {
      var meta = worker.work.pod().getMetadata();
      if (meta.getNamespace().equals(namespace) && meta.getName().equals(name)) {
        return worker.work.pod();
      }
    }
    return null;
  }

  /** Stops working; pods keep running. */
  @Override
  public void close() {
    closed = true;
    workers.values().forEach(w -> w.thread.interrupt());
  }

  private final class Worker {
    private final PodWork work;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean pending = true;
    private volatile boolean done;

    private Worker(PodWork work) {
      this.work = work;
      this.thread =
          Thread.ofVirtual()
              .name("pod-" + work.pod().getMetadata().getName())
              .unstarted(this::loop);
    }

    private void start() {
      thread.start();
    }

    private void wake() {
      lock.lock();
      try {
        pending = true;
        woken.signal();
      } finally {
        lock.unlock();
      }
    }

    private void wakeAndMaybeHurry(Duration graceBefore) {
      boolean stopping = work.lifecycle().stage() == PodLifecycle.Stage.TERMINATING;
      if (stopping && work.grace().compareTo(graceBefore) < 0) {
        Thread.ofVirtual().start(() -> sync.hurry(work));
      }
      wake();
    }

    private void loop() {
      try {
        while (!closed) {
          Duration delay = AFTER_ERROR;
          try {
            clearPending();
            switch (sync.sync(work)) {
              case PodSync.Next.After after -> delay = after.delay();
              case PodSync.Next.Never never -> {
                done = true;
                workers.remove(work.uid(), this);
                return;
              }
            }
          } catch (RuntimeException e) {
            if (closed) {
              return;
            }
            log.warn(
                "Pod {} could not be synced: {}", work.pod().getMetadata().getName(), e.toString());
            log.debug("Details", e);
          }
          await(delay);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void clearPending() {
      lock.lock();
      try {
        pending = false;
      } finally {
        lock.unlock();
      }
    }

    private void await(Duration delay) throws InterruptedException {
      lock.lock();
      try {
        long left = delay.toNanos();
        while (!pending && left > 0) {
          left = woken.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}

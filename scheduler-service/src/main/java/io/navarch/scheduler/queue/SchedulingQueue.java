package io.navarch.scheduler.queue;

import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.queue.QueuedPod.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which pod is decided next: higher priority first, then whoever waited longer. A pod that
 * could not be placed waits for a change that may help, and then for its backoff, which doubles
 * with every failure. When nothing else is to be done, pods are tried before their backoff is over,
 * unless their last attempt ended in an error.
 *
 * <p>Times are epoch milliseconds. One thread owns the queue.
 */
public final class SchedulingQueue {
  private static final long LONGEST_WAIT_MS = 5 * 60_000;

  private final long initialBackoffMs;
  private final long maxBackoffMs;
  private final Map<String, QueuedPod> pods = new HashMap<>();
  private final PriorityQueue<QueuedPod> active = new PriorityQueue<>(ORDER);
  private final PriorityQueue<QueuedPod> backingOff =
      new PriorityQueue<>(Comparator.comparingLong(this::backoffEnds).thenComparing(ORDER));
  private final Map<String, QueuedPod> unschedulable = new LinkedHashMap<>();
  private final Set<String> preempting = new HashSet<>();
  private final Set<String> roomWhileHeld = new HashSet<>();
  private long sequence;

  private static final Comparator<QueuedPod> ORDER =
      Comparator.<QueuedPod>comparingInt(waiting -> waiting.pod().priority())
          .reversed()
          .thenComparingLong(QueuedPod::since)
          .thenComparingLong(QueuedPod::sequence);

  public SchedulingQueue(long initialBackoffMs, long maxBackoffMs) {
    this.initialBackoffMs = initialBackoffMs;
    this.maxBackoffMs = maxBackoffMs;
  }

  /** Takes in a pod that is not placed, or what changed about one. */
  public void put(PodInfo pod, long now) {
    QueuedPod known = pods.get(pod.uid());
    if (known == null) {
      QueuedPod fresh = new QueuedPod(pod, now, sequence++);
      pods.put(pod.uid(), fresh);
      enqueue(fresh);
      return;
    }
    PodInfo before = known.pod();
    if (known.place() == Place.ASIDE) {
      known.setPod(pod);
      return;
    }
    leave(known);
    known.setPod(pod);
    if (known.place() == Place.HELD) {
      enqueue(known);
    } else if (known.place() == Place.UNSCHEDULABLE && changedForScheduling(before, pod)) {
      backOff(known, now);
    } else {
      enter(known, known.place());
    }
  }

  /** Whether an update of the pod itself is worth another attempt; its status is not. */
  private static boolean changedForScheduling(PodInfo before, PodInfo now) {
    return !before.labels().equals(now.labels())
        || !Arrays.equals(before.requests(), now.requests())
        || !before.wishes().equals(now.wishes())
        || !before.gates().equals(now.gates());
  }

  /** Forgets a pod: it is gone, or placed. */
  public void remove(String uid) {
    QueuedPod known = pods.remove(uid);
    if (known != null) {
      leave(known);
    }
    preempting.remove(uid);
    roomWhileHeld.remove(uid);
  }

  public @Nullable QueuedPod get(String uid) {
    return pods.get(uid);
  }

  public Collection<QueuedPod> all() {
    return Collections.unmodifiableCollection(pods.values());
  }

  /** Takes out the pod to decide next; null where none is ready. */
  public @Nullable QueuedPod next(long now) {
    while (!backingOff.isEmpty() && backoffEnds(backingOff.peek()) <= now) {
      enter(backingOff.remove(), Place.ACTIVE);
    }
    QueuedPod next = active.poll();
    if (next == null && !backingOff.isEmpty() && !backingOff.peek().afterError()) {
      next = backingOff.remove();
    }
    if (next != null) {
      next.move(Place.ASIDE);
      next.attempt();
    }
    return next;
  }

  /** Puts back a pod that was taken out and fits nowhere, with the rules that refused it. */
  public void unschedulable(QueuedPod waiting, Set<String> plugins, long now) {
    if (pods.get(waiting.pod().uid()) == waiting) {
      waiting.failed(now, plugins, false);
      enter(waiting, held(waiting) ? Place.HELD : Place.UNSCHEDULABLE);
    }
  }

  /** Puts back a pod whose placement met an error that has nothing to do with fitting. */
  public void afterError(QueuedPod waiting, long now) {
    if (pods.get(waiting.pod().uid()) == waiting) {
      waiting.failed(now, Set.of(), true);
      enter(waiting, Place.BACKING_OFF);
    }
  }

  /** Wakes the waiting pods that a change may help. */
  public void changed(ClusterChange change, long now) {
    if (unschedulable.isEmpty()) {
      return;
    }
    List<QueuedPod> woken = new ArrayList<>();
    for (QueuedPod waiting : unschedulable.values()) {
      boolean preempts = preempting.contains(waiting.pod().uid());
      if ((waiting.place() == Place.UNSCHEDULABLE || preempts)
          && Hints.mayHelp(change, waiting.pod(), waiting.plugins())) {
        if (preempts) {
          roomWhileHeld.add(waiting.pod().uid());
        } else {
          woken.add(waiting);
        }
      }
    }
    woken.forEach(waiting -> wake(waiting, now));
  }

  /** Wakes the pods that have waited for the longest time allowed. */
  public void flush(long now) {
    unschedulable.values().stream()
        .filter(waiting -> waiting.place() == Place.UNSCHEDULABLE)
        .filter(waiting -> now - waiting.since() >= LONGEST_WAIT_MS)
        .toList()
        .forEach(waiting -> wake(waiting, now));
  }

  /** Holds a pod back while its victims are being evicted. */
  public void holdForPreemption(String uid) {
    preempting.add(uid);
  }

  /**
   * The eviction of a pod's victims has ended. The pod is tried again when one of them has left,
   * which may have happened already, or at once where the eviction failed.
   */
  public void preemptionDone(String uid, boolean evicted, long now) {
    QueuedPod waiting = pods.get(uid);
    boolean roomMade = preempting.remove(uid) && roomWhileHeld.remove(uid);
    if (waiting != null && waiting.place() == Place.HELD) {
      leave(waiting);
      if (roomMade || !evicted) {
        backOff(waiting, now);
      } else {
        enter(waiting, held(waiting) ? Place.HELD : Place.UNSCHEDULABLE);
      }
    }
  }

  /**
   * When a backoff ends next, epoch milliseconds; {@link Long#MAX_VALUE} where none is under way.
   */
  public long nextWake() {
    return backingOff.isEmpty() ? Long.MAX_VALUE : backoffEnds(backingOff.peek());
  }

  /** How many pods are in a place. */
  public int count(Place place) {
    return switch (place) {
      case ACTIVE -> active.size();
      case BACKING_OFF -> backingOff.size();
      case UNSCHEDULABLE, HELD ->
          (int) unschedulable.values().stream().filter(p -> p.place() == place).count();
      case ASIDE -> pods.size() - active.size() - backingOff.size() - unschedulable.size();
    };
  }

  private void enqueue(QueuedPod waiting) {
    enter(waiting, held(waiting) ? Place.HELD : Place.ACTIVE);
  }

  private boolean held(QueuedPod waiting) {
    return !waiting.pod().gates().isEmpty() || preempting.contains(waiting.pod().uid());
  }

  private void wake(QueuedPod waiting, long now) {
    leave(waiting);
    backOff(waiting, now);
  }

  private void backOff(QueuedPod waiting, long now) {
    if (held(waiting)) {
      enter(waiting, Place.HELD);
    } else {
      enter(waiting, backoffEnds(waiting) <= now ? Place.ACTIVE : Place.BACKING_OFF);
    }
  }

  private long backoffEnds(QueuedPod waiting) {
    if (waiting.failures() == 0) {
      return waiting.since();
    }
    long backoff = initialBackoffMs;
    for (int i = 1; i < waiting.failures() && backoff < maxBackoffMs; i++) {
      backoff *= 2;
    }
    return waiting.since() + Math.min(backoff, maxBackoffMs);
  }

  private void enter(QueuedPod waiting, Place place) {
    waiting.move(place);
    switch (place) {
      case ACTIVE -> active.add(waiting);
      case BACKING_OFF -> backingOff.add(waiting);
      case UNSCHEDULABLE, HELD -> unschedulable.put(waiting.pod().uid(), waiting);
      case ASIDE -> {}
    }
  }

  private void leave(QueuedPod waiting) {
    switch (waiting.place()) {
      case ACTIVE -> active.remove(waiting);
      case BACKING_OFF -> backingOff.remove(waiting);
      case UNSCHEDULABLE, HELD -> unschedulable.remove(waiting.pod().uid());
      case ASIDE -> {}
    }
  }
}

package io.navarch.scheduler.run;

import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.decide.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers the last decisions of the pods decided last, for those who ask why. */
public final class Journal {
  private static final int PODS = 1_000;
  private static final int DECISIONS_PER_POD = 5;

  private final Map<String, Deque<Made>> byPod =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Made>> eldest) {
          return size() > PODS;
        }
      };

  /** A decision on a pod and when it was made, epoch milliseconds. */
  public record Made(String uid, long at, long nanos, int attempt, Decision decision) {}

  synchronized void record(PodInfo pod, Made entry) {
    Deque<Made> entries = byPod.computeIfAbsent(pod.path(), none -> new ArrayDeque<>(1));
    if (entries.size() == DECISIONS_PER_POD) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  /** The remembered decisions on a pod, oldest first. */
  public synchronized List<Made> of(String namespace, String name) {
    Deque<Made> entries = byPod.get(namespace + "/" + name);
    return entries == null ? List.of() : new ArrayList<>(entries);
  }
}

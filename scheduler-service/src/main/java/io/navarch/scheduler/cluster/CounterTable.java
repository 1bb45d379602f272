package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters in use. A question asked for the first time is answered by one walk over all pods;
 * from then on its counter follows the changes. Counters not asked for long make room for new ones.
 */
final class CounterTable {
  private static final int CAPACITY = 2_048;

  private final Map<PodCounter.Question, PodCounter> counters =
      new LinkedHashMap<>(64, 0.75f, true);
  private final Map<LabelQuery.LabelPair, List<PodCounter>> byAnchor = new HashMap<>();
  private final List<PodCounter> withoutAnchor = new ArrayList<>();

  PodCounter counter(PodCounter.Question question, Collection<NodeSlot> nodes) {
    PodCounter known = counters.get(question);
    if (known != null) {
      return known;
    }
    PodCounter counter = new PodCounter(question);
    for (NodeSlot node : nodes) {
      for (PodInfo pod : node.pods()) {
        counter.change(node.index(), pod, 1);
      }
    }
    if (counters.size() >= CAPACITY) {
      forgetEldest();
    }
    counters.put(question, counter);
    group(question).add(counter);
    return counter;
  }

  void podAdded(int node, PodInfo pod) {
    change(node, pod, 1);
  }

  void podRemoved(int node, PodInfo pod) {
    change(node, pod, -1);
  }

  private void change(int node, PodInfo pod, int sign) {
    if (counters.isEmpty()) {
      return;
    }
    LabelSet labels = pod.labels();
    for (int i = 0; i < labels.size(); i++) {
      List<PodCounter> concerned =
          byAnchor.get(new LabelQuery.LabelPair(labels.key(i), labels.value(i)));
      if (concerned != null) {
        for (PodCounter counter : concerned) {
          counter.change(node, pod, sign);
        }
      }
    }
    for (PodCounter counter : withoutAnchor) {
      counter.change(node, pod, sign);
    }
  }

  private List<PodCounter> group(PodCounter.Question question) {
    LabelQuery.LabelPair anchor = question.anchor();
    return anchor == null
        ? withoutAnchor
        : byAnchor.computeIfAbsent(anchor, none -> new ArrayList<>());
  }

  private void forgetEldest() {
    PodCounter.Question eldest = counters.keySet().iterator().next();
    PodCounter counter = counters.remove(eldest);
    List<PodCounter> group = group(eldest);
    group.remove(counter);
    LabelQuery.LabelPair anchor = eldest.anchor();
    if (anchor != null && group.isEmpty()) {
      byAnchor.remove(anchor);
    }
  }
}

package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The affinity terms of the pods that are placed, each distinct term once with the number of pods
 * that carry it on every node. A pod to be scheduled asks which of them speak of it.
 */
public final class TermTable {
  private final Map<Carried, Entry> entries = new HashMap<>();
  private final Map<LabelQuery.LabelPair, List<Entry>> byAnchor = new HashMap<>();
  private final List<Entry> withoutAnchor = new ArrayList<>();

  /** What the pod that carries a term demands or prefers. */
  public enum Kind {
    NEAR,
    APART,
    PREFER_NEAR,
    PREFER_APART
  }

  private record Carried(Kind kind, PodTerm term) {}

  /** A distinct term and where the pods are that carry it. */
  public static final class Entry {
    private final Carried carried;
    private int[] counts = new int[16];
    private int total;

    private Entry(Carried carried) {
      this.carried = carried;
    }

    public Kind kind() {
      return carried.kind;
    }

    public PodTerm term() {
      return carried.term;
    }

    public int on(NodeSlot node) {
      return node.index() < counts.length ? counts[node.index()] : 0;
    }

    private void change(int node, int sign) {
      if (node >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(node + 1, 2 * counts.length));
      }
      counts[node] += sign;
      total += sign;
    }
  }

  /** Calls back with every carried term that matches the pod. */
  public void speakingOf(PodInfo pod, LabelSet namespaceLabels, Consumer<Entry> found) {
    if (entries.isEmpty()) {
      return;
    }
    LabelSet labels = pod.labels();
    for (int i = 0; i < labels.size(); i++) {
      List<Entry> group = byAnchor.get(new LabelQuery.LabelPair(labels.key(i), labels.value(i)));
      if (group != null) {
        offer(group, pod, namespaceLabels, found);
      }
    }
    offer(withoutAnchor, pod, namespaceLabels, found);
  }

  private static void offer(
      List<Entry> group, PodInfo pod, LabelSet namespaceLabels, Consumer<Entry> found) {
    for (Entry entry : group) {
      if (entry.term().matches(pod.namespace(), namespaceLabels, pod.labels())) {
        found.accept(entry);
      }
    }
  }

  void podAdded(int node, PodInfo pod) {
    change(node, pod, 1);
  }

  void podRemoved(int node, PodInfo pod) {
    change(node, pod, -1);
  }

  private void change(int node, PodInfo pod, int sign) {
    if (!pod.hasPodTerms()) {
      return;
    }
    change(node, Kind.NEAR, pod.wishes().near(), sign);
    change(node, Kind.APART, pod.wishes().apart(), sign);
    change(node, Kind.PREFER_NEAR, pod.wishes().preferNear(), sign);
    change(node, Kind.PREFER_APART, pod.wishes().preferApart(), sign);
  }

  private void change(int node, Kind kind, List<PodTerm> terms, int sign) {
    for (PodTerm term : terms) {
      Carried carried = new Carried(kind, term);
      Entry entry = entries.get(carried);
      if (entry == null) {
        entry = new Entry(carried);
        entries.put(carried, entry);
        group(term).add(entry);
      }
      entry.change(node, sign);
      if (entry.total == 0) {
        entries.remove(carried);
        forget(term, entry);
      }
    }
  }

  private void forget(PodTerm term, Entry entry) {
    List<Entry> group = group(term);
    group.remove(entry);
    LabelQuery.LabelPair anchor = term.pods().anchor();
    if (anchor != null && group.isEmpty()) {
      byAnchor.remove(anchor);
    }
  }

  private List<Entry> group(PodTerm term) {
    LabelQuery.LabelPair anchor = term.pods().anchor();
    return anchor == null
        ? withoutAnchor
        : byAnchor.computeIfAbsent(anchor, none -> new ArrayList<>());
  }
}

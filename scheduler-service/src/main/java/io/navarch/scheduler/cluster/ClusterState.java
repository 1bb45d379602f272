package io.navarch.scheduler.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the scheduler believes it to be, assumed placements included. Every change costs
 * what it touches, never a walk over the cluster. One thread owns it.
 */
public final class ClusterState implements ClusterView {
  private final Map<String, NodeSlot> slots = new HashMap<>();
  private final Deque<Integer> freeIndexes = new ArrayDeque<>();
  private final Map<String, PodInfo> pods = new HashMap<>();
  private final Map<String, Map<String, PodInfo>> nominated = new HashMap<>();
  private final CounterTable counters = new CounterTable();
  private final TermTable terms = new TermTable();
  private final Map<String, Topology> topologies = new HashMap<>();
  private final Map<String, LabelSet> namespaces = new HashMap<>();
  private final Map<String, Integer> images = new HashMap<>();
  private final Map<String, DisruptionBudget> budgets = new LinkedHashMap<>();
  private final StorageState storage = new StorageState();
  private final Siblings siblings = new Siblings();
  private int nextIndex;
  private @Nullable List<NodeSlot> order;

  @Override
  public List<NodeSlot> nodes() {
    List<NodeSlot> known = order;
    if (known == null) {
      known = zonesInTurn();
      order = known;
    }
    return known;
  }

  @Override
  public @Nullable NodeSlot node(String name) {
    NodeSlot slot = slots.get(name);
    return slot != null && slot.present() ? slot : null;
  }

  @Override
  public Topology topology(String key) {
    return topologies.computeIfAbsent(key, missing -> Topology.of(missing, nodes(), nextIndex));
  }

  @Override
  public PodCounter count(PodCounter.Question question) {
    return counters.counter(question, slots.values());
  }

  @Override
  public TermTable terms() {
    return terms;
  }

  @Override
  public LabelSet namespaceLabels(String namespace) {
    return namespaces.getOrDefault(namespace, LabelSet.EMPTY);
  }

  @Override
  public Set<String> namespaces(LabelQuery query) {
    Set<String> found = new HashSet<>();
    namespaces.forEach(
        (name, labels) -> {
          if (query.matches(labels)) {
            found.add(name);
          }
        });
    return found;
  }

  @Override
  public int nodesWithImage(String image) {
    return images.getOrDefault(image, 0);
  }

  @Override
  public LabelQuery siblings(PodInfo pod) {
    return siblings.of(pod);
  }

  @Override
  public StorageState storage() {
    return storage;
  }

  @Override
  public List<PodInfo> nominatedTo(String node) {
    Map<String, PodInfo> there = nominated.get(node);
    return there == null ? List.of() : List.copyOf(there.values());
  }

  @Override
  public List<DisruptionBudget> budgets() {
    return List.copyOf(budgets.values());
  }

  public Siblings siblings() {
    return siblings;
  }

  /** Takes in a Node object, new or changed. Returns what was known of it before. */
  public @Nullable NodeData putNode(NodeData node) {
    NodeSlot slot = slot(node.name());
    NodeData before = slot.present() ? slot.data() : null;
    slot.setData(node);
    countImages(before, -1);
    countImages(node, 1);
    if (before == null || !before.labels().equals(node.labels())) {
      order = null;
      topologies.clear();
    }
    return before;
  }

  public void removeNode(String name) {
    NodeSlot slot = slots.get(name);
    if (slot == null || !slot.present()) {
      return;
    }
    countImages(slot.data(), -1);
    slot.setData(null);
    order = null;
    topologies.clear();
    forgetIfUnused(slot);
  }

  /** The placed pod with this uid, assumed ones included. */
  public @Nullable PodInfo pod(String uid) {
    return pods.get(uid);
  }

  public Collection<PodInfo> placedPods() {
    return pods.values();
  }

  /** Places a pod on the node it names, in place of what was known of it. */
  public void putPod(PodInfo pod) {
    removePod(pod.uid());
    NodeSlot slot = slot(pod.nodeName());
    slot.add(pod);
    pods.put(pod.uid(), pod);
    counters.podAdded(slot.index(), pod);
    terms.podAdded(slot.index(), pod);
    storage.change(pod, 1);
  }

  /** Takes a placed pod away. Returns what was known of it. */
  public @Nullable PodInfo removePod(String uid) {
    PodInfo pod = pods.remove(uid);
    if (pod == null) {
      return null;
    }
    NodeSlot slot = slot(pod.nodeName());
    slot.remove(pod);
    counters.podRemoved(slot.index(), pod);
    terms.podRemoved(slot.index(), pod);
    storage.change(pod, -1);
    forgetIfUnused(slot);
    return pod;
  }

  /** Notes that an unbound pod was promised a node; the promise counts against lesser pods. */
  public void nominate(PodInfo pod, String node) {
    withdraw(pod.uid());
    if (!node.isEmpty()) {
      nominated.computeIfAbsent(node, none -> new LinkedHashMap<>()).put(pod.uid(), pod);
    }
  }

  /** Takes back the promise of a node. */
  public void withdraw(String uid) {
    if (!nominated.isEmpty()) {
      nominated.values().forEach(there -> there.remove(uid));
      nominated.values().removeIf(Map::isEmpty);
    }
  }

  public void putNamespace(String name, LabelSet labels) {
    namespaces.put(name, labels);
  }

  public void removeNamespace(String name) {
    namespaces.remove(name);
  }

  public void putBudget(DisruptionBudget budget) {
    budgets.put(budget.namespace() + "/" + budget.name(), budget);
  }

  public void removeBudget(String namespace, String name) {
    budgets.remove(namespace + "/" + name);
  }

  private NodeSlot slot(String name) {
    NodeSlot known = slots.get(name);
    if (known != null) {
      return known;
    }
    Integer free = freeIndexes.poll();
    NodeSlot slot = new NodeSlot(free != null ? free : nextIndex++, name);
    slots.put(name, slot);
    return slot;
  }

  private void forgetIfUnused(NodeSlot slot) {
    if (!slot.present() && slot.podCount() == 0) {
      slots.remove(slot.name());
      freeIndexes.add(slot.index());
    }
  }

  private void countImages(@Nullable NodeData node, int sign) {
    if (node != null) {
      for (String image : node.images().keySet()) {
        images.merge(image, sign, (a, b) -> a + b == 0 ? null : a + b);
      }
    }
  }

  private List<NodeSlot> zonesInTurn() {
    Map<String, Deque<NodeSlot>> zones = new TreeMap<>();
    slots.values().stream()
        .filter(NodeSlot::present)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .forEach(
            slot ->
                zones.computeIfAbsent(slot.data().zone(), none -> new ArrayDeque<>()).add(slot));
    List<NodeSlot> turns = new ArrayList<>();
    while (!zones.isEmpty()) {
      zones.values().forEach(zone -> turns.add(zone.remove()));
      zones.values().removeIf(Deque::isEmpty);
    }
    return List.copyOf(turns);
  }
}

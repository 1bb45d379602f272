package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node and what is placed on it. A slot may exist before its Node object is seen and after it is
 * gone, as long as pods name it. Changed only by {@link ClusterState}.
 */
public final class NodeSlot {
  private final int index;
  private final String name;
  private @Nullable NodeData data;
  private final List<PodInfo> pods = new ArrayList<>();
  private long[] requested = Amounts.none();
  private long usualCpu;
  private long usualMemory;
  private int podsWithPorts;
  private int podsWithDisks;

  NodeSlot(int index, String name) {
    this.index = index;
    this.name = name;
  }

  /** Its place in every array by node. */
  public int index() {
    return index;
  }

  public String name() {
    return name;
  }

  /** The Node object; only slots that have one are offered to planners. */
  public NodeData data() {
    if (data == null) {
      throw new IllegalStateException("no Node object for " + name);
    }
    return data;
  }

  public boolean present() {
    return data != null;
  }

  public LabelSet labels() {
    return data().labels();
  }

  public List<PodInfo> pods() {
    return Collections.unmodifiableList(pods);
  }

  public int podCount() {
    return pods.size();
  }

  /** What its pods request of a resource. */
  public long requested(int resource) {
    return Amounts.at(requested, resource);
  }

  public long allocatable(int resource) {
    return Amounts.at(data().allocatable(), resource);
  }

  public long usualCpu() {
    return usualCpu;
  }

  public long usualMemory() {
    return usualMemory;
  }

  public boolean portsTaken() {
    return podsWithPorts > 0;
  }

  public boolean disksTaken() {
    return podsWithDisks > 0;
  }

  void setData(@Nullable NodeData now) {
    this.data = now;
  }

  void add(PodInfo pod) {
    pods.add(pod);
    account(pod, 1);
  }

  void remove(PodInfo pod) {
    for (int i = pods.size() - 1; i >= 0; i--) {
      if (pods.get(i).uid().equals(pod.uid())) {
        account(pods.get(i), -1);
        pods.set(i, pods.getLast());
        pods.removeLast();
        return;
      }
    }
  }

  private void account(PodInfo pod, int sign) {
    requested = Amounts.plus(requested, pod.requests(), sign);
    usualCpu += sign * pod.usual().cpu();
    usualMemory += sign * pod.usual().memory();
    podsWithPorts += pod.wishes().hostPorts().isEmpty() ? 0 : sign;
    podsWithDisks += pod.volumes().disks().isEmpty() ? 0 : sign;
  }
}

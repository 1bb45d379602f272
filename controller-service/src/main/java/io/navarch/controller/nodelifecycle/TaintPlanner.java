package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The taints that a node's conditions call for. */
final class TaintPlanner {

  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  private static final Set<String> BY_CONDITION =
      Set.of(
          NOT_READY,
          UNREACHABLE,
          UNSCHEDULABLE,
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/network-unavailable");

  /** What is to become of the NoExecute taints of a node that is not ready. */
  enum Eviction {
    /** Pods may be evicted: taint. */
    ALLOWED,
    /** Not yet, or not in this outage: leave the taints as they are. */
    HELD,
    /** The whole cluster is silent, so the fault is likely ours: take the taints off. */
    CANCELLED
  }

  private TaintPlanner() {}

  /** The node's taints as they should be; null when they are. */
  static @Nullable List<Taint> plan(Node node, Eviction eviction, Instant now) {
    List<Taint> before = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    Set<String> noSchedule = noSchedule(node);
    String noExecute = noExecute(node);
    List<Taint> after = new ArrayList<>();
    for (Taint taint : before) {
      if (keeps(taint, noSchedule, noExecute, eviction)) {
        after.add(taint);
      }
    }
    String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (String key : noSchedule) {
      addIfMissing(after, key, "NoSchedule", at);
    }
    if (noExecute != null && eviction == Eviction.ALLOWED) {
      addIfMissing(after, noExecute, "NoExecute", at);
    }
    return after.equals(before) ? null : after;
  }

  /** Key of the NoExecute taint that the Ready condition calls for. */
  static @Nullable String noExecute(Node node) {
    return NodeConditions.find(node, NodeConditions.READY) == null
        ? null
        : switch (NodeConditions.status(node, NodeConditions.READY)) {
          case "True" -> null;
          case "False" -> NOT_READY;
          default -> UNREACHABLE;
        };
  }

  private static boolean keeps(
      Taint taint, Set<String> noSchedule, @Nullable String noExecute, Eviction eviction) {
    return switch (taint.getEffect()) {
      case "NoSchedule" ->
          !BY_CONDITION.contains(taint.getKey()) || noSchedule.contains(taint.getKey());
      case "NoExecute" -> {
        boolean ours = taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE);
        boolean wanted =
            Objects.equals(taint.getKey(), noExecute) && eviction != Eviction.CANCELLED;
        boolean held = noExecute != null && eviction == Eviction.HELD;
        yield !ours || wanted || held;
      }
      default -> true;
    };
  }

  private static Set<String> noSchedule(Node node) {
    Set<String> keys = new TreeSet<>();
    String ready = noExecute(node);
    if (ready != null) {
      keys.add(ready);
    }
    addWhenTrue(node, "MemoryPressure", "node.kubernetes.io/memory-pressure", keys);
    addWhenTrue(node, "DiskPressure", "node.kubernetes.io/disk-pressure", keys);
    addWhenTrue(node, "PIDPressure", "node.kubernetes.io/pid-pressure", keys);
    addWhenTrue(node, "NetworkUnavailable", "node.kubernetes.io/network-unavailable", keys);
    if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      keys.add(UNSCHEDULABLE);
    }
    return keys;
  }

  private static void addWhenTrue(Node node, String condition, String key, Set<String> keys) {
    if ("True".equals(NodeConditions.status(node, condition))) {
      keys.add(key);
    }
  }

  private static void addIfMissing(List<Taint> taints, String key, String effect, String at) {
    boolean there =
        taints.stream()
            .anyMatch(taint -> key.equals(taint.getKey()) && effect.equals(taint.getEffect()));
    if (!there) {
      taints.add(new TaintBuilder().withKey(key).withEffect(effect).withTimeAdded(at).build());
    }
  }
}

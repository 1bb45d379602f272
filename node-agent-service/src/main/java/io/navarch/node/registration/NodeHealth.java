package io.navarch.node.registration;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.navarch.node.pod.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Node's conditions, from readings of the machine. */
final class NodeHealth {
  private static final long LEAST_MEMORY_KIB = 100 * 1024;
  private static final double LEAST_DISK = 0.10;

  private NodeHealth() {}

  /**
   * Readings at one moment.
   *
   * @param notReady why pods cannot be started, or null
   * @param memoryKib memory that is available
   * @param diskFree the free part of the disk, 0 to 1
   */
  record Readings(@Nullable String notReady, long memoryKib, double diskFree) {}

  static List<NodeCondition> conditions(Readings r, List<NodeCondition> before, Instant now) {
    List<NodeCondition> result = new ArrayList<>();
    boolean memory = r.memoryKib() < LEAST_MEMORY_KIB;
    boolean disk = r.diskFree() < LEAST_DISK;
    result.add(
        condition(
            "MemoryPressure",
            memory,
            memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
            memory
                ? "kubelet has insufficient memory available"
                : "kubelet has sufficient memory available"));
    result.add(
        condition(
            "DiskPressure",
            disk,
            disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
            disk ? "kubelet has disk pressure" : "kubelet has no disk pressure"));
    // No eviction threshold is set for process ids by default, so there is nothing to be below.
    result.add(
        condition(
            "PIDPressure",
            false,
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available"));
    boolean ready = r.notReady() == null;
    result.add(
        condition(
            "Ready",
            ready,
            ready ? "KubeletReady" : "KubeletNotReady",
            r.notReady() == null ? "kubelet is posting ready status" : r.notReady()));
    for (NodeCondition c : result) {
      NodeCondition old = find(before, c.getType());
      boolean same = old != null && old.getStatus().equals(c.getStatus());
      c.setLastHeartbeatTime(Timestamps.seconds(now));
      c.setLastTransitionTime(
          same && old != null ? old.getLastTransitionTime() : Timestamps.seconds(now));
    }
    before.stream().filter(c -> find(result, c.getType()) == null).forEach(result::add);
    return result;
  }

  static @Nullable NodeCondition find(List<NodeCondition> conditions, String type) {
    for (NodeCondition c : conditions) {
      if (c.getType().equals(type)) {
        return c;
      }
    }
    return null;
  }

  private static NodeCondition condition(
      String type, boolean status, String reason, String message) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}

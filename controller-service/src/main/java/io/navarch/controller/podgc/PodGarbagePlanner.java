package io.navarch.controller.podgc;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.controller.pod.PodFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds pods that nobody else would remove. */
final class PodGarbagePlanner {

  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private PodGarbagePlanner() {}

  /**
   * @param nodes by name
   * @param vanished names of nodes that are gone for good
   * @param threshold finished pods that are kept; 0 keeps all
   */
  static List<PodGarbage> plan(
      Collection<Pod> pods, Map<String, Node> nodes, Set<String> vanished, int threshold) {
    List<PodGarbage> garbage = new ArrayList<>(excessFinished(pods, threshold));
    for (Pod pod : pods) {
      String nodeName = PodFacts.nodeName(pod);
      if (nodeName == null) {
        if (PodFacts.terminating(pod)) {
          garbage.add(new PodGarbage(pod, null));
        }
      } else if (vanished.contains(nodeName)) {
        garbage.add(new PodGarbage(pod, "PodGC: node no longer exists"));
      } else if (PodFacts.terminating(pod) && outOfService(nodes.get(nodeName))) {
        garbage.add(new PodGarbage(pod, "PodGC: node is out-of-service"));
      }
    }
    return garbage;
  }

  private static List<PodGarbage> excessFinished(Collection<Pod> pods, int threshold) {
    if (threshold <= 0) {
      return List.of();
    }
    List<Pod> finished = pods.stream().filter(PodFacts::finished).toList();
    return finished.stream()
        .sorted(
            Comparator.comparing((Pod pod) -> !evicted(pod))
                .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                .thenComparing(pod -> pod.getMetadata().getName()))
        .limit(Math.max(0, finished.size() - threshold))
        .map(pod -> new PodGarbage(pod, null))
        .toList();
  }

  private static boolean evicted(Pod pod) {
    return pod.getStatus() != null && "Evicted".equals(pod.getStatus().getReason());
  }

  private static boolean outOfService(@org.jspecify.annotations.Nullable Node node) {
    if (node == null || node.getSpec() == null) {
      return false;
    }
    boolean ready =
        node.getStatus() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(
                    condition ->
                        "Ready".equals(condition.getType())
                            && "True".equals(condition.getStatus()));
    return !ready
        && node.getSpec().getTaints().stream()
            .anyMatch(taint -> OUT_OF_SERVICE.equals(taint.getKey()));
  }
}

package io.navarch.scheduler.cluster;

import java.util.Set;

/**
 * A PodDisruptionBudget.
 *
 * @param allowed disruptions still allowed
 * @param disrupted names of pods already counted as disrupted
 */
public record DisruptionBudget(
    String namespace, String name, LabelQuery pods, int allowed, Set<String> disrupted) {
  public DisruptionBudget {
    disrupted = Set.copyOf(disrupted);
  }

  public boolean covers(PodInfo pod) {
    return pod.namespace().equals(namespace)
        && !pods.empty()
        && pods.matches(pod.labels())
        && !disrupted.contains(pod.name());
  }
}

package io.navarch.scheduler.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A term of pod affinity or anti-affinity: other pods that matter, and the node label that says how
 * near is near.
 *
 * @param namespaces names of the namespaces in which pods count
 * @param namespaceQuery further namespaces, by their labels; null: none
 * @param weight 0 for required terms, 1 to 100 for preferred ones
 */
public record PodTerm(
    Set<String> namespaces,
    @Nullable LabelQuery namespaceQuery,
    LabelQuery pods,
    String topologyKey,
    int weight) {
  public PodTerm {
    namespaces = Set.copyOf(namespaces);
  }

  /** Whether a pod of this namespace (with these labels on the namespace) and labels matches. */
  public boolean matches(String namespace, LabelSet namespaceLabels, LabelSet podLabels) {
    return (namespaces.contains(namespace)
            || (namespaceQuery != null && namespaceQuery.matches(namespaceLabels)))
        && pods.matches(podLabels);
  }
}

package io.navarch.controller.clusterrole;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.navarch.controller.pod.Selectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers the rules of an aggregated role: selector by selector, role by role, each rule once. */
final class AggregationPlanner {
  private AggregationPlanner() {}

  /** The rules that the role must get; empty where it is not aggregated or has them already. */
  static Optional<List<PolicyRule>> plan(ClusterRole role, List<ClusterRole> all) {
    if (role.getAggregationRule() == null) {
      return Optional.empty();
    }
    Set<PolicyRule> rules = new LinkedHashSet<>();
    for (LabelSelector selector : role.getAggregationRule().getClusterRoleSelectors()) {
      all.stream()
          .filter(other -> !other.getMetadata().getName().equals(role.getMetadata().getName()))
          .filter(other -> Selectors.matches(selector, other.getMetadata().getLabels()))
          .sorted(Comparator.comparing(other -> other.getMetadata().getName()))
          .forEach(other -> rules.addAll(other.getRules()));
    }
    List<PolicyRule> wanted = new ArrayList<>(rules);
    return wanted.equals(role.getRules()) ? Optional.empty() : Optional.of(wanted);
  }
}

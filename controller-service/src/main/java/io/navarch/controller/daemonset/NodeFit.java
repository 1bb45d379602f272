package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.navarch.controller.pod.Tolerations;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a daemon pod belongs on a node, and may stay on one. */
final class NodeFit {

  private NodeFit() {}

  /** A pod should be started on the node. */
  static boolean shouldRun(Node node, PodSpec spec, List<Toleration> tolerations) {
    return selected(node, spec)
        && untolerated(node, tolerations, List.of("NoSchedule", "NoExecute")) == null;
  }

  /** A pod that is on the node may stay. */
  static boolean mayStay(Node node, PodSpec spec, List<Toleration> tolerations) {
    return selected(node, spec) && untolerated(node, tolerations, List.of("NoExecute")) == null;
  }

  private static boolean selected(Node node, PodSpec spec) {
    if (spec.getNodeName() != null
        && !spec.getNodeName().isEmpty()
        && !spec.getNodeName().equals(node.getMetadata().getName())) {
      return false;
    }
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    if (spec.getNodeSelector() != null
        && !labels.entrySet().containsAll(spec.getNodeSelector().entrySet())) {
      return false;
    }
    var affinity = spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
    var required =
        affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        || required.getNodeSelectorTerms().stream()
            .anyMatch(term -> matches(term, labels, node.getMetadata().getName()));
  }

  private static boolean matches(NodeSelectorTerm term, Map<String, String> labels, String name) {
    if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
      return false;
    }
    return term.getMatchExpressions().stream()
            .allMatch(each -> holds(each, labels.get(each.getKey())))
        && term.getMatchFields().stream()
            .allMatch(each -> "metadata.name".equals(each.getKey()) && holds(each, name));
  }

  private static boolean holds(NodeSelectorRequirement each, @Nullable String value) {
    return switch (each.getOperator()) {
      case "In" -> value != null && each.getValues().contains(value);
      case "NotIn" -> value == null || !each.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, each.getValues()) > 0;
      case "Lt" -> compare(value, each.getValues()) < 0;
      default -> false;
    };
  }

  /** 0 when one of the two is no number. */
  private static int compare(@Nullable String value, List<String> bounds) {
    try {
      return value == null || bounds.size() != 1
          ? 0
          : Long.compare(Long.parseLong(value), Long.parseLong(bounds.getFirst()));
    } catch (NumberFormatException noNumber) {
      return 0;
    }
  }

  private static @Nullable Taint untolerated(
      Node node, List<Toleration> tolerations, List<String> effects) {
    return node.getSpec().getTaints().stream()
        .filter(taint -> effects.contains(taint.getEffect()))
        .filter(taint -> tolerations.stream().noneMatch(each -> Tolerations.tolerates(each, taint)))
        .findFirst()
        .orElse(null);
  }
}

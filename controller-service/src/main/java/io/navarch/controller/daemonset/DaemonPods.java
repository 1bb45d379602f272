package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.navarch.controller.history.RevisionHistory;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pods of a DaemonSet: each bound to its node by an affinity to the node's name. */
final class DaemonPods {

  private static final String TAINT = "node.kubernetes.io/";

  private DaemonPods() {}

  /** The template's tolerations and those that every daemon pod has. */
  static List<Toleration> tolerations(PodSpec spec) {
    List<Toleration> all = new ArrayList<>(spec.getTolerations());
    add(all, TAINT + "not-ready", "NoExecute");
    add(all, TAINT + "unreachable", "NoExecute");
    add(all, TAINT + "disk-pressure", "NoSchedule");
    add(all, TAINT + "memory-pressure", "NoSchedule");
    add(all, TAINT + "pid-pressure", "NoSchedule");
    add(all, TAINT + "unschedulable", "NoSchedule");
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      add(all, TAINT + "network-unavailable", "NoSchedule");
    }
    return all;
  }

  static Pod pod(DaemonSet set, String node, String hash) {
    Pod pod =
        new PodBuilder(PodControl.fromTemplate(set, set.getSpec().getTemplate()))
            .editMetadata()
            .addToLabels(RevisionHistory.POD_LABEL, hash)
            .endMetadata()
            .build();
    pod.getSpec().setTolerations(tolerations(pod.getSpec()));
    pod.getSpec().setAffinity(bound(pod.getSpec().getAffinity(), node));
    return pod;
  }

  /** The node that a daemon pod is for, before and after it is bound; null when it says none. */
  static @Nullable String nodeOf(Pod pod) {
    String bound = PodFacts.nodeName(pod);
    if (bound != null) {
      return bound;
    }
    var affinity = pod.getSpec().getAffinity();
    var required =
        affinity == null || affinity.getNodeAffinity() == null
            ? null
            : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    if (required == null) {
      return null;
    }
    return required.getNodeSelectorTerms().stream()
        .flatMap(term -> term.getMatchFields().stream())
        .filter(field -> "metadata.name".equals(field.getKey()) && field.getValues().size() == 1)
        .map(field -> field.getValues().getFirst())
        .findFirst()
        .orElse(null);
  }

  private static Affinity bound(@Nullable Affinity affinity, String node) {
    return new AffinityBuilder(affinity == null ? new Affinity() : affinity)
        .editOrNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withNodeSelectorTerms(List.of(term(node)))
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  private static NodeSelectorTerm term(String node) {
    return new io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder()
        .addNewMatchField()
        .withKey("metadata.name")
        .withOperator("In")
        .withValues(node)
        .endMatchField()
        .build();
  }

  private static void add(List<Toleration> all, String key, String effect) {
    boolean there =
        all.stream()
            .anyMatch(
                each -> key.equals(each.getKey()) && Objects.equals(effect, each.getEffect()));
    if (!there) {
      all.add(
          new TolerationBuilder().withKey(key).withOperator("Exists").withEffect(effect).build());
    }
  }
}

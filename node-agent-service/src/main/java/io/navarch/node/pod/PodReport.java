package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.navarch.node.probe.ContainerProbes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the API how a pod is, and knows what it was told last. */
final class PodReport {
  private final NodeServices services;
  private final PodResizes resizes;

  PodReport(NodeServices services, PodResizes resizes) {
    this.services = services;
    this.resizes = resizes;
  }

  /**
   * @param terminal whether nothing of the pod will run again
   */
  void publish(PodWork work, Pod pod, ObservedPod observed, boolean terminal) {
    Set<String> started = new HashSet<>();
    Set<String> ready = new HashSet<>();
    for (ObservedContainer c : observed.running()) {
      ContainerProbes.Verdict verdict = services.probes().verdict(c.id());
      if (verdict != null && verdict.started()) {
        started.add(c.id());
        if (verdict.ready()) {
          ready.add(c.id());
        }
      }
    }
    Map<String, WaitingReason> waiting = new HashMap<>(work.waiting);
    var view =
        new PodStatusCalculator.View(
            terminal,
            waiting,
            started,
            ready,
            work.verdict,
            resizes.progress(work, pod, observed),
            c -> TerminationMessages.read(services.node(), work.uid(), c),
            services.clock().instant());
    Pod target = work.statusTarget();
    if (target != null) {
      services
          .statuses()
          .publish(target, PodStatusCalculator.calculate(pod, observed, services.node(), view));
    }
  }

  /**
   * The wanted pod with the newest status: the node's own part as last published, the rest as the
   * API has it.
   */
  Pod withLatestStatus(PodWork work) {
    Pod target = work.statusTarget();
    PodStatus own =
        target == null ? null : services.statuses().latest(target.getMetadata().getUid());
    PodStatus api = target == null ? work.pod().getStatus() : target.getStatus();
    if (own == null) {
      return api == work.pod().getStatus()
          ? work.pod()
          : new PodBuilder(work.pod()).withStatus(api).build();
    }
    List<PodCondition> conditions = new ArrayList<>();
    own.getConditions().stream()
        .filter(c -> PodConditions.OWN.contains(c.getType()))
        .forEach(conditions::add);
    if (api != null) {
      api.getConditions().stream()
          .filter(c -> !PodConditions.OWN.contains(c.getType()))
          .forEach(conditions::add);
    }
    PodStatus merged = new PodStatusBuilder(own).withConditions(conditions).build();
    return new PodBuilder(work.pod()).withStatus(merged).build();
  }
}

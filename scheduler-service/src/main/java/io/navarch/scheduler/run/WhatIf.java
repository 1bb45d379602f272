package io.navarch.scheduler.run;

import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.decide.Decision;
import io.navarch.scheduler.decide.SchedulePod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places a set of pods in thought: each is decided with the ones before it in place, and at the end
 * everything is as it was.
 */
public final class WhatIf {
  private WhatIf() {}

  /** A pod of the question and what would become of it. */
  public record Answer(PodInfo pod, Decision decision) {}

  /** Runs on the scheduling thread. The pods' uids must be unknown to the cluster. */
  public static List<Answer> ask(SchedulerCore core, List<PodInfo> pods, long now) {
    ClusterState cluster = core.cluster();
    List<Answer> answers = new ArrayList<>(pods.size());
    List<String> placed = new ArrayList<>(pods.size());
    try {
      for (PodInfo pod : pods) {
        Decision decision = decide(core, pod, now);
        answers.add(new Answer(pod, decision));
        if (decision instanceof Decision.Bound bound) {
          cluster.putPod(pod.on(bound.node()));
          placed.add(pod.uid());
        }
      }
    } finally {
      placed.forEach(cluster::removePod);
    }
    return answers;
  }

  private static Decision decide(SchedulerCore core, PodInfo pod, long now) {
    SchedulePod profile = core.profile(pod.schedulerName());
    return profile == null
        ? new Decision.Unschedulable(
            "no profile of this scheduler is named " + pod.schedulerName(), Set.of(), Map.of())
        : profile.decide(pod, core.cluster(), now);
  }
}

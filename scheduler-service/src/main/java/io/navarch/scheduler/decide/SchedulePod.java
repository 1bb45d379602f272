package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a pod goes. It leaves the cluster state as it found it; one thread uses it at a
 * time.
 *
 * <p>The search for fitting nodes starts where the last one ended, so that all nodes take part in
 * turn when not all of them are looked at.
 */
public final class SchedulePod {
  private final Profile profile;
  private final Preemption preemption;
  private final Rating rating;
  private int searchStart;

  public SchedulePod(Profile profile, RandomGenerator random) {
    this.profile = profile;
    this.preemption = new Preemption(profile, random);
    this.rating = new Rating(profile, random);
  }

  public Profile profile() {
    return profile;
  }

  /** Where this pod goes, given the cluster as it is at this time (epoch milliseconds). */
  public Decision decide(PodInfo pod, ClusterState cluster, long now) {
    List<NodeSlot> nodes = cluster.nodes();
    if (nodes.isEmpty()) {
      return new Decision.Unschedulable("no nodes available to schedule pods", Set.of(), Map.of());
    }
    // 1. What do the filters say of the pod as such?
    PreparedFilters filters = PreparedFilters.of(profile, pod, cluster);
    FitReport report = new FitReport(nodes.size());
    // 2. Which nodes fit?
    List<NodeSlot> fitting = fitting(pod, cluster, filters, report);
    // 3. None: would evicting lesser pods help?
    if (fitting.isEmpty()) {
      return preemption.decide(pod, cluster, report, now);
    }
    // 4. Which of them is best?
    int tested = fitting.size() + report.refusals().size();
    return rating.best(pod, cluster, fitting, tested);
  }

  private List<NodeSlot> fitting(
      PodInfo pod, ClusterState cluster, PreparedFilters filters, FitReport report) {
    FitReport.Refusal everywhere = filters.everywhere();
    if (everywhere != null) {
      report.refuseAll(everywhere.plugin(), everywhere.why().reasons().getFirst());
      if (everywhere.why().helpable()) {
        cluster.nodes().forEach(node -> report.refuse(node, everywhere));
      }
      return List.of();
    }
    NodeSlot promised = promised(pod, cluster);
    if (promised != null && refusal(pod, promised, cluster, filters) == null) {
      return List.of(promised);
    }
    Set<String> only = filters.only();
    return only == null
        ? search(pod, cluster, filters, report)
        : searchNamed(only, pod, cluster, filters, report);
  }

  private static @Nullable NodeSlot promised(PodInfo pod, ClusterState cluster) {
    String nominated = pod.state().nominatedNode();
    return nominated.isEmpty() ? null : cluster.node(nominated);
  }

  private List<NodeSlot> search(
      PodInfo pod, ClusterState cluster, PreparedFilters filters, FitReport report) {
    List<NodeSlot> nodes = cluster.nodes();
    int enough = profile.scores().isEmpty() ? 1 : profile.enough(nodes.size());
    List<NodeSlot> fitting = new ArrayList<>(Math.min(enough, nodes.size()));
    int start = searchStart % nodes.size();
    int tested = 0;
    while (tested < nodes.size() && fitting.size() < enough) {
      int at = start + tested++;
      NodeSlot node = nodes.get(at < nodes.size() ? at : at - nodes.size());
      sort(node, refusal(pod, node, cluster, filters), fitting, report);
    }
    searchStart = (start + tested) % nodes.size();
    return fitting;
  }

  private List<NodeSlot> searchNamed(
      Set<String> only,
      PodInfo pod,
      ClusterState cluster,
      PreparedFilters filters,
      FitReport report) {
    for (String plugin : filters.limiting()) {
      report.limitedBy(plugin, "node(s) didn't satisfy plugin(s) " + filters.limiting());
    }
    List<NodeSlot> fitting = new ArrayList<>(only.size());
    for (String name : new TreeSet<>(only)) {
      NodeSlot node = cluster.node(name);
      if (node != null) {
        sort(node, refusal(pod, node, cluster, filters), fitting, report);
      }
    }
    return fitting;
  }

  private static void sort(
      NodeSlot node,
      FitReport.@Nullable Refusal refusal,
      List<NodeSlot> fitting,
      FitReport report) {
    if (refusal == null) {
      fitting.add(node);
    } else {
      report.refuse(node, refusal);
    }
  }

  private FitReport.@Nullable Refusal refusal(
      PodInfo pod, NodeSlot node, ClusterState cluster, PreparedFilters filters) {
    FitReport.Refusal refusal = filters.test(node);
    return refusal != null ? refusal : NominatedPods.refusalWithThem(profile, pod, node, cluster);
  }
}

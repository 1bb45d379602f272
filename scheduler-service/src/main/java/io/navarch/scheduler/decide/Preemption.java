package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.DisruptionBudget;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.plugin.Fit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a node on which the pod would fit if less important pods left (DefaultPreemption).
 * Victims are as few and as unimportant as possible, and disruption budgets are kept where they can
 * be.
 */
final class Preemption {
  private static final String PLUGIN = "DefaultPreemption";
  private static final int LEAST_CANDIDATES = 100;
  private static final int CANDIDATES_PERCENT = 10;
  private static final FitReport.Refusal NO_VICTIMS =
      new FitReport.Refusal(
          PLUGIN,
          new Fit.DoesNotFit(List.of("No preemption victims found for incoming pod"), false));

  private final Profile profile;
  private final RandomGenerator random;

  Preemption(Profile profile, RandomGenerator random) {
    this.profile = profile;
    this.random = random;
  }

  /** Would evicting pods help a pod that fits nowhere, according to the report? */
  Decision decide(PodInfo pod, ClusterState cluster, FitReport report, long now) {
    String ineligible = ineligible(pod, cluster, report);
    if (ineligible != null) {
      return unschedulable(report, ineligible);
    }
    FitReport tried = new FitReport(report.allNodes());
    tried.absent("Preemption is not helpful for scheduling");
    List<Candidate> candidates = candidates(pod, cluster, report, tried, now);
    if (candidates.isEmpty()) {
      return unschedulable(report, tried.message());
    }
    Candidate best = candidates.stream().min(preferred(now)).orElseThrow();
    return new Decision.Preempt(
        best.node(), best.victims(), report.message(), report.plugins(), report.refusals());
  }

  private static Decision.Unschedulable unschedulable(FitReport report, String why) {
    return new Decision.Unschedulable(
        report.message() + " preemption: " + why, report.plugins(), report.refusals());
  }

  private static @Nullable String ineligible(PodInfo pod, ClusterState cluster, FitReport report) {
    if (!pod.mayPreempt()) {
      return "not eligible due to preemptionPolicy=Never.";
    }
    NodeSlot nominated = cluster.node(pod.state().nominatedNode());
    if (nominated == null) {
      return null;
    }
    FitReport.Refusal refusal = report.refusals().get(nominated.name());
    if (refusal != null && !refusal.why().helpable()) {
      return null;
    }
    for (PodInfo other : nominated.pods()) {
      if (other.priority() < pod.priority() && other.state().preempted()) {
        return "not eligible due to a terminating pod on the nominated node.";
      }
    }
    return null;
  }

  private List<Candidate> candidates(
      PodInfo pod, ClusterState cluster, FitReport report, FitReport tried, long now) {
    List<NodeSlot> helpable = new ArrayList<>();
    report
        .refusals()
        .forEach(
            (name, refusal) -> {
              NodeSlot node = cluster.node(name);
              if (refusal.why().helpable() && node != null) {
                helpable.add(node);
              }
            });
    List<Candidate> candidates = new ArrayList<>();
    if (helpable.isEmpty()) {
      return candidates;
    }
    int wanted = Math.max(LEAST_CANDIDATES, helpable.size() * CANDIDATES_PERCENT / 100);
    int offset = random.nextInt(helpable.size());
    boolean withoutViolation = false;
    for (int i = 0; i < helpable.size(); i++) {
      NodeSlot node = helpable.get((offset + i) % helpable.size());
      Candidate candidate = tryOn(node, pod, cluster, tried, now);
      if (candidate != null) {
        candidates.add(candidate);
        withoutViolation |= candidate.violations() == 0;
        if (withoutViolation && candidates.size() >= wanted) {
          break;
        }
      }
    }
    return candidates;
  }

  /** Takes all lesser pods off the node, then puts back as many as the pod leaves room for. */
  private @Nullable Candidate tryOn(
      NodeSlot node, PodInfo pod, ClusterState cluster, FitReport tried, long now) {
    List<PodInfo> lesser =
        node.pods().stream()
            .filter(other -> other.priority() < pod.priority())
            .sorted(importance(now))
            .toList();
    if (lesser.isEmpty()) {
      tried.refuse(node, NO_VICTIMS);
      return null;
    }
    lesser.forEach(other -> cluster.removePod(other.uid()));
    List<PodInfo> victims = new ArrayList<>();
    try {
      FitReport.Refusal refusal = refusal(pod, node, cluster);
      if (refusal != null) {
        tried.refuse(node, refusal);
        return null;
      }
      int violations = reprieve(lesser, victims, node, pod, cluster);
      victims.sort(importance(now));
      return victims.isEmpty()
          ? null
          : new Candidate(node.name(), List.copyOf(victims), violations);
    } finally {
      lesser.stream().filter(other -> cluster.pod(other.uid()) == null).forEach(cluster::putPod);
    }
  }

  /** Returns how many victims break a disruption budget. */
  private int reprieve(
      List<PodInfo> lesser,
      List<PodInfo> victims,
      NodeSlot node,
      PodInfo pod,
      ClusterState cluster) {
    List<PodInfo> breaking = breakingBudgets(lesser, cluster.budgets());
    List<PodInfo> order = new ArrayList<>(breaking);
    lesser.stream().filter(other -> !breaking.contains(other)).forEach(order::add);
    int violations = 0;
    for (PodInfo other : order) {
      cluster.putPod(other);
      if (refusal(pod, node, cluster) != null) {
        cluster.removePod(other.uid());
        victims.add(other);
        violations += breaking.contains(other) ? 1 : 0;
      }
    }
    return violations;
  }

  private FitReport.@Nullable Refusal refusal(PodInfo pod, NodeSlot node, ClusterState cluster) {
    FitReport.Refusal refusal = PreparedFilters.of(profile, pod, cluster).test(node);
    return refusal != null ? refusal : NominatedPods.refusalWithThem(profile, pod, node, cluster);
  }

  private static List<PodInfo> breakingBudgets(
      List<PodInfo> lesser, List<DisruptionBudget> budgets) {
    int[] left = budgets.stream().mapToInt(DisruptionBudget::allowed).toArray();
    List<PodInfo> breaking = new ArrayList<>();
    for (PodInfo pod : lesser) {
      boolean breaks = false;
      for (int i = 0; i < left.length; i++) {
        if (pod.labels().size() > 0 && budgets.get(i).covers(pod)) {
          breaks |= --left[i] < 0;
        }
      }
      if (breaks) {
        breaking.add(pod);
      }
    }
    return breaking;
  }

  /** Most important first: by priority, then by how long it has run. */
  private static Comparator<PodInfo> importance(long now) {
    return Comparator.comparingInt(PodInfo::priority)
        .reversed()
        .thenComparingLong(pod -> startedAt(pod, now));
  }

  private static long startedAt(PodInfo pod, long now) {
    return pod.state().startedAt() == 0 ? now : pod.state().startedAt();
  }

  /**
   * Fewest broken budgets, then the least important top victim, the lowest sum of priorities, the
   * fewest victims, and the latest start among the top victims.
   */
  private static Comparator<Candidate> preferred(long now) {
    return Comparator.comparingInt(Candidate::violations)
        .thenComparingInt(Candidate::topPriority)
        .thenComparingLong(Candidate::prioritySum)
        .thenComparingInt(candidate -> candidate.victims().size())
        .thenComparingLong(candidate -> -candidate.earliestTopStart(now));
  }

  private record Candidate(String node, List<PodInfo> victims, int violations) {
    int topPriority() {
      return victims.getFirst().priority();
    }

    /** Shifted so that many low priorities weigh more than few. */
    long prioritySum() {
      return victims.stream().mapToLong(pod -> (long) pod.priority() + Integer.MAX_VALUE + 1).sum();
    }

    long earliestTopStart(long now) {
      return victims.stream()
          .filter(pod -> pod.priority() == topPriority())
          .mapToLong(pod -> startedAt(pod, now))
          .min()
          .orElse(now);
    }
  }
}

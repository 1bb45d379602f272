package io.navarch.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.decide.Decision;
import io.navarch.scheduler.decide.FitReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision as the management API shows it.
 *
 * @param outcome {@code Bound}, {@code Unschedulable} or {@code Preempt}
 * @param node the chosen node, or the one to be made free
 * @param nodesTested how many nodes were tested
 * @param nodesFitting how many of them fit
 * @param best the best nodes with the weighted score of each rule
 * @param refusals which rule refused which node and why
 * @param victims pods to be evicted, as namespace/name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionView(
    String outcome,
    @Nullable String node,
    @Nullable String message,
    @Nullable Integer nodesTested,
    @Nullable Integer nodesFitting,
    @Nullable List<Candidate> best,
    @Nullable List<RefusedNode> refusals,
    @Nullable List<String> victims) {
  private static final int MOST_REFUSALS = 100;

  /** A node that fits and its score. */
  public record Candidate(String node, long score, Map<String, Long> byPlugin) {}

  /** A node that does not fit. */
  public record RefusedNode(
      String node, String plugin, List<String> reasons, boolean evictingHelps) {}

  static DecisionView of(Decision decision) {
    return switch (decision) {
      case Decision.Bound bound ->
          new DecisionView(
              "Bound",
              bound.node(),
              null,
              bound.tested(),
              bound.fitting(),
              bound.best().stream()
                  .map(each -> new Candidate(each.node(), each.total(), each.byPlugin()))
                  .toList(),
              null,
              null);
      case Decision.Unschedulable refused ->
          new DecisionView(
              "Unschedulable",
              null,
              refused.message(),
              null,
              0,
              null,
              refusals(refused.refusals()),
              null);
      case Decision.Preempt preempt ->
          new DecisionView(
              "Preempt",
              preempt.node(),
              preempt.message(),
              null,
              0,
              null,
              refusals(preempt.refusals()),
              preempt.victims().stream().map(PodInfo::path).toList());
    };
  }

  private static List<RefusedNode> refusals(Map<String, FitReport.Refusal> refusals) {
    List<RefusedNode> shown = new ArrayList<>();
    for (Map.Entry<String, FitReport.Refusal> each : refusals.entrySet()) {
      if (shown.size() == MOST_REFUSALS) {
        break;
      }
      FitReport.Refusal refusal = each.getValue();
      shown.add(
          new RefusedNode(
              each.getKey(), refusal.plugin(), refusal.why().reasons(), refusal.why().helpable()));
    }
    return shown;
  }
}

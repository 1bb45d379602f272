package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.PodInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to become of a pod. */
public sealed interface Decision {
  /**
   * It goes to this node.
   *
   * @param tested how many nodes were tested
   * @param fitting how many of them fit
   * @param best the best nodes with what each rule gave them, the chosen one first
   */
  record Bound(String node, int tested, int fitting, List<Rated> best) implements Decision {}

  /** It fits nowhere now, and evicting others would not help. */
  record Unschedulable(String message, Set<String> plugins, Map<String, FitReport.Refusal> refusals)
      implements Decision {}

  /** It would fit on this node once the victims are gone. */
  record Preempt(
      String node,
      List<PodInfo> victims,
      String message,
      Set<String> plugins,
      Map<String, FitReport.Refusal> refusals)
      implements Decision {}

  /** A node that fits, with its weighted score by rule. */
  record Rated(String node, long total, Map<String, Long> byPlugin) {}
}

package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.plugin.Fit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Why nodes were refused: by which rule and for which reasons. */
public final class FitReport {
  private final int allNodes;
  private final Map<String, Refusal> refusals = new LinkedHashMap<>();
  private final Set<String> plugins = new LinkedHashSet<>();
  private @Nullable String refusedEverywhere;
  private @Nullable String absentReason;

  FitReport(int allNodes) {
    this.allNodes = allNodes;
  }

  /** One rule's refusal of one node. */
  public record Refusal(String plugin, Fit.DoesNotFit why) {}

  void refuse(NodeSlot node, Refusal refusal) {
    refusals.put(node.name(), refusal);
    plugins.add(refusal.plugin());
  }

  void refuseAll(String plugin, String reason) {
    refusedEverywhere = reason;
    plugins.add(plugin);
  }

  /** Names the rule that limited the search, for the nodes that were never looked at. */
  void limitedBy(String plugin, String reason) {
    absentReason = reason;
    plugins.add(plugin);
  }

  void absent(String reason) {
    absentReason = reason;
  }

  public int allNodes() {
    return allNodes;
  }

  public Map<String, Refusal> refusals() {
    return Collections.unmodifiableMap(refusals);
  }

  /** The rules that refused at least one node. */
  public Set<String> plugins() {
    return Collections.unmodifiableSet(plugins);
  }

  /**
   * The message of the FailedScheduling event: how many nodes there are, and how many of them were
   * refused for each reason, for example {@code 0/3 nodes are available: 1 Insufficient cpu, 2
   * node(s) were unschedulable.}
   */
  public String message() {
    StringBuilder text = new StringBuilder("0/").append(allNodes).append(" nodes are available:");
    if (refusedEverywhere != null) {
      return text.append(' ').append(refusedEverywhere).append('.').toString();
    }
    List<String> counted = new ArrayList<>();
    counts().forEach((reason, count) -> counted.add(count + " " + reason));
    Collections.sort(counted);
    if (!counted.isEmpty()) {
      text.append(' ').append(String.join(", ", counted)).append('.');
    }
    return text.toString();
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Refusal refusal : refusals.values()) {
      for (String reason : refusal.why().reasons()) {
        counts.merge(reason, 1, Integer::sum);
      }
    }
    if (absentReason != null && refusals.size() < allNodes) {
      counts.merge(absentReason, allNodes - refusals.size(), Integer::sum);
    }
    return counts;
  }
}

package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast pods may be evicted from the unready nodes of a zone: at the normal rate, slowly or not
 * at all when most of the zone is unready, and not at all when every zone is (then the fault is
 * likely on this side).
 */
final class ZonePlanner {

  private static final double RATE = 0.1;
  private static final double SECONDARY_RATE = 0.01;
  private static final double UNHEALTHY_SHARE = 0.55;
  private static final int LARGE_CLUSTER = 50;

  /**
   * @param ratePerSecond nodes of the zone that may be tainted for eviction
   */
  record Zone(int ready, int unready, double ratePerSecond) {

    boolean allUnready() {
      return ready == 0 && unready > 0;
    }
  }

  private ZonePlanner() {}

  static String zoneOf(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    if (labels == null) {
      return "";
    }
    return labels.getOrDefault("topology.kubernetes.io/region", "")
        + "\0"
        + labels.getOrDefault("topology.kubernetes.io/zone", "");
  }

  static Map<String, Zone> plan(Collection<Node> nodes) {
    Map<String, int[]> counts = new HashMap<>();
    for (Node node : nodes) {
      boolean ready = "True".equals(NodeConditions.status(node, NodeConditions.READY));
      counts.computeIfAbsent(zoneOf(node), zone -> new int[2])[ready ? 0 : 1]++;
    }
    Map<String, Zone> zones = new HashMap<>();
    counts.forEach((zone, count) -> zones.put(zone, zone(count[0], count[1])));
    return zones;
  }

  /** True when there are nodes and not one of them is ready. */
  static boolean everythingUnready(Map<String, Zone> zones) {
    return !zones.isEmpty() && zones.values().stream().allMatch(Zone::allUnready);
  }

  private static Zone zone(int ready, int unready) {
    int all = ready + unready;
    boolean partly = ready > 0 && unready > 2 && (double) unready / all >= UNHEALTHY_SHARE;
    double rate = !partly ? RATE : all > LARGE_CLUSTER ? SECONDARY_RATE : 0;
    return new Zone(ready, unready, rate);
  }
}

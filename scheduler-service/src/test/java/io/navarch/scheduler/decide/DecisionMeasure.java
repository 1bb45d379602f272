package io.navarch.scheduler.decide;

import static io.navarch.scheduler.Scene.node;
import static io.navarch.scheduler.Scene.pod;

import io.navarch.scheduler.Scene;
import io.navarch.scheduler.Scene.NodeSaid;
import io.navarch.scheduler.Scene.PodSaid;
import io.navarch.scheduler.cluster.PodInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Measures how long a decision takes, assuming and forgetting included, at 1,000 and 5,000 nodes
 * with three pods on each. Run its main method; it prints microseconds of processor time a
 * decision.
 */
final class DecisionMeasure {
  private static final int WARM_UP = 3_000;
  private static final int MEASURED = 3_000;
  private static final int KEPT = 500;

  private DecisionMeasure() {}

  public static void main(String[] args) {
    for (int nodes : new int[] {1_000, 5_000}) {
      measure("plain", nodes, DecisionMeasure::plain);
      measure(
          "zone spread",
          nodes,
          i -> plain(i).spread("topology.kubernetes.io/zone", 5, true, "app" + i % 10));
      measure(
          "spread and preferred anti-affinity",
          nodes,
          i ->
              plain(i)
                  .spread("topology.kubernetes.io/zone", 5, false, "app" + i % 10)
                  .spread("kubernetes.io/hostname", 1, false, "app" + i % 10)
                  .preferringApartFrom("app" + i % 10, "kubernetes.io/hostname"));
      measure(
          "required anti-affinity",
          nodes,
          i -> plain(i).apartFrom("app" + i % 10, "kubernetes.io/hostname"));
    }
  }

  private static PodSaid plain(int number) {
    return pod("p" + number)
        .labelled("app", "app" + number % 10)
        .asking("cpu", "100m")
        .asking("memory", "128Mi");
  }

  private static void measure(String what, int nodes, IntFunction<PodSaid> pods) {
    Scene scene = scene(nodes);
    PodInfo[] read = new PodInfo[WARM_UP + MEASURED];
    for (int i = 0; i < read.length; i++) {
      read[i] = scene.read(pods.apply(i));
    }
    Deque<PodInfo> placed = new ArrayDeque<>();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = 0;
    for (int i = 0; i < read.length; i++) {
      if (i == WARM_UP) {
        start = threads.getCurrentThreadCpuTime();
      }
      if (scene.decide(read[i]) instanceof Decision.Bound bound) {
        PodInfo there = read[i].on(bound.node());
        scene.cluster().putPod(there);
        placed.add(there);
      }
      if (placed.size() > KEPT) {
        scene.cluster().removePod(placed.remove().uid());
      }
    }
    double micros = (threads.getCurrentThreadCpuTime() - start) / 1_000.0 / MEASURED;
    System.out.printf(Locale.ROOT, "%5d nodes, %-36s %8.1f us a decision%n", nodes, what, micros);
  }

  private static Scene scene(int count) {
    NodeSaid[] nodes = new NodeSaid[count];
    for (int i = 0; i < count; i++) {
      nodes[i] = node("node-" + i).inZone("zone-" + i % 3);
    }
    Scene scene = Scene.given(nodes);
    for (int i = 0; i < 3 * count; i++) {
      scene.and(
          pod("old-" + i)
              .labelled("app", "app" + i % 10)
              .asking("cpu", "100m")
              .on("node-" + i % count));
    }
    return scene;
  }
}

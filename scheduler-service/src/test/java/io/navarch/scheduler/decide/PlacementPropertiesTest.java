package io.navarch.scheduler.decide;

import static io.navarch.scheduler.Scene.node;
import static io.navarch.scheduler.Scene.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.scheduler.Scene;
import io.navarch.scheduler.Scene.NodeSaid;
import io.navarch.scheduler.Scene.PodSaid;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodCounter;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever happens, no node is given more than it has, and the running counts stay true. */
class PlacementPropertiesTest {
  private static final int STEPS = 400;

  @RepeatedTest(20)
  void nodesAreNeverOvercommittedAndCountsStayTrue() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Scene scene = Scene.given(nodes(random));
    List<PodInfo> placed = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (!placed.isEmpty() && random.nextInt(4) == 0) {
        scene.cluster().removePod(placed.remove(random.nextInt(placed.size())).uid());
      } else {
        PodSaid said = anyPod(random, step);
        if (scene.decide(said) instanceof Decision.Bound bound) {
          scene.and(said.on(bound.node()));
          placed.add(scene.read(said.on(bound.node())));
        }
      }
      check(scene, seed);
    }
    assertThat(placed).as("seed %d", seed).isNotEmpty();
  }

  private static void check(Scene scene, long seed) {
    PodCounter counter =
        scene
            .cluster()
            .count(
                new PodCounter.Question(
                    List.of(
                        new PodCounter.Clause(
                            Set.of("default"), LabelQuery.ofLabels(Map.of("app", "a1")))),
                    true));
    for (NodeSlot slot : scene.cluster().nodes()) {
      for (int resource = 0; resource < 3; resource++) {
        assertThat(slot.requested(resource))
            .as("seed %d, node %s", seed, slot.name())
            .isBetween(0L, slot.allocatable(resource));
      }
      assertThat(slot.podCount()).as("seed %d", seed).isLessThanOrEqualTo(slot.data().podLimit());
      assertThat(counter.on(slot))
          .as("seed %d", seed)
          .isEqualTo(
              (int) slot.pods().stream().filter(p -> "a1".equals(p.labels().get("app"))).count());
    }
  }

  private static NodeSaid[] nodes(Random random) {
    NodeSaid[] nodes = new NodeSaid[3 + random.nextInt(10)];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] =
          node("n" + i)
              .inZone("z" + random.nextInt(3))
              .with("cpu", (1 + random.nextInt(8)) + "")
              .with("memory", (1 + random.nextInt(16)) + "Gi")
              .with("pods", (3 + random.nextInt(20)) + "")
              .with("ephemeral-storage", "10Gi");
    }
    return nodes;
  }

  private static PodSaid anyPod(Random random, int number) {
    String app = "a" + random.nextInt(4);
    PodSaid said =
        pod("p" + number)
            .labelled("app", app)
            .ofPriority(random.nextInt(3))
            .asking("cpu", random.nextInt(1_500) + "m")
            .asking("memory", random.nextInt(2_048) + "Mi");
    return switch (random.nextInt(5)) {
      case 0 -> said.spread("topology.kubernetes.io/zone", 1, random.nextBoolean(), app);
      case 1 -> said.apartFrom(app, "kubernetes.io/hostname");
      case 2 -> said.near("a" + random.nextInt(4), "topology.kubernetes.io/zone");
      case 3 -> said.preferringApartFrom(app, "kubernetes.io/hostname");
      default -> said;
    };
  }
}

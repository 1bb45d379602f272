package io.navarch.scheduler.decide;

import static io.navarch.scheduler.Scene.given;
import static io.navarch.scheduler.Scene.node;
import static io.navarch.scheduler.Scene.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.scheduler.Scene;
import io.navarch.scheduler.cluster.DisruptionBudget;
import io.navarch.scheduler.cluster.LabelQuery;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulePodTest {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String HOST = "kubernetes.io/hostname";

  @Test
  void anEmptyClusterHasNoPlace() {
    assertThat(given().placeOf(pod("p"))).isEqualTo("no nodes available to schedule pods");
  }

  @Test
  void reasonsAreCountedOverTheNodesAndSorted() {
    Scene scene =
        given(
            node("a").with("cpu", "1"),
            node("b").cordoned(),
            node("c").tainted("dedicated", "x", "NoSchedule"),
            node("d").with("cpu", "1").with("memory", "1Gi"));

    assertThat(scene.placeOf(pod("p").asking("cpu", "2").asking("memory", "2Gi")))
        .isEqualTo(
            "0/4 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint(s), "
                + "1 node(s) were unschedulable, 2 Insufficient cpu. preemption: 0/4 nodes are "
                + "available: 4 Preemption is not helpful for scheduling.");
  }

  @Test
  void aFullNodeWithoutLesserPodsHasNoVictims() {
    assertThat(
            given(node("a").with("cpu", "1"))
                .and(pod("old").asking("cpu", "1").on("a"))
                .placeOf(pod("p").asking("cpu", "500m")))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
                + "1 No preemption victims found for incoming pod.");
  }

  @Test
  void thePodLimitCountsPods() {
    assertThat(given(node("a").with("pods", "1")).and(pod("old").on("a")).placeOf(pod("p")))
        .startsWith("0/1 nodes are available: 1 Too many pods.");
  }

  @Test
  void extendedResourcesAreNamedInTheReason() {
    assertThat(given(node("a")).placeOf(pod("p").asking("example.com/gpu", "1")))
        .startsWith("0/1 nodes are available: 1 Insufficient example.com/gpu.");
  }

  @Test
  void theEmptierNodeIsPreferred() {
    assertThat(
            given(node("a"), node("b"))
                .and(pod("old").asking("cpu", "2").asking("memory", "4Gi").on("a"))
                .placeOf(pod("p").asking("cpu", "1").asking("memory", "2Gi")))
        .isEqualTo("b");
  }

  @Test
  void tolerationsOpenTaintedNodes() {
    Scene scene = given(node("a").tainted("dedicated", "x", "NoSchedule"));

    assertThat(scene.placeOf(pod("p").tolerating("dedicated", "Equal", "x", "NoSchedule")))
        .isEqualTo("a");
    assertThat(scene.placeOf(pod("p").tolerating("dedicated", "Exists", "", ""))).isEqualTo("a");
    assertThat(scene.placeOf(pod("p").tolerating("dedicated", "Equal", "y", "NoSchedule")))
        .contains("untolerated");
  }

  @Test
  void softTaintsAreAvoided() {
    assertThat(
            given(node("a").tainted("slow", "", "PreferNoSchedule"), node("b")).placeOf(pod("p")))
        .isEqualTo("b");
  }

  @Test
  void theNodeSelectorMustMatch() {
    Scene scene = given(node("a").labelled("disk", "ssd"), node("b"));

    assertThat(scene.placeOf(pod("p").selecting("disk", "ssd"))).isEqualTo("a");
    assertThat(scene.placeOf(pod("p").selecting("disk", "tape")))
        .startsWith(
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
  }

  @Test
  void aDaemonPodLooksOnlyAtItsNode() {
    assertThat(
            given(node("a"), node("b").with("cpu", "1"))
                .placeOf(
                    pod("p")
                        .asking("cpu", "2")
                        .edit(
                            b ->
                                b.editSpec()
                                    .editOrNewAffinity()
                                    .editOrNewNodeAffinity()
                                    .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                                    .addNewNodeSelectorTerm()
                                    .addNewMatchField()
                                    .withKey("metadata.name")
                                    .withOperator("In")
                                    .withValues("b")
                                    .endMatchField()
                                    .endNodeSelectorTerm()
                                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                                    .endNodeAffinity()
                                    .endAffinity()
                                    .endSpec())))
        .startsWith(
            "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) "
                + "[NodeAffinity].");
  }

  @Test
  void hostPortsMustBeFree() {
    Scene scene = given(node("a"), node("b")).and(pod("old").onHostPort(80).on("a"));

    assertThat(scene.placeOf(pod("p").onHostPort(80))).isEqualTo("b");
    scene.and(pod("other").onHostPort(80).on("b"));
    assertThat(scene.placeOf(pod("p").onHostPort(80)))
        .startsWith(
            "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod "
                + "ports.");
  }

  @Test
  void hardSpreadKeepsTheSkew() {
    Scene scene =
        given(node("a").inZone("east"), node("b").inZone("west"), node("c"))
            .and(pod("w1").labelled("app", "web").on("a"));

    assertThat(scene.placeOf(pod("p").labelled("app", "web").spread(ZONE, 1, true, "web")))
        .isEqualTo("b");
    scene.cluster().removeNode("b");
    scene.and(pod("w2").labelled("app", "web").on("a"));
    assertThat(scene.placeOf(pod("p").labelled("app", "web").spread(ZONE, 1, true, "web")))
        .as("a single domain has no skew")
        .isEqualTo("a");
  }

  @Test
  void hardSpreadSaysWhatIsMissing() {
    Scene scene =
        given(node("a").inZone("east"), node("b").inZone("west").cordoned(), node("c"))
            .and(pod("w1").labelled("app", "web").on("a"));

    assertThat(scene.placeOf(pod("p").labelled("app", "web").spread(ZONE, 1, true, "web")))
        .startsWith(
            "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, "
                + "1 node(s) didn't match pod topology spread constraints (missing required "
                + "label), 1 node(s) were unschedulable.");
  }

  @Test
  void softSpreadPrefersTheEmptierZone() {
    assertThat(
            given(node("a").inZone("east"), node("b").inZone("west"))
                .and(pod("w1").labelled("app", "web").on("a"))
                .placeOf(pod("p").labelled("app", "web").spread(ZONE, 1, false, "web")))
        .isEqualTo("b");
  }

  @Test
  void podsOfOneServiceAreSpreadByDefault() {
    Scene scene = given(node("a"), node("b")).and(pod("w1").labelled("app", "web").on("a"));
    scene
        .cluster()
        .siblings()
        .putService("default", "web", LabelQuery.ofLabels(Map.of("app", "web")));

    assertThat(scene.placeOf(pod("p").labelled("app", "web"))).isEqualTo("b");
  }

  @Test
  void affinityFollowsItsCompany() {
    Scene scene =
        given(node("a").inZone("east"), node("b").inZone("west"))
            .and(pod("db").labelled("app", "db").on("b"));

    assertThat(scene.placeOf(pod("p").near("db", ZONE))).isEqualTo("b");
    assertThat(scene.placeOf(pod("p").near("cache", ZONE)))
        .startsWith("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.");
    assertThat(scene.placeOf(pod("p").labelled("app", "cache").near("cache", ZONE)))
        .as("the first of its kind may go anywhere")
        .isIn("a", "b");
  }

  @Test
  void antiAffinityHoldsInBothDirections() {
    Scene scene =
        given(node("a"), node("b")).and(pod("x").labelled("app", "x").apartFrom("y", HOST).on("a"));

    assertThat(scene.placeOf(pod("p").labelled("app", "y"))).isEqualTo("b");
    assertThat(scene.placeOf(pod("p").apartFrom("x", HOST))).isEqualTo("b");
    scene.cluster().removeNode("b");
    assertThat(scene.placeOf(pod("p").labelled("app", "y")))
        .startsWith(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity "
                + "rules.");
    assertThat(scene.placeOf(pod("p").apartFrom("x", HOST)))
        .startsWith("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.");
  }

  @Test
  void preferredAntiAffinityScores() {
    assertThat(
            given(node("a"), node("b"))
                .and(pod("x").labelled("app", "x").on("a"))
                .placeOf(pod("p").preferringApartFrom("x", HOST)))
        .isEqualTo("b");
  }

  @Test
  void bigImagesDraw() {
    assertThat(
            given(node("a"), node("b").holding("app:1", 2_000_000_000L), node("c"))
                .placeOf(pod("p")))
        .isEqualTo("b");
  }

  @Test
  void theLeastImportantVictimsAreChosen() {
    Scene scene =
        given(node("a").with("cpu", "1"), node("b").with("cpu", "1"))
            .and(
                pod("mid").asking("cpu", "1").ofPriority(50).on("a"),
                pod("low").asking("cpu", "600m").ofPriority(1).on("b"),
                pod("tiny").asking("cpu", "100m").ofPriority(2).on("b"));

    assertThat(scene.placeOf(pod("p").asking("cpu", "900m").ofPriority(100)))
        .isEqualTo("evict [low] from b");
  }

  @Test
  void disruptionBudgetsAreKeptWhereTheyCanBe() {
    Scene scene =
        given(node("a").with("cpu", "1"), node("b").with("cpu", "1"))
            .and(
                pod("guarded").labelled("app", "g").asking("cpu", "1").ofPriority(1).on("a"),
                pod("free").asking("cpu", "1").ofPriority(9).on("b"));
    scene
        .cluster()
        .putBudget(
            new DisruptionBudget(
                "default", "g", LabelQuery.ofLabels(Map.of("app", "g")), 0, Set.of()));

    assertThat(scene.placeOf(pod("p").asking("cpu", "1").ofPriority(100)))
        .isEqualTo("evict [free] from b");
  }

  @Test
  void aPodThatNeverPreemptsSaysSo() {
    assertThat(
            given(node("a").with("cpu", "1"))
                .and(pod("low").asking("cpu", "1").on("a"))
                .placeOf(
                    pod("p")
                        .asking("cpu", "1")
                        .ofPriority(100)
                        .edit(b -> b.editSpec().withPreemptionPolicy("Never").endSpec())))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to "
                + "preemptionPolicy=Never.");
  }

  @Test
  void roomPromisedToAnImportantPodIsKept() {
    Scene scene = given(node("a").with("cpu", "1"));
    scene.cluster().nominate(scene.read(pod("vip").asking("cpu", "1").ofPriority(100)), "a");

    assertThat(scene.placeOf(pod("p").asking("cpu", "1")))
        .startsWith("0/1 nodes are available: 1 Insufficient cpu.");
    assertThat(scene.placeOf(pod("greater").asking("cpu", "1").ofPriority(200))).isEqualTo("a");
  }
}

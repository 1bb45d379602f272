package io.navarch.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.navarch.node.pod.PodAction.ContainerKind;
import io.navarch.node.pod.PodAction.KillReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodActionPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObservedSandbox READY =
      new ObservedSandbox("s1", 0, true, NOW, List.of("10.0.0.1"));

  private static Pod pod(String policy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .withNamespace("n")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(policy)
        .addNewContainer()
        .withName("main")
        .withImage("i")
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod withInit(Pod pod, String name, String policy) {
    var init =
        new ContainerBuilder().withName(name).withImage("i").withRestartPolicy(policy).build();
    return new PodBuilder(pod).editSpec().addToInitContainers(init).endSpec().build();
  }

  private static ObservedContainer container(String name, ObservedContainer.State state, int exit) {
    boolean ended = state == ObservedContainer.State.EXITED;
    return new ObservedContainer(
        "c-" + name,
        "s1",
        name,
        0,
        state,
        ContainerHash.of(new ContainerBuilder().withName(name).withImage("i").build()),
        NOW,
        NOW,
        ended ? NOW : null,
        exit,
        "",
        "",
        "i",
        "id",
        "",
        Map.of());
  }

  private static ObservedContainer running(String name) {
    return container(name, ObservedContainer.State.RUNNING, 0);
  }

  private static ObservedContainer exited(String name, int code) {
    return container(name, ObservedContainer.State.EXITED, code);
  }

  private static ObservedPod seen(ObservedContainer... containers) {
    return new ObservedPod("u", "n", "p", List.of(READY), List.of(containers));
  }

  private static List<PodAction> plan(Pod pod, ObservedPod observed) {
    return plan(pod, observed, Set.of(), Map.of(), Map.of());
  }

  private static List<PodAction> plan(
      Pod pod,
      ObservedPod observed,
      Set<String> started,
      Map<String, KillReason> failed,
      Map<String, BackOff> backOffs) {
    return PodActionPlanner.plan(
        pod,
        observed,
        new PodActionPlanner.Situation(NOW.plusSeconds(1), started, failed, backOffs, Map.of()));
  }

  @Test
  void aNewPodGetsASandboxFirst() {
    assertThat(plan(pod("Always"), ObservedPod.none("u", "n", "p")))
        .containsExactly(new PodAction.CreateSandbox(0));
  }

  @Test
  void aDeadSandboxIsReplacedAndWhatRunsInItStopped() {
    var dead = new ObservedSandbox("s1", 2, false, NOW, List.of());
    var observed = new ObservedPod("u", "n", "p", List.of(dead), List.of(running("main")));
    assertThat(plan(pod("Always"), observed))
        .containsExactly(new PodAction.StopSandboxes(true), new PodAction.CreateSandbox(3));
  }

  @Test
  void aFinishedPodGetsNoNewSandbox() {
    var dead = new ObservedSandbox("s1", 0, false, NOW, List.of());
    var observed = new ObservedPod("u", "n", "p", List.of(dead), List.of(exited("main", 0)));
    assertThat(plan(pod("Never"), observed)).isEmpty();
  }

  @Test
  void initContainersComeOneAfterTheOther() {
    Pod pod = withInit(withInit(pod("Always"), "a", null), "b", null);
    assertThat(plan(pod, seen()))
        .containsExactly(new PodAction.StartContainer("a", ContainerKind.INIT, 0));
    assertThat(plan(pod, seen(running("a")))).isEmpty();
    assertThat(plan(pod, seen(exited("a", 0))))
        .containsExactly(new PodAction.StartContainer("b", ContainerKind.INIT, 0));
    assertThat(plan(pod, seen(exited("a", 0), exited("b", 0))))
        .containsExactly(new PodAction.StartContainer("main", ContainerKind.MAIN, 0));
  }

  @Test
  void aSidecarOnlyNeedsToHaveStarted() {
    Pod pod = withInit(pod("Always"), "side", "Always");
    assertThat(plan(pod, seen(running("side")))).isEmpty();
    assertThat(plan(pod, seen(running("side")), Set.of("c-side"), Map.of(), Map.of()))
        .containsExactly(new PodAction.StartContainer("main", ContainerKind.MAIN, 0));
  }

  @Test
  void aFailedInitContainerEndsAPodThatIsNotRestarted() {
    Pod pod = withInit(pod("Never"), "a", null);
    assertThat(plan(pod, seen(exited("a", 1)))).containsExactly(new PodAction.Finish());
  }

  @Test
  void theRestartPolicyDecidesOverWhatHasExited() {
    var again = new PodAction.StartContainer("main", ContainerKind.MAIN, 1);
    assertThat(plan(pod("Always"), seen(exited("main", 0)))).containsExactly(again);
    assertThat(plan(pod("OnFailure"), seen(exited("main", 1)))).containsExactly(again);
    assertThat(plan(pod("OnFailure"), seen(exited("main", 0))))
        .containsExactly(new PodAction.Finish());
    assertThat(plan(pod("Never"), seen(exited("main", 1)))).containsExactly(new PodAction.Finish());
  }

  @Test
  void aContainerThatKeepsFailingWaits() {
    BackOff backOff = BackOff.next(null, NOW);
    var failed = exited("main", 1);
    assertThat(plan(pod("Always"), seen(failed), Set.of(), Map.of(), Map.of("main", backOff)))
        .containsExactly(new PodAction.WaitForBackOff("main", NOW.plusSeconds(10), failed));
  }

  @Test
  void aContainerWhoseLivenessFailedIsKilled() {
    var main = running("main");
    assertThat(
            plan(
                pod("Always"),
                seen(main),
                Set.of(),
                Map.of("c-main", KillReason.LIVENESS_PROBE),
                Map.of()))
        .containsExactly(
            new PodAction.KillContainer(
                main,
                KillReason.LIVENESS_PROBE,
                "Container main failed liveness probe, will be restarted"));
  }

  @Test
  void aContainerGetsNewResourcesWhereItIsUnlessItAsksForARestart() {
    var main = running("main");
    ResourceAmounts has = ResourceAmounts.parse("0.1,0.2,0,1048576");
    Pod pod = pod("Always");
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setResources(
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("100m"))
                .addToLimits("cpu", new Quantity("200m"))
                .addToLimits("memory", new Quantity("1Mi"))
                .build());
    assertThat(resized(pod, main, has)).isEmpty();
    pod.getSpec()
        .getContainers()
        .getFirst()
        .getResources()
        .getLimits()
        .put("cpu", new Quantity("0.3"));
    assertThat(resized(pod, main, has)).containsExactly(new PodAction.ResizeContainer(main));
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setResizePolicy(List.of(new ContainerResizePolicy("cpu", "RestartContainer")));
    assertThat(resized(pod, main, has))
        .containsExactly(
            new PodAction.KillContainer(
                main, KillReason.RESIZED, "Container main resize requires restart"));
  }

  private static List<PodAction> resized(Pod pod, ObservedContainer main, ResourceAmounts has) {
    return PodActionPlanner.plan(
        pod,
        seen(main),
        new PodActionPlanner.Situation(
            NOW, Set.of(main.id()), Map.of(), Map.of(), Map.of(main.id(), has)));
  }

  @Test
  void pausesDoubleUpToFiveMinutesAndAreForgotten() {
    List<Duration> delays = new ArrayList<>();
    BackOff current = null;
    Instant at = NOW;
    for (int i = 0; i < 7; i++) {
      current = BackOff.next(current, at);
      at = at.plus(current.delay());
      delays.add(current.delay());
    }
    assertThat(delays.stream().map(Duration::toSeconds).toList())
        .containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
    assertThat(BackOff.next(current, at.plus(Duration.ofMinutes(11))).delay())
        .isEqualTo(Duration.ofSeconds(10));
  }
}

package io.navarch.scheduler.run;

import static io.navarch.scheduler.Scene.node;
import static io.navarch.scheduler.Scene.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.scheduler.Scene;
import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.decide.Profile;
import io.navarch.scheduler.decide.SchedulePod;
import io.navarch.scheduler.plugin.VolumeStep;
import io.navarch.scheduler.queue.SchedulingQueue;
import io.navarch.scheduler.wire.NodeReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchedulerCoreTest {
  private final Scene scene = Scene.given();
  private final NodeReader nodes = new NodeReader(scene.names());
  private final FakeOutbox outbox = new FakeOutbox();
  private long now = 1_000_000;
  private final SchedulerCore core =
      new SchedulerCore(
          new ClusterState(),
          new SchedulingQueue(1_000, 10_000),
          List.of(
              new SchedulePod(
                  Profile.standard("default-scheduler", scene.names(), 0), new Random(1))),
          new Journal(),
          new SchedulerMetrics(new SimpleMeterRegistry()),
          () -> Instant.ofEpochMilli(now));

  @Test
  void aPlacedPodCountsBeforeTheApiConfirmsIt() {
    seen(node("a").with("cpu", "1"));
    core.podSeen(scene.read(pod("p").asking("cpu", "1")));
    core.podSeen(scene.read(pod("q").asking("cpu", "1")));

    placeAll();

    assertThat(outbox.log)
        .containsExactly(
            "bind p to a",
            "q Unschedulable: 0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes "
                + "are available: 1 No preemption victims found for incoming pod.");
  }

  @Test
  void aFailedBindingFreesTheNodeAndThePodIsTriedAgain() {
    seen(node("a").with("cpu", "1"));
    core.podSeen(scene.read(pod("p").asking("cpu", "1")));
    outbox.next = new Outbox.Failed("binding rejected: no");
    placeAll();
    outbox.next = new Outbox.Done();
    placeAll();
    assertThat(outbox.log).containsExactly("bind p to a", "p SchedulerError: binding rejected: no");

    now += 1_000;
    placeAll();
    assertThat(outbox.log).last().isEqualTo("bind p to a");
    assertThat(core.cluster().pod("uid-p")).isNotNull();
  }

  @Test
  void aDeletedPodMakesRoomForTheWaitingOne() {
    seen(node("a").with("cpu", "1"));
    core.podSeen(scene.read(pod("old").asking("cpu", "1").on("a")));
    core.podSeen(scene.read(pod("p").asking("cpu", "1")));
    placeAll();

    core.podGone("uid-old");
    placeAll();

    assertThat(outbox.log).last().isEqualTo("bind p to a");
  }

  @Test
  void victimsAreEvictedAndTheirPlaceIsKept() {
    seen(node("a").with("cpu", "1"));
    core.podSeen(scene.read(pod("low").asking("cpu", "1").on("a")));
    core.podSeen(scene.read(pod("vip").asking("cpu", "1").ofPriority(10)));
    placeAll();
    core.podSeen(scene.read(pod("rival").asking("cpu", "1").ofPriority(5)));
    core.podGone("uid-low");
    placeAll();

    assertThat(outbox.log)
        .containsSubsequence(
            "evict [low] from a for vip",
            "vip Unschedulable: 0/1 nodes are available: 1 Insufficient cpu. (nominated a)")
        .contains("bind vip to a")
        .doesNotContain("bind rival to a");
  }

  @Test
  void podsOfOtherSchedulersAreLeftAlone() {
    seen(node("a"));
    core.podSeen(
        scene.read(pod("p").edit(b -> b.editSpec().withSchedulerName("someone-else").endSpec())));
    placeAll();
    assertThat(outbox.log).isEmpty();
  }

  @Test
  void whatIfLeavesNoTrace() {
    seen(node("a").with("cpu", "1"));
    PodInfo pod = scene.read(pod("p").asking("cpu", "1"));

    assertThat(WhatIf.ask(core, List.of(pod, scene.read(pod("q").asking("cpu", "1"))), now))
        .extracting(answer -> answer.decision().getClass().getSimpleName())
        .containsExactly("Bound", "Unschedulable");
    assertThat(core.cluster().placedPods()).isEmpty();
    assertThat(outbox.log).isEmpty();
  }

  private void seen(Scene.NodeSaid said) {
    core.nodeSeen(nodes.read(said.node()));
  }

  private void placeAll() {
    List<Runnable> later = new ArrayList<>();
    while (core.placeNext(outbox, later::add) || !later.isEmpty()) {
      List<Runnable> due = List.copyOf(later);
      later.clear();
      due.forEach(Runnable::run);
    }
  }

  /** Notes what it is asked to do, and answers binds at once. */
  private static final class FakeOutbox implements Outbox {
    private final List<String> log = new ArrayList<>();
    private BindOutcome next = new Done();

    @Override
    public void bind(
        PodInfo pod, String node, List<VolumeStep> volumes, Consumer<BindOutcome> then) {
      log.add("bind " + pod.name() + " to " + node);
      then.accept(next);
    }

    @Override
    public void notPlaced(
        PodInfo pod, String reason, String message, @Nullable String nominatedNode) {
      log.add(
          pod.name()
              + " "
              + reason
              + ": "
              + message
              + (nominatedNode == null ? "" : " (nominated " + nominatedNode + ")"));
    }

    @Override
    public void evict(
        PodInfo preemptor, String node, List<PodInfo> victims, Consumer<Boolean> then) {
      log.add(
          "evict "
              + victims.stream().map(PodInfo::name).toList()
              + " from "
              + node
              + " for "
              + preemptor.name());
      then.accept(true);
    }
  }
}

package io.navarch.scheduler.queue;

import static io.navarch.scheduler.Scene.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.scheduler.Scene;
import io.navarch.scheduler.Scene.PodSaid;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.queue.QueuedPod.Place;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
  private static final Set<String> NO_ROOM = Set.of("NodeResourcesFit");

  private final Scene scene = Scene.given();
  private final SchedulingQueue queue = new SchedulingQueue(1_000, 10_000);
  private long now = 50_000;

  @Test
  void importantPodsGoFirstThenWhoeverWaitedLonger() {
    put(pod("first"));
    now++;
    put(pod("second"));
    put(pod("vip").ofPriority(10));

    assertThat(next()).isEqualTo("vip");
    assertThat(next()).isEqualTo("first");
    assertThat(next()).isEqualTo("second");
    assertThat(next()).isEqualTo("nobody");
  }

  @Test
  void aRefusedPodWaitsForAChangeThatMayHelp() {
    put(pod("p").asking("cpu", "1"));
    refuse(NO_ROOM);

    now += 60_000;
    assertThat(next()).isEqualTo("nobody");
    queue.changed(new ClusterChange.NamespaceChanged("x"), now);
    assertThat(next()).as("labels of a namespace make no room").isEqualTo("nobody");
    queue.changed(new ClusterChange.PodGone(read(pod("old").on("a"))), now);
    assertThat(next()).isEqualTo("p");
  }

  @Test
  void backoffDoublesUpToItsLimit() {
    put(pod("p"));
    put(pod("busy"));
    long[] expected = {1_000, 2_000, 4_000, 8_000, 10_000, 10_000};
    for (long backoff : expected) {
      QueuedPod tried = take("p");
      queue.unschedulable(tried, NO_ROOM, now);
      queue.changed(new ClusterChange.PodGone(read(pod("old").on("a"))), now);
      assertThat(tried.place()).isEqualTo(Place.BACKING_OFF);
      assertThat(queue.nextWake() - now).isEqualTo(backoff);
      now += backoff;
    }
  }

  @Test
  void withNothingElseToDoAPodIsTriedBeforeItsBackoffEnds() {
    put(pod("p"));
    refuse(NO_ROOM);
    queue.changed(new ClusterChange.PodGone(read(pod("old").on("a"))), now);

    assertThat(next()).isEqualTo("p");
  }

  @Test
  void afterAnErrorTheBackoffIsKept() {
    put(pod("p"));
    queue.afterError(requireNonNull(queue.next(now)), now);

    assertThat(next()).isEqualTo("nobody");
    now += 1_000;
    assertThat(next()).isEqualTo("p");
  }

  @Test
  void nobodyWaitsLongerThanFiveMinutes() {
    put(pod("p"));
    refuse(NO_ROOM);

    now += 299_999;
    queue.flush(now);
    assertThat(next()).isEqualTo("nobody");
    now += 1;
    queue.flush(now);
    assertThat(next()).isEqualTo("p");
  }

  @Test
  void gatesHoldAPodUntilTheyAreGone() {
    put(pod("p").gatedBy("example.com/wait"));
    assertThat(next()).isEqualTo("nobody");
    assertThat(queue.count(Place.HELD)).isEqualTo(1);

    put(pod("p"));
    assertThat(next()).isEqualTo("p");
  }

  @Test
  void aPodWaitsWhileItsVictimsAreAskedToLeave() {
    put(pod("p"));
    QueuedPod taken = requireNonNull(queue.next(now));
    queue.holdForPreemption("uid-p");
    queue.unschedulable(taken, NO_ROOM, now);
    queue.changed(new ClusterChange.PodGone(read(pod("victim").on("a"))), now);
    assertThat(next()).isEqualTo("nobody");

    queue.preemptionDone("uid-p", true, now);
    assertThat(next()).isEqualTo("p");
  }

  @Test
  void aRemovedPodDoesNotComeBack() {
    put(pod("p"));
    QueuedPod taken = requireNonNull(queue.next(now));
    queue.remove("uid-p");
    queue.unschedulable(taken, NO_ROOM, now);

    assertThat(queue.all()).isEmpty();
    now += 600_000;
    queue.flush(now);
    assertThat(next()).isEqualTo("nobody");
  }

  private void put(PodSaid said) {
    queue.put(read(said), now);
  }

  private PodInfo read(PodSaid said) {
    return scene.read(said);
  }

  private void refuse(Set<String> plugins) {
    queue.unschedulable(requireNonNull(queue.next(now)), plugins, now);
  }

  private QueuedPod take(String name) {
    while (true) {
      QueuedPod taken = requireNonNull(queue.next(now));
      if (taken.pod().name().equals(name)) {
        return taken;
      }
    }
  }

  private String next() {
    QueuedPod next = queue.next(now);
    return next == null ? "nobody" : next.pod().name();
  }
}

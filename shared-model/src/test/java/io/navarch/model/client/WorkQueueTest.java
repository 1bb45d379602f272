package io.navarch.model.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final AtomicLong nanos = new AtomicLong();
  private final WorkQueue<String> queue =
      new WorkQueue<>(Duration.ofMillis(5), Duration.ofSeconds(1000), nanos::get);

  @Test
  void aKeyWaitsOnce() throws InterruptedException {
    queue.add("a");
    queue.add("a");
    queue.add("b");
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.take()).isEqualTo("b");
    assertThat(queue.depth()).isZero();
  }

  @Test
  void aHeldKeyComesBackOnlyWhenDone() throws InterruptedException {
    queue.add("a");
    queue.take();
    queue.add("a");
    queue.add("b");
    assertThat(queue.take()).isEqualTo("b");
    queue.done("a");
    assertThat(queue.take()).isEqualTo("a");
  }

  @Test
  void aDelayedKeyWaitsForItsTimeAndTheShortestDelayCounts() throws InterruptedException {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(2));
    assertThat(queue.delayed()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(queue.take()).isEqualTo("a");
    queue.done("a");
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    queue.add("b");
    assertThat(queue.take()).isEqualTo("b");
    assertThat(queue.depth()).isZero();
  }

  @Test
  void tellsWhatItDoes() throws InterruptedException {
    queue.add("a");
    queue.add("a");
    queue.addAfter("b", Duration.ofSeconds(3));
    nanos.addAndGet(Duration.ofMillis(20).toNanos());
    queue.take();
    queue.add("a");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    WorkQueue.Activity working = queue.activity();
    assertThat(working.depth()).isEqualTo(1);
    assertThat(working.adds()).isEqualTo(2);
    assertThat(working.retries()).isEqualTo(1);
    assertThat(working.unfinishedSeconds()).isEqualTo(2);
    assertThat(working.longestSeconds()).isEqualTo(2);
    assertThat(working.waits().totalSeconds()).isEqualTo(0.02);
    assertThat(working.waits().counts()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
    queue.done("a");
    WorkQueue.Activity rested = queue.activity();
    assertThat(rested.unfinishedSeconds()).isZero();
    assertThat(rested.works().totalSeconds()).isEqualTo(2);
    assertThat(rested.works().counts()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void backoffDoublesAndIsForgotten() throws InterruptedException {
    queue.addRateLimited("a");
    nanos.addAndGet(Duration.ofMillis(5).toNanos());
    assertThat(queue.take()).isEqualTo("a");
    queue.done("a");
    queue.addRateLimited("a");
    nanos.addAndGet(Duration.ofMillis(5).toNanos());
    queue.add("b");
    assertThat(queue.take()).isEqualTo("b");
    nanos.addAndGet(Duration.ofMillis(5).toNanos());
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.failures("a")).isEqualTo(2);
    queue.forget("a");
    assertThat(queue.failures("a")).isZero();
  }

  @Test
  void shutDownEndsTheWait() throws InterruptedException {
    Thread waiter = Thread.ofVirtual().start(() -> assertNothingTaken(queue));
    queue.shutDown();
    assertThat(waiter.join(Duration.ofSeconds(5))).isTrue();
  }

  private static void assertNothingTaken(WorkQueue<String> queue) {
    try {
      assertThat(queue.take()).isNull();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void servesKeysUntilItIsShutDown() {
    List<String> served = new ArrayList<>();
    queue.add("a");
    queue.add("b");
    queue.serve(
        key -> {
          served.add(key);
          if (served.size() == 2) {
            queue.add("a");
          } else if (served.size() == 3) {
            queue.shutDown();
          }
        });
    assertThat(served).containsExactly("a", "b", "a");
  }
}

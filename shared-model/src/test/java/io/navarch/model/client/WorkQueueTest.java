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

package io.navarch.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairTurnsTest {
  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void usersTakeTurnsHoweverManyTheyHaveWaiting() throws Exception {
    FairTurns turns = new FairTurns(1);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch begin = new CountDownLatch(1);
    List<String> served = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    threads.add(
        Thread.ofVirtual()
            .start(
                () ->
                    turns.take(
                        "flood",
                        () -> {
                          running.countDown();
                          uninterrupted(begin);
                          served.add("first");
                        })));
    running.await();
    for (int i = 0; i < 20; i++) {
      threads.add(Thread.ofVirtual().start(() -> turns.take("flood", () -> served.add("flood"))));
    }
    await().until(() -> turns.waiting() == 20);
    for (int i = 0; i < 2; i++) {
      threads.add(Thread.ofVirtual().start(() -> turns.take("quiet", () -> served.add("quiet"))));
    }
    await().until(() -> turns.waiting() == 22);
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served).hasSize(23);
    assertThat(served.indexOf("quiet")).isLessThanOrEqualTo(2);
    assertThat(served.lastIndexOf("quiet")).isLessThanOrEqualTo(4);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void neverMoreRunThanThereArePlaces() throws Exception {
    FairTurns turns = new FairTurns(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String user = "u" + i % 7;
      boolean fails = i % 11 == 0;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      turns.take(
                          user,
                          () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.yield();
                            running.decrementAndGet();
                            if (fails) {
                              throw new IllegalStateException("fails");
                            }
                          });
                    } catch (IllegalStateException expected) {
                      assertThat(expected).hasMessage("fails");
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    turns.take("last", most::decrementAndGet);
    assertThat(most.get()).isBetween(0, 2);
  }
}

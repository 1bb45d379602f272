package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OutletTest {
  private final List<String> entered = new CopyOnWriteArrayList<>();

  @Test
  void answersLeaveOneAfterTheOtherInTheirOrder() throws Exception {
    Outlet outlet = new Outlet(Duration.ofHours(1));
    assertThat(outlet.enter()).isTrue();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(enter(outlet, "answer-" + i));
      Thread last = threads.getLast();
      await().until(() -> last.getState() == Thread.State.TIMED_WAITING);
    }
    assertThat(entered).isEmpty();
    for (int i = 0; i < 20; i++) {
      outlet.leave();
      int left = i + 1;
      await().until(() -> entered.size() == left);
    }
    assertThat(entered).startsWith("answer-0 true", "answer-1 true").endsWith("answer-19 true");
    outlet.leave();
    assertThat(outlet.enter()).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void anAnswerThatNobodyReadsDoesNotKeepOthersForEver() {
    Outlet outlet = new Outlet(Duration.ofMillis(5));
    assertThat(outlet.enter()).isTrue();
    assertThat(outlet.enter()).isFalse();
    assertThat(outlet.enter()).isFalse();
    outlet.leave();
    assertThat(outlet.enter()).isTrue();
  }

  private Thread enter(Outlet outlet, String name) {
    return Thread.ofPlatform().start(() -> entered.add(name + " " + outlet.enter()));
  }
}

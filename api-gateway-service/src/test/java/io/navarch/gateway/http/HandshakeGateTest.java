package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
  private static final InetAddress GREEDY = address(1);
  private static final InetAddress MODEST = address(2);

  private final ArrayDeque<Runnable> thread = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private final HandshakeGate gate = new HandshakeGate(4, 1, thread::add);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private HandshakeGate.Handshake enter(InetAddress address, String name) {
    return gate.enter(address, () -> log.add("closed " + name));
  }

  private void run() {
    for (Runnable next = thread.poll(); next != null; next = thread.poll()) {
      next.run();
    }
  }

  @Test
  void whoHasTheMostMakesRoomForTheOthers() {
    for (int i = 1; i <= 4; i++) {
      assertThat(enter(GREEDY, "g" + i)).isNotNull();
    }
    assertThat(enter(GREEDY, "g5")).as("nothing is worked out for one too many").isNull();
    assertThat(enter(MODEST, "m1")).isNotNull();
    assertThat(log).containsExactly("closed g1");
    assertThat(enter(MODEST, "m2")).as("three and one are not fair yet").isNotNull();
    assertThat(enter(MODEST, "m3")).as("two and two are").isNull();
    assertThat(log).containsExactly("closed g1", "closed g2");
    assertThat(gate.underWay()).isEqualTo(4);
  }

  @Test
  void workThatFailsLeavesItsPlaceToTheNext() {
    HandshakeGate.Handshake one = Objects.requireNonNull(enter(GREEDY, "g"));
    one.execute(
        () -> {
          throw new IllegalStateException("broken");
        });
    one.execute(() -> log.add("g2"));
    run();
    one.execute(() -> log.add("g3"));
    run();
    assertThat(log).containsExactly("g2", "g3");
  }

  @Test
  void addressesTakeTurns() {
    HandshakeGate.Handshake greedy = Objects.requireNonNull(enter(GREEDY, "g"));
    HandshakeGate.Handshake modest = Objects.requireNonNull(enter(MODEST, "m"));
    for (int i = 1; i <= 3; i++) {
      String name = "g" + i;
      greedy.execute(() -> log.add(name));
    }
    modest.execute(() -> log.add("m1"));
    assertThat(thread).as("one place, so one worker").hasSize(1);
    run();
    assertThat(log).containsExactly("g1", "m1", "g2", "g3");
  }

  @Test
  void whatIsOverLeavesNothingBehind() {
    HandshakeGate.Handshake first = Objects.requireNonNull(enter(GREEDY, "g"));
    first.execute(() -> log.add("late"));
    first.end();
    first.end();
    assertThat(gate.underWay()).isZero();
    run();
    assertThat(log).containsExactly("late");
    for (int i = 1; i <= 4; i++) {
      assertThat(enter(GREEDY, "g" + i)).isNotNull();
    }
  }
}

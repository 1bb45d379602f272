package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A client of v5.channel.k8s.io in front of an agent that speaks SPDY. */
class RemoteCommandTest {
  private static final RemoteCommand.Wanted EVERYTHING =
      new RemoteCommand.Wanted(true, true, true, false);

  static BackendDialer dialer() {
    try {
      return new BackendDialer(
          SSLContext.getDefault(), SSLContext.getDefault(), SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread run(FakeMessages client, Target target, RemoteCommand.Wanted wanted) {
    return Thread.ofVirtual().start(() -> new RemoteCommand(dialer()).run(client, target, wanted));
  }

  @Test
  void inputEndsByTheCloseSignalAndTheVerdictComesLast() throws Exception {
    try (FakeSpdyAgent agent = FakeSpdyAgent.thatSpeaks("v4.channel.k8s.io")) {
      FakeMessages client = new FakeMessages();
      Thread running = run(client, agent.target(), EVERYTHING);
      client.type(0, "hallo");
      await().untilAsserted(() -> assertThat(client.seen()).contains("1:HALLO"));
      client.type(255, (byte) 0);
      running.join();
      assertThat(client.seen())
          .containsExactly(
              "1:",
              "1:HALLO",
              "2:done",
              "3:{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\"}",
              "closed");
      assertThat(agent.opened).containsExactly("error", "stdin", "stdout", "stderr");
      assertThat(agent.requests)
          .contains(
              "POST /exec/a/b/c?input=1 HTTP/1.1",
              "Upgrade: SPDY/3.1",
              "X-Stream-Protocol-Version: v4.channel.k8s.io");
    }
  }

  @Test
  void terminalsHaveSizesAndNoErrorOutput() throws Exception {
    try (FakeSpdyAgent agent = FakeSpdyAgent.thatSpeaks("v4.channel.k8s.io")) {
      FakeMessages client = new FakeMessages();
      Thread running =
          run(client, agent.target(), new RemoteCommand.Wanted(true, true, false, true));
      client.type(4, "{\"Width\":80,\"Height\":24}");
      await()
          .untilAsserted(
              () -> assertThat(client.seen()).contains("1:[{\"Width\":80,\"Height\":24}]"));
      assertThat(agent.opened).containsExactly("error", "stdin", "stdout", "resize");
      client.type(255, (byte) 0);
      running.join();
    }
  }

  @Test
  void aRefusalOfTheAgentIsTheVerdict() throws Exception {
    try (FakeSpdyAgent agent = FakeSpdyAgent.thatRefuses("container not found (\"c\")")) {
      FakeMessages client = new FakeMessages();
      run(client, agent.target(), EVERYTHING).join();
      assertThat(client.seen()).hasSize(3);
      assertThat(client.seen().get(1))
          .startsWith("3:{\"kind\":\"Status\"")
          .contains("unable to upgrade connection: container not found (\\\"c\\\")")
          .contains("\"code\":500");
    }
  }

  @Test
  void aClientThatGoesEndsTheCommand() throws Exception {
    try (FakeSpdyAgent agent = FakeSpdyAgent.thatSpeaks("v4.channel.k8s.io")) {
      FakeMessages client = new FakeMessages();
      Thread running = run(client, agent.target(), EVERYTHING);
      await().untilAsserted(() -> assertThat(agent.opened).hasSize(4));
      client.go();
      running.join();
      assertThat(client.seen()).last().isEqualTo("closed");
    }
  }

  @Test
  void largeOutputArrivesWholeAndInOrder() throws Exception {
    try (FakeSpdyAgent agent = FakeSpdyAgent.thatSpeaks("v4.channel.k8s.io")) {
      FakeMessages client = new FakeMessages();
      Thread running = run(client, agent.target(), EVERYTHING);
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        String line = "line-%05d-".formatted(i).repeat(100);
        client.type(0, line);
        expected.append(line.toUpperCase(java.util.Locale.ROOT));
      }
      client.type(255, (byte) 0);
      running.join();
      StringBuilder got = new StringBuilder();
      client.seen().stream()
          .filter(s -> s.startsWith("1:"))
          .forEach(s -> got.append(s.substring(2)));
      assertThat(got.toString()).isEqualTo(expected.toString());
    }
  }

  @Test
  void carriedProtocolsAreThoseOfTheCluster() {
    assertThat(
            TunnelledSpdy.carried(
                java.util.List.of(
                    "SPDY/3.1+portforward.k8s.io", "SPDY/3.1+other", "v4.channel.k8s.io")))
        .containsExactly("portforward.k8s.io");
  }
}

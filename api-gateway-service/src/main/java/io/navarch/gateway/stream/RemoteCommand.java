package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exec and attach for clients that speak {@code v5.channel.k8s.io} over a WebSocket, while the node
 * agent speaks SPDY: every message begins with the number of its channel, every channel is a
 * stream. The fifth version differs from the fourth in that a client can end its input: a message
 * on channel 255 names the channel that is at its end.
 */
final class RemoteCommand {
  static final String PROTOCOL = "v5.channel.k8s.io";
  private static final List<String> AGENT_PROTOCOLS = List.of("v4.channel.k8s.io");

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;

  private final BackendDialer dialer;

  RemoteCommand(BackendDialer dialer) {
    this.dialer = dialer;
  }

  /** The streams that the client asked for. */
  record Wanted(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

  /** What runs between one client and one command. */
  private final class Session {
    private final Exchange.MessageTunnel client;
    private final SpdyConnection agent;
    private final ByteArrayOutputStream verdict = new ByteArrayOutputStream();
    private final SpdyStream error;
    private final @Nullable SpdyStream stdin;
    private final List<SpdyStream> outputs = new ArrayList<>();
    private final @Nullable SpdyStream resize;

    /** Opens the streams in the order in which clients of SPDY do. */
    Session(Exchange.MessageTunnel client, SpdyConnection agent, Wanted wanted) throws IOException {
      this.client = client;
      this.agent = agent;
      error = open("error", verdict::writeBytes);
      stdin = wanted.stdin() ? open("stdin", _ -> {}) : null;
      if (wanted.stdout()) {
        outputs.add(open("stdout", bytes -> client.send(message(STDOUT, bytes))));
      }
      if (wanted.stderr() && !wanted.tty()) {
        outputs.add(open("stderr", bytes -> client.send(message(STDERR, bytes))));
      }
      resize = wanted.tty() ? open("resize", _ -> {}) : null;
    }

    private SpdyStream open(String type, SpdyStream.Sink sink) throws IOException {
      return agent.open(Map.of("streamType", type), sink);
    }

    /** Passes on what the client sends, until it goes. */
    void input() throws IOException {
      for (byte[] next = client.receive(); next != null; next = client.receive()) {
        if (next.length > 0) {
          input(next[0] & 0xff, Arrays.copyOfRange(next, 1, next.length));
        }
      }
    }

    private void input(int channel, byte[] bytes) throws IOException {
      if (channel == STDIN && stdin != null && bytes.length > 0) {
        stdin.write(bytes);
      } else if (channel == RESIZE && resize != null) {
        resize.write(bytes);
      } else if (channel == CLOSE && bytes.length > 0 && bytes[0] == STDIN && stdin != null) {
        stdin.end();
      }
    }

    /** Waits for all output, then for how it ended. */
    byte[] awaitVerdict() throws IOException, InterruptedException {
      for (SpdyStream output : outputs) {
        output.awaitEnd();
      }
      error.awaitEnd();
      if (verdict.size() == 0) {
        throw new IOException("the node agent did not say how the command ended");
      }
      return verdict.toByteArray();
    }
  }

  /** Serves one command over an accepted WebSocket, until either side ends. */
  void run(Exchange.MessageTunnel client, Target target, Wanted wanted) {
    try (client) {
      client.send(message(wanted.stdout() ? STDOUT : wanted.stderr() ? STDERR : ERROR, NOTHING));
      client.send(message(ERROR, verdict(client, target, wanted)));
    } catch (Exchange.ClientGoneException e) {
      // Nobody is left to hear how the command ended; closing what is open is all there is to do.
      client.close();
    }
  }

  private static final byte[] NOTHING = {};

  private byte[] verdict(Exchange.MessageTunnel client, Target target, Wanted wanted) {
    try (BackendDialer.Upgraded upgraded = dialer.spdy(target, AGENT_PROTOCOLS);
        SpdyConnection agent =
            new SpdyConnection(upgraded.connection().in(), upgraded.connection().out())) {
      Session session = new Session(client, agent, wanted);
      Thread.ofVirtual().name("exec-output").start(agent::run);
      Thread.ofVirtual().name("exec-input").start(() -> input(session, upgraded));
      return session.awaitVerdict();
    } catch (IOException e) {
      return Json.write(ApiException.internal(BackendFailure.describe(target, e)).toStatus());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Json.write(ApiException.serviceUnavailable("the server is shutting down").toStatus());
    }
  }

  private static void input(Session session, BackendDialer.Upgraded upgraded) {
    try {
      session.input();
    } catch (IOException e) {
      // The agent has closed the stream: what the client types from here on goes nowhere.
      return;
    }
    upgraded.close();
  }

  private static byte[] message(int channel, byte[] bytes) {
    byte[] message = new byte[bytes.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    return message;
  }
}

package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.status.ApiException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Port-forward for clients that carry SPDY inside a WebSocket, where proxies let no other upgrade
 * through: the messages' bytes, one after the other, are the SPDY connection to the node agent.
 */
final class TunnelledSpdy {
  private static final String PREFIX = "SPDY/3.1+";
  private static final String SUFFIX = ".k8s.io";
  private static final int BUFFER = 32 * 1024;

  private final BackendDialer dialer;

  TunnelledSpdy(BackendDialer dialer) {
    this.dialer = dialer;
  }

  /** The stream protocols that a client wants to carry, of the WebSocket protocols it offers. */
  static List<String> carried(List<String> offered) {
    return offered.stream()
        .filter(protocol -> protocol.startsWith(PREFIX) && protocol.endsWith(SUFFIX))
        .map(protocol -> protocol.substring(PREFIX.length()))
        .toList();
  }

  /**
   * @throws ApiException if the node agent cannot be reached or does not take part
   */
  void serve(Exchange exchange, Target target, List<String> protocols) {
    try (BackendDialer.Upgraded agent = dialer.spdy(target, protocols)) {
      String chosen = agent.protocol().isEmpty() ? "" : PREFIX + agent.protocol();
      try (Exchange.MessageTunnel client = exchange.webSocketMessages(chosen)) {
        Thread up = Thread.ofVirtual().name("forward-up").start(() -> copyUp(client, agent));
        copyDown(client, agent);
        client.close();
        agent.close();
        up.join();
      }
    } catch (BackendDialer.RefusedException e) {
      throw ApiException.internal(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw Relay.failed("error dialing backend: " + BackendFailure.describe(target, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copyUp(Exchange.MessageTunnel client, BackendDialer.Upgraded agent) {
    try (agent) {
      for (byte[] next = client.receive(); next != null; next = client.receive()) {
        agent.connection().out().write(next);
        agent.connection().out().flush();
      }
    } catch (IOException e) {
      // One side is gone; closing the other ends the tunnel.
      client.close();
    }
  }

  private static void copyDown(Exchange.MessageTunnel client, BackendDialer.Upgraded agent) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = agent.connection().in().read(buffer);
          n >= 0;
          n = agent.connection().in().read(buffer)) {
        client.send(Arrays.copyOf(buffer, n));
      }
    } catch (IOException | Exchange.ClientGoneException e) {
      // One side is gone; closing the other ends the tunnel.
      agent.close();
    }
  }
}

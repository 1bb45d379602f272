package io.navarch.node.pod;

import java.time.Instant;
import java.util.List;

/**
 * A pod sandbox as the runtime reports it; {@code ips} is empty for pods on the node's own network.
 */
public record ObservedSandbox(
    String id, int attempt, boolean ready, Instant createdAt, List<String> ips) {
  public ObservedSandbox {
    ips = List.copyOf(ips);
  }
}

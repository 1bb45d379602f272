package io.navarch.proxy.plan;

/**
 * An address that a service port may be sent to.
 *
 * @param local whether it is on this node
 */
public record Endpoint(String address, int port, boolean local) {
  /** As nftables writes it in a concatenation. */
  String target() {
    return address + " . " + port;
  }
}

package io.navarch.scheduler.cluster;

/** A port that a container takes on the node. The address 0.0.0.0 stands for every address. */
public record HostPort(String protocol, String address, int port) {
  public static final String EVERY_ADDRESS = "0.0.0.0";

  public HostPort {
    protocol = protocol.isEmpty() ? "TCP" : protocol;
    address = address.isEmpty() ? EVERY_ADDRESS : address;
  }

  public boolean clashesWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (address.equals(other.address)
            || address.equals(EVERY_ADDRESS)
            || other.address.equals(EVERY_ADDRESS));
  }
}

package io.navarch.launcher.host;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** What this machine is called and where it is reached. */
public final class HostAddress {
  private HostAddress() {}

  /**
   * The address that the default route leaves from, else any address that is not loopback, else
   * loopback.
   */
  public static String primary() throws SocketException {
    return byDefaultRoute().or(HostAddress::byInterface).orElse("127.0.0.1");
  }

  /** Connecting a datagram socket asks the kernel for the route; it sends nothing. */
  private static Optional<String> byDefaultRoute() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9));
      InetAddress local = socket.getLocalAddress();
      return local instanceof Inet4Address
              && !local.isAnyLocalAddress()
              && !local.isLoopbackAddress()
          ? Optional.of(local.getHostAddress())
          : Optional.empty();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> byInterface() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /** The host's name as a node name: lower case, as Kubernetes wants names. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

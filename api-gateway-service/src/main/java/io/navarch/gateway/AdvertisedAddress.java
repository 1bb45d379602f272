package io.navarch.gateway;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/** Where the cluster finds the API: what is configured, else this machine's first own address. */
public final class AdvertisedAddress {
  private AdvertisedAddress() {}

  public static String of(ApiGatewayProperties properties) {
    if (!properties.advertiseAddress().isEmpty()) {
      return properties.advertiseAddress();
    }
    String address = properties.address();
    return address.equals("0.0.0.0") || address.equals("::") ? ofThisMachine() : address;
  }

  private static String ofThisMachine() {
    try {
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (card.isUp() && !card.isLoopback() && address instanceof Inet4Address) {
            return address.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      throw new IllegalStateException("this machine's addresses cannot be read", e);
    }
    return "127.0.0.1";
  }
}

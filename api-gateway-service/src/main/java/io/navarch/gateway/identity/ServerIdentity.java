package io.navarch.gateway.identity;

import com.google.common.io.BaseEncoding;
import io.navarch.model.pki.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An API server as others tell it apart.
 *
 * @param hostname of its machine
 * @param address {@code <ip>:<port>} where other API servers reach it
 */
record ServerIdentity(String hostname, String address) {
  /** What kind of API server this is, the value of the label that all of its kind have. */
  static final String COMPONENT = "kube-apiserver";

  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final BaseEncoding BASE32 = BaseEncoding.base32().lowerCase().omitPadding();
  private static final int HASH_BYTES = 16;

  /** The server of this machine. */
  static ServerIdentity ofThisMachine(String ip, int port) {
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return new ServerIdentity(hostnameOfThisMachine(), host + ":" + port);
  }

  /**
   * {@code apiserver-} and the first half of a SHA-256 hash of hostname and component, each behind
   * its length of two bytes, in RFC 4648's base 32 without padding: the name that kube-apiserver
   * gives itself, so that it stays the same when a server starts anew.
   */
  String name() {
    byte[] host = hostname.getBytes(StandardCharsets.UTF_8);
    byte[] component = COMPONENT.getBytes(StandardCharsets.UTF_8);
    ByteBuffer hashed = ByteBuffer.allocate(2 * Short.BYTES + host.length + component.length);
    hashed.putShort((short) host.length).put(host);
    hashed.putShort((short) component.length).put(component);
    return "apiserver-" + BASE32.encode(Sha256.of(hashed.array()), 0, HASH_BYTES);
  }

  private static String hostnameOfThisMachine() {
    try {
      return Files.exists(HOSTNAME)
          ? Files.readString(HOSTNAME).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    } catch (IOException e) {
      throw new UncheckedIOException("the name of this machine cannot be read", e);
    }
  }
}

package io.navarch.gateway.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

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
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int HASH_BYTES = 16;
  private static final int BITS_A_DIGIT = 5;

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
    return "apiserver-" + base32(Arrays.copyOf(sha256(hashed.array()), HASH_BYTES));
  }

  private static String base32(byte[] bytes) {
    int digits = (bytes.length * Byte.SIZE + BITS_A_DIGIT - 1) / BITS_A_DIGIT;
    BigInteger rest =
        new BigInteger(1, bytes).shiftLeft(digits * BITS_A_DIGIT - bytes.length * Byte.SIZE);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      text.append(BASE32.charAt(rest.intValue() & (BASE32.length() - 1)));
      rest = rest.shiftRight(BITS_A_DIGIT);
    }
    return text.reverse().toString();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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

package io.navarch.gateway.stream;

import io.navarch.model.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.1 exchange over a connection of its own, down to the bytes, so that it can turn into a
 * tunnel when the other side switches protocols.
 */
final class BackendConnection implements AutoCloseable {
  /** What stands before the reason when an answer is none, as Go's client says it. */
  static final String BROKEN = "net/http: HTTP/1.x transport connection broken: ";

  private static final int CONNECT_MILLIS = 30_000;
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int MOST_SHOWN = 100;
  private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** The head of an answer; header names in lower case. */
  record Head(int status, Map<String, List<String>> headers) {
    String first(String name) {
      List<String> values = headers.get(name);
      return values == null ? "" : values.getFirst();
    }

    boolean chunked() {
      return first("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }

    /** How long the body is that the answer has, or would have; empty where that is not said. */
    String length() {
      return chunked() ? "" : first("content-length");
    }
  }

  private BackendConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
    this.out = socket.getOutputStream();
  }

  static BackendConnection open(Target target, SSLContext nodes, SSLContext others)
      throws IOException {
    return open(
        target, new BackendIdentity(target.node() ? nodes : others, target.node(), target.host()));
  }

  static BackendConnection open(Target target, BackendIdentity expected) throws IOException {
    return open(target, expected, CONNECT_MILLIS, 0);
  }

  /**
   * @param readMillis how long the other side may be silent; 0 for as long as it likes
   */
  static BackendConnection open(
      Target target, BackendIdentity expected, int connectMillis, int readMillis)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(readMillis);
      plain.connect(new InetSocketAddress(address(target.host()), target.port()), connectMillis);
      if (!target.tls()) {
        return new BackendConnection(plain);
      }
      SSLSocket secure =
          (SSLSocket)
              expected
                  .tls()
                  .getSocketFactory()
                  .createSocket(plain, expected.serverName(), target.port(), true);
      if (expected.verified()) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
      }
      secure.startHandshake();
      return new BackendConnection(secure);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /** Nodes may say anything of their address; names are not looked up. */
  private static InetAddress address(String host) throws UnknownHostException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(host + ": no IP address");
    }
  }

  void send(String method, String path, Map<String, List<String>> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(oneLine(path)).append(" HTTP/1.1\r\n");
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      for (String value : header.getValue()) {
        head.append(oneLine(header.getKey())).append(": ").append(oneLine(value)).append("\r\n");
      }
    }
    head.append("\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** Users may be named as they like; what would begin a header of its own is not sent. */
  private static String oneLine(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == '\0') {
        throw new IOException("malformed header");
      }
    }
    return text;
  }

  /** Reads the head of the answer, skipping interim ones. */
  Head readHead() throws IOException {
    while (true) {
      Head head = oneHead();
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
  }

  private Head oneHead() throws IOException {
    String status = line();
    String[] parts = status.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw malformed("HTTP response", status);
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int size = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      size += line.length();
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw malformed("MIME header: missing colon:", line);
      }
      if (size > MOST_HEADER_BYTES) {
        throw new IOException(BROKEN + "headers too large");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    if (!STATUS.matcher(parts[1]).matches()) {
      throw malformed("HTTP status code", parts[1]);
    }
    Head head = new Head(Integer.parseInt(parts[1]), headers);
    if (!head.length().isEmpty() && !LENGTH.matcher(head.length()).matches()) {
      throw malformed("Content-Length", head.length());
    }
    return head;
  }

  private static IOException malformed(String what, String found) {
    String shown = found.substring(0, Math.min(found.length(), MOST_SHOWN));
    return new IOException(BROKEN + "malformed " + what + " " + Json.writeString(shown));
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended early");
      }
      bytes.write(b);
      if (bytes.size() > MOST_HEADER_BYTES) {
        throw new IOException("a header line is too long");
      }
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  static boolean isBodiless(Head head, String method) {
    return method.equals("HEAD") || head.status() == 204 || head.status() == 304;
  }

  /** The body of an answer, by its length, in chunks, or up to the end of the connection. */
  InputStream body(Head head, String method) {
    if (isBodiless(head, method)) {
      return InputStream.nullInputStream();
    }
    if (head.chunked()) {
      return new ChunkedBody(in);
    }
    return head.length().isEmpty() ? in : new LimitedBody(in, Long.parseLong(head.length()));
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done with a connection that cannot even be closed.
      Thread.yield();
    }
  }
}

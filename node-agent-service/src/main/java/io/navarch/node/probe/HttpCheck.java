package io.navarch.node.probe;

import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.navarch.model.pki.AnyCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One plain GET over a socket of its own. Probes may set any header (Host among them) and must not
 * check certificates, which Java's own client does not allow.
 */
final class HttpCheck {
  private static final int MOST_BYTES = 10 * 1024;
  private static final int MOST_REDIRECTS = 10;

  private HttpCheck() {}

  static ProbeOutcome get(
      String scheme,
      String host,
      int port,
      String path,
      List<HTTPHeader> headers,
      Duration timeout) {
    String target = path.isEmpty() ? "/" : path.startsWith("/") ? path : "/" + path;
    String shown = scheme.toLowerCase(Locale.ROOT) + "://" + bracketed(host) + ":" + port + target;
    String protocol = scheme.toLowerCase(Locale.ROOT);
    int toPort = port;
    try {
      for (int i = 0; i < MOST_REDIRECTS; i++) {
        Answer answer = once(protocol, host, toPort, target, headers, timeout);
        if (answer.status() < 300 || answer.status() > 399 || answer.location() == null) {
          return answer.status() >= 200 && answer.status() < 400
              ? ProbeOutcome.passed()
              : ProbeOutcome.failed("HTTP probe failed with statuscode: " + answer.status());
        }
        URI next =
            URI.create(protocol + "://" + bracketed(host) + ":" + toPort + target)
                .resolve(answer.location());
        if (next.getHost() == null || !next.getHost().replaceAll("[\\[\\]]", "").equals(host)) {
          return ProbeOutcome.passed();
        }
        protocol = next.getScheme();
        toPort = next.getPort() > 0 ? next.getPort() : protocol.equals("https") ? 443 : 80;
        target =
            (next.getRawPath() == null || next.getRawPath().isEmpty() ? "/" : next.getRawPath())
                + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery());
      }
      return ProbeOutcome.failed("Get \"" + shown + "\": stopped after 10 redirects");
    } catch (SocketTimeoutException e) {
      return ProbeOutcome.failed(
          "Get \""
              + shown
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return ProbeOutcome.failed("Get \"" + shown + "\": " + TcpCheck.spoken(host, port, e));
    }
  }

  private record Answer(int status, @Nullable String location) {}

  private static Answer once(
      String protocol,
      String host,
      int port,
      String target,
      List<HTTPHeader> headers,
      Duration timeout)
      throws IOException, GeneralSecurityException {
    int millis = Math.max(1, (int) timeout.toMillis());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), millis);
      plain.setSoTimeout(millis);
      if (!protocol.equals("https")) {
        return talk(plain, host, port, target, headers);
      }
      try (Socket secure = trustingAll().getSocketFactory().createSocket(plain, host, port, true)) {
        return talk(secure, host, port, target, headers);
      }
    }
  }

  private static Answer talk(
      Socket socket, String host, int port, String target, List<HTTPHeader> headers)
      throws IOException {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    boolean hostSet = false;
    boolean agentSet = false;
    boolean acceptSet = false;
    for (HTTPHeader h : headers) {
      hostSet |= h.getName().equalsIgnoreCase("Host");
      agentSet |= h.getName().equalsIgnoreCase("User-Agent");
      acceptSet |= h.getName().equalsIgnoreCase("Accept");
      request
          .append(h.getName())
          .append(": ")
          .append(h.getValue() == null ? "" : h.getValue())
          .append("\r\n");
    }
    if (!hostSet) {
      request.append("Host: ").append(bracketed(host)).append(':').append(port).append("\r\n");
    }
    if (!agentSet) {
      request.append("User-Agent: kube-probe/1.36\r\n");
    }
    if (!acceptSet) {
      request.append("Accept: */*\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return read(socket.getInputStream());
  }

  private static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int b;
    int newlines = 0;
    while (newlines < 2 && head.size() < MOST_BYTES && (b = in.read()) >= 0) {
      head.write(b);
      newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r?\n");
    String[] status = lines[0].split(" ");
    if (status.length < 2 || !status[0].startsWith("HTTP/")) {
      throw new IOException(
          head.size() == 0 ? "EOF" : "malformed HTTP response \"" + lines[0] + "\"");
    }
    String location = null;
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        location = line.substring("location:".length()).trim();
      }
    }
    return new Answer(Integer.parseInt(status[1]), location);
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Probes ask whether somebody answers, not who. */
  private static SSLContext trustingAll() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, AnyCertificate.trust(), new SecureRandom());
    return context;
  }
}

package io.navarch.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says which requests are refused before anybody looks at them: those that servers and proxies in a
 * row could understand differently. The rules are those of Go's HTTP server, which is
 * kube-apiserver's.
 */
final class RequestHead {
  private static final String BAD = "400 Bad Request";
  private static final String HOST_MARKS = "!$%&'()*+,-.:;=@[]_~";

  /** Larger heads count as bodies do: as many streams as there may be could each bring one. */
  static final int SMALL = 16 << 10;

  static final Fault TOO_MUCH =
      new Fault(429, "too many bytes of requests are under way; please try again later");

  /** What {@link #measure} says of a field that none may be. */
  static final int UNSOUND = -1;

  /** What a field takes in memory besides its characters, as HTTP/2 counts it. */
  private static final int FIELD_OVERHEAD = 32;

  private RequestHead() {}

  /**
   * Why a request is refused. A connection of HTTP/1.1 is closed after it; of HTTP/2 a malformed
   * request (400) takes its stream with it (RFC 9113, 8.1.1).
   */
  record Fault(int status, String text) {
    boolean isMalformed() {
      return status == 400;
    }
  }

  /**
   * Null when the request can be served.
   *
   * @param bytes what {@link #measure} said of its fields
   */
  static @Nullable Fault fault(HttpServerRequest request, int bytes) {
    if (bytes == UNSOUND) {
      return new Fault(400, BAD + ": invalid header value");
    }
    if (!isTarget(request.method().name(), request.uri(), request.path())) {
      return new Fault(400, BAD);
    }
    if (request.version() == HttpVersion.HTTP_2) {
      return isOfHttp2(request.uri(), request.scheme()) ? null : new Fault(400, BAD);
    }
    if (!isEncoding(request.headers().getAll("Transfer-Encoding"))) {
      return new Fault(501, "Unsupported transfer encoding");
    }
    return host(request.version(), request.headers().getAll("Host"));
  }

  /**
   * @param path of the target without its query; null where it has none
   */
  static boolean isTarget(String method, @Nullable String uri, @Nullable String path) {
    if (uri == null || path == null || uri.isEmpty()) {
      return false;
    }
    boolean known =
        path.startsWith("/") || path.isEmpty() || uri.equals("*") || method.equals("CONNECT");
    return known && isValue(uri) && QueryString.decodePath(path) != null;
  }

  /**
   * How many bytes a request's fields take, or {@link #UNSOUND} where one holds what would be
   * another line for a server that is asked in turn over HTTP/1.1 (RFC 9113, 8.2.1).
   */
  static int measure(MultiMap fields) {
    int bytes = 0;
    for (Map.Entry<String, String> field : fields) {
      if (!isValue(field.getValue())) {
        return UNSOUND;
      }
      bytes += field.getKey().length() + field.getValue().length() + FIELD_OVERHEAD;
    }
    return bytes;
  }

  /** No control characters but tabs. */
  static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** A target of HTTP/2 is a path, never a whole URL, and its scheme one of the web. */
  static boolean isOfHttp2(String uri, @Nullable String scheme) {
    return (uri.startsWith("/") || uri.equals("*"))
        && ("https".equals(scheme) || "http".equals(scheme));
  }

  /** A body comes in chunks or as long as it says, never otherwise encoded. */
  static boolean isEncoding(List<String> values) {
    return values.isEmpty() || values.size() == 1 && values.getFirst().equalsIgnoreCase("chunked");
  }

  private static @Nullable Fault host(HttpVersion version, List<String> values) {
    if (values.isEmpty()) {
      return version == HttpVersion.HTTP_1_0
          ? null
          : new Fault(400, BAD + ": missing required Host header");
    }
    if (values.size() > 1) {
      return new Fault(400, BAD + ": too many Host headers");
    }
    return isHost(values.getFirst()) ? null : new Fault(400, BAD + ": malformed Host header");
  }

  /** Letters, digits and what RFC 3986 has in a host with its port. */
  static boolean isHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!plain && HOST_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}

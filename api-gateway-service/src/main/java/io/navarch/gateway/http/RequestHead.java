package io.navarch.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which requests are refused before anybody looks at them: those that servers and proxies in a
 * row could understand differently. The rules are those of Go's HTTP server, which is
 * kube-apiserver's.
 */
final class RequestHead {
  private static final String BAD = "400 Bad Request";
  private static final String HOST_MARKS = "!$%&'()*+,-.:;=@[]_~";

  private RequestHead() {}

  /** Why a request is refused; the connection is closed after it. */
  record Fault(int status, String text) {}

  /** Null when the request can be served. */
  static @Nullable Fault fault(HttpServerRequest request) {
    if (!isTarget(request.method().name(), request.uri(), request.path())) {
      return new Fault(400, BAD);
    }
    if (request.version() == HttpVersion.HTTP_2) {
      return null;
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
    return known && QueryString.decodePath(path) != null;
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

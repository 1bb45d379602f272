package io.navarch.gateway.registry;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Sends encoded objects: media type, warnings, compression of what is large. */
final class Answers {
  /** Upstream compresses answers above this size when the client takes gzip. */
  private static final int COMPRESS_FROM = 128 * 1024;

  private Answers() {}

  static Representation representation(Exchange exchange, RequestInfo request) {
    return Representation.negotiate(
        exchange.header("Accept"), isPretty(exchange, request), request.parameter("includeObject"));
  }

  /** The type of the request's body without its parameters; empty where none is given. */
  static String mediaType(Exchange exchange) {
    String header = exchange.header("Content-Type");
    if (header == null) {
      return "";
    }
    int parameters = header.indexOf(';');
    return (parameters < 0 ? header : header.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  /** People at a command line or in a browser get indented JSON. */
  private static boolean isPretty(Exchange exchange, RequestInfo request) {
    if (request.query().containsKey("pretty")) {
      String value = request.parameter("pretty");
      return value.equals("true") || value.equals("1");
    }
    String agent = exchange.header("User-Agent");
    return agent != null
        && (agent.startsWith("curl")
            || agent.startsWith("Wget")
            || agent.startsWith("Mozilla/5.0"));
  }

  static void send(Exchange exchange, int status, byte[] body, Representation as) {
    exchange.addResponseHeader("Cache-Control", "no-cache, private");
    String encoding = exchange.header("Accept-Encoding");
    if (body.length >= COMPRESS_FROM && encoding != null && encoding.contains("gzip")) {
      exchange.addResponseHeader("Content-Encoding", "gzip");
      exchange.addResponseHeader("Vary", "Accept-Encoding");
      exchange.respond(status, as.media().contentType(), gzip(body));
      return;
    }
    exchange.respond(status, as.media().contentType(), body);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 6);
    try (FastGzip gzip = new FastGzip(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 64 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Adds {@code Warning} headers, in the form of RFC 7234. */
  static void warn(Exchange exchange, List<String> warnings) {
    warnings.stream()
        .distinct()
        .forEach(
            text ->
                exchange.addResponseHeader(
                    "Warning",
                    "299 - \""
                        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
                        + "\""));
  }
}

package io.navarch.gateway.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Keeps the links of pages that are read through the proxy inside of the proxy: absolute paths get
 * the proxy's own path in front of them.
 *
 * @param prefix the path of the proxy, without a slash at its end
 * @param backend host and port of the server behind
 * @param asked host and port that the client asked
 */
record ProxyLinks(String prefix, String backend, String asked) {
  static final int LARGEST_PAGE = 8 * 1024 * 1024;

  /** An absolute path, or an address at the server behind, as it leads through the proxy. */
  String rewrite(String link) {
    int scheme = link.indexOf("://");
    if (scheme < 0 && !link.startsWith("//")) {
      return link.startsWith("/") ? through(link) : link;
    }
    int authority = scheme < 0 ? 2 : scheme + 3;
    int path = link.indexOf('/', authority);
    String host = path < 0 ? "" : link.substring(authority, path);
    if (host.equals(asked)) {
      return link.substring(0, path) + through(link.substring(path));
    }
    return host.equals(backend) ? through(link.substring(path)) : link;
  }

  private String through(String path) {
    return path.startsWith(prefix) ? path : prefix + path;
  }

  static boolean isPage(String contentType) {
    return contentType.split(";", -1)[0].strip().equals("text/html");
  }

  static boolean readable(String encoding) {
    return List.of("", "gzip", "deflate").contains(encoding);
  }

  /**
   * A page with its links rewritten, in the encoding it came in; as it came where it is too large.
   *
   * @throws IOException when the page is not in the encoding it says
   */
  byte[] rewrite(byte[] body, String encoding) throws IOException {
    byte[] page = decoded(body, encoding).readNBytes(LARGEST_PAGE + 1);
    if (page.length > LARGEST_PAGE) {
      return body;
    }
    // One character a byte: markup is ASCII, and all else must come out as it went in.
    String text = new String(page, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(page.length + 64);
    try (OutputStream encoded = encoded(out, encoding)) {
      encoded.write(PageLinks.rewrite(text, this::rewrite).getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  private static InputStream decoded(byte[] body, String encoding) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return switch (encoding) {
      case "gzip" -> new GZIPInputStream(in);
      case "deflate" -> new InflaterInputStream(in, new Inflater(true));
      default -> in;
    };
  }

  private static OutputStream encoded(OutputStream out, String encoding) throws IOException {
    return switch (encoding) {
      case "gzip" -> new GZIPOutputStream(out);
      case "deflate" ->
          new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true));
      default -> out;
    };
  }
}

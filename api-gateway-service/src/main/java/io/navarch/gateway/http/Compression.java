package io.navarch.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compressed answers, for clients that take them. */
public final class Compression {
  private Compression() {}

  /** Whether the client takes gzip. */
  public static boolean isAccepted(Exchange exchange) {
    for (String header : exchange.headers("Accept-Encoding")) {
      for (String coding : header.split(",", -1)) {
        String[] parts = coding.split(";", 2);
        if (parts[0].strip().equals("gzip")) {
          return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
        }
      }
    }
    return false;
  }

  public static byte[] gzip(byte[] body) {
    return gzip(AnswerBody.of(body));
  }

  public static byte[] gzip(AnswerBody body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() / 6 + 64);
    try (FastGzip gzip = new FastGzip(out)) {
      body.writeTo(gzip);
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
}

package io.navarch.gateway.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in HTTP/1.1's chunked transfer coding. */
final class ChunkedBody extends InputStream {
  private static final int MOST_LINE_CHARACTERS = 8192;

  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the connection ended early");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (!first) {
      line();
    }
    first = false;
    String size = line();
    int end = size.indexOf(';');
    try {
      left = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
    } catch (NumberFormatException e) {
      throw new IOException("malformed chunk", e);
    }
    if (left < 0) {
      throw new IOException("malformed chunk");
    }
    if (left == 0) {
      ended = true;
      while (!line().isEmpty()) {
        // trailers are not passed on
        Thread.onSpinWait();
      }
    }
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended early");
      }
      if (b != '\r') {
        text.append((char) b);
      }
      if (text.length() > MOST_LINE_CHARACTERS) {
        throw new IOException("malformed chunk");
      }
    }
    return text.toString();
  }
}

package io.navarch.node.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The status line and headers of an HTTP/1.1 answer, read without touching what follows them. */
record ResponseHead(int status, List<Map.Entry<String, String>> headers) {
  private static final int LONGEST = 64 * 1024;

  static ResponseHead read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int b = in.read();
      if (b < 0 || bytes.size() > LONGEST) {
        throw new EOFException("no complete answer");
      }
      bytes.write(b);
      if (b == '\n') {
        newlines++;
      } else if (b != '\r') {
        newlines = 0;
      }
    }
    String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r?\n");
    String[] first = lines[0].split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/")) {
      throw new IOException("not an HTTP answer: " + lines[0]);
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(Map.entry(lines[i].substring(0, colon), lines[i].substring(colon + 1).trim()));
      }
    }
    return new ResponseHead(Integer.parseInt(first[1]), headers);
  }

  /** The length of the body, zero when it is not told. */
  int contentLength() {
    for (var h : headers) {
      if (h.getKey().equalsIgnoreCase("Content-Length")) {
        return Integer.parseInt(h.getValue());
      }
    }
    return 0;
  }
}

package io.navarch.model.decode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The start of a body that could not be understood, as it is quoted in the refusal. */
public final class BodySummary {
  private static final int LENGTH = 30;

  private BodySummary() {}

  public static String of(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int length = Math.min(LENGTH, body.length);
    String start =
        body[0] == '{'
            ? new String(body, 0, length, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, length);
    return body.length > LENGTH ? start + " ..." : start;
  }
}

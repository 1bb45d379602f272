package io.navarch.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names of users in headers are UTF-8, as kube-apiserver and its proxies have it; the server hands
 * headers over with each byte as a character.
 */
public final class HeaderText {
  private HeaderText() {}

  /** What a header says; what is no UTF-8 stays as it is. */
  public static String read(String value) {
    if (isPlain(value)) {
      return value;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }

  /** The header that says this text, a byte a character. */
  public static String write(String text) {
    return isPlain(text)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}

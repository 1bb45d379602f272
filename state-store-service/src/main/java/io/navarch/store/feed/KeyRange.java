package io.navarch.store.feed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The keys of {@code [start, end)} in bytewise order. */
public record KeyRange(byte[] start, byte[] end) {

  public static KeyRange of(String start, String end) {
    return new KeyRange(
        start.getBytes(StandardCharsets.UTF_8), end.getBytes(StandardCharsets.UTF_8));
  }

  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, start) >= 0 && Arrays.compareUnsigned(key, end) < 0;
  }
}

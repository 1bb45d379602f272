package io.navarch.store.embedded;

import java.util.Arrays;

/** The keys of {@code [start, end)} in bytewise order. */
record KeyRange(byte[] start, byte[] end) {

  static KeyRange of(String start, String end) {
    return new KeyRange(Rows.utf8(start), Rows.utf8(end));
  }

  boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, start) >= 0 && Arrays.compareUnsigned(key, end) < 0;
  }
}

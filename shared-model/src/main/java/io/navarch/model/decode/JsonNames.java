package io.navarch.model.decode;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one string per member name, since the same few thousand names come in every request. A
 * slot that another name holds is overwritten; a race costs a second copy and nothing else.
 */
final class JsonNames {
  private static final int SLOTS = 1 << 12;
  private static final int LONGEST = 64;
  private static final AtomicReferenceArray<@Nullable String> NAMES =
      new AtomicReferenceArray<>(SLOTS);

  private JsonNames() {}

  /** The ASCII name in a range of bytes. */
  static String name(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
    int hash = length;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    String known = NAMES.getAcquire(slot);
    if (known != null && equal(known, bytes, start, length)) {
      return known;
    }
    String name = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    NAMES.setRelease(slot, name);
    return name;
  }

  private static boolean equal(String name, byte[] bytes, int start, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }
}

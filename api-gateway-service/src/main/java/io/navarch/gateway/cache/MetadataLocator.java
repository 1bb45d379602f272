package io.navarch.gateway.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the {@code metadata} member of an encoded object and puts the resourceVersion into it,
 * without reading the rest. Objects that Navarch writes have it third, after kind and apiVersion;
 * objects written by others may have it anywhere at the top level.
 */
final class MetadataLocator {
  private static final byte[] MEMBER = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION =
      "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

  private MetadataLocator() {}

  /**
   * The offset of the quote that begins the top-level member {@code "metadata":{}.
   *
   * @throws IllegalArgumentException if there is none in compact form
   */
  static int metadataMember(byte[] json) {
    int depth = 0;
    for (int i = 0; i < json.length; i++) {
      switch (json[i]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          if (depth == 1 && startsWith(json, i, MEMBER)) {
            return i;
          }
          i = endOfString(json, i);
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException("stored object has no metadata");
  }

  /** The encoded value of the member that begins at the offset. */
  static byte[] metadataValue(byte[] json, int metadata) {
    int start = metadata + MEMBER.length - 1;
    int depth = 0;
    for (int i = start; i < json.length; i++) {
      switch (json[i]) {
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth == 0) {
            return Arrays.copyOfRange(json, start, i + 1);
          }
        }
        case '"' -> i = endOfString(json, i);
        default -> {}
      }
    }
    throw new IllegalArgumentException("metadata does not end");
  }

  private static int endOfString(byte[] json, int start) {
    int i = start + 1;
    while (i < json.length && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  private static boolean startsWith(byte[] json, int at, byte[] what) {
    return at + what.length <= json.length
        && Arrays.equals(json, at, at + what.length, what, 0, what.length);
  }

  /** The encoded object with {@code resourceVersion} as the first member of its metadata. */
  static byte[] spliceVersion(byte[] json, int metadata, long revision) {
    byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
    int at = metadata + MEMBER.length;
    boolean alone = json[at] == '}';
    byte[] out = new byte[json.length + VERSION.length + digits.length + (alone ? 1 : 2)];
    System.arraycopy(json, 0, out, 0, at);
    int to = append(out, at, VERSION);
    to = append(out, to, digits);
    out[to++] = '"';
    if (!alone) {
      out[to++] = ',';
    }
    System.arraycopy(json, at, out, to, json.length - at);
    return out;
  }

  /** Changes the version that {@link #spliceVersion} put in. */
  static byte[] replaceVersion(byte[] json, int metadata, long oldRevision, long revision) {
    int from = metadata + MEMBER.length + VERSION.length;
    int rest = from + Long.toString(oldRevision).length();
    byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[from + digits.length + json.length - rest];
    System.arraycopy(json, 0, out, 0, from);
    int to = append(out, from, digits);
    System.arraycopy(json, rest, out, to, json.length - rest);
    return out;
  }

  private static int append(byte[] out, int at, byte[] what) {
    System.arraycopy(what, 0, out, at, what.length);
    return at + what.length;
  }
}

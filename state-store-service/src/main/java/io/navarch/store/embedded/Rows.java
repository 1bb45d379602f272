package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How keys and values lie in RocksDB.
 *
 * <ul>
 *   <li>version row: {@code escape(key) 00 01 ~modRevision} → {@code kind createRevision version
 *       lease value}. The inverted revision puts the newest version of a key first.
 *   <li>log row: {@code revision index} → {@code replacedRevision key}; one row a change.
 *   <li>lease row: {@code lease} → {@code ttlSeconds}; attachment row: {@code lease key} → nothing.
 * </ul>
 *
 * A zero byte inside a key is written as {@code 00 FF}, so rows sort as their keys do and a range
 * may start at {@code lastKey + "\0"}.
 */
final class Rows {
  static final byte[] EMPTY = new byte[0];

  /** Bytes that follow the escaped key in a version row: the terminator and the revision. */
  private static final int TAIL = 10;

  private static final int HEADER = 25;
  private static final byte PUT = 1;
  private static final byte TOMBSTONE = 2;

  private Rows() {}

  static byte[] utf8(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The key with zero bytes escaped: a bound for version rows. */
  static byte[] escape(byte[] key) {
    int zeros = 0;
    for (byte b : key) {
      if (b == 0) {
        zeros++;
      }
    }
    if (zeros == 0) {
      return key;
    }
    byte[] out = new byte[key.length + zeros];
    int at = 0;
    for (byte b : key) {
      out[at++] = b;
      if (b == 0) {
        out[at++] = (byte) 0xff;
      }
    }
    return out;
  }

  private static byte[] unescape(byte[] row, int length) {
    byte[] out = new byte[length];
    int at = 0;
    for (int i = 0; i < length; i++) {
      out[at++] = row[i];
      if (row[i] == 0) {
        i++;
      }
    }
    return at == length ? out : Arrays.copyOf(out, at);
  }

  static byte[] versionRow(byte[] key, long revision) {
    byte[] escaped = escape(key);
    byte[] row = Arrays.copyOf(escaped, escaped.length + TAIL);
    row[escaped.length + 1] = 1;
    ByteBuffer.wrap(row).putLong(escaped.length + 2, ~revision);
    return row;
  }

  /** The row of the same key at another revision. */
  static byte[] sameKeyAt(byte[] versionRow, long revision) {
    byte[] row = versionRow.clone();
    ByteBuffer.wrap(row).putLong(row.length - 8, ~revision);
    return row;
  }

  /** A bound after all versions of the row's key and before every other key's. */
  static byte[] afterKey(byte[] versionRow) {
    byte[] bound = Arrays.copyOf(versionRow, versionRow.length - 8);
    bound[bound.length - 1] = 2;
    return bound;
  }

  static boolean sameKey(byte[] row, byte[] other) {
    int length = row.length - 8;
    return row.length == other.length && Arrays.equals(row, 0, length, other, 0, length);
  }

  static long revisionOf(byte[] versionRow) {
    return ~ByteBuffer.wrap(versionRow).getLong(versionRow.length - 8);
  }

  static String keyOf(byte[] versionRow) {
    return text(unescape(versionRow, versionRow.length - TAIL));
  }

  static byte[] putValue(Entry entry) {
    byte[] value = entry.value();
    return ByteBuffer.allocate(HEADER + value.length)
        .put(PUT)
        .putLong(entry.createRevision())
        .putLong(entry.version())
        .putLong(entry.lease())
        .put(value)
        .array();
  }

  static byte[] tombstoneValue() {
    return new byte[] {TOMBSTONE};
  }

  static boolean isTombstone(byte[] rowValue) {
    return rowValue[0] == TOMBSTONE;
  }

  /** The entry of a version row, or null where the row says that the key was deleted. */
  static @Nullable Entry entry(String key, long modRevision, byte[] rowValue) {
    if (isTombstone(rowValue)) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(rowValue, 1, HEADER - 1);
    long createRevision = in.getLong();
    long version = in.getLong();
    long lease = in.getLong();
    byte[] value = Arrays.copyOfRange(rowValue, HEADER, rowValue.length);
    return new Entry(key, value, createRevision, modRevision, version, lease);
  }

  static byte[] logRow(long revision, int index) {
    return ByteBuffer.allocate(12).putLong(revision).putInt(index).array();
  }

  static long logRevision(byte[] logRow) {
    return ByteBuffer.wrap(logRow).getLong();
  }

  static byte[] logValue(long replacedRevision, byte[] key) {
    return ByteBuffer.allocate(8 + key.length).putLong(replacedRevision).put(key).array();
  }

  /** The revision that the logged change replaced, or 0 where the key was new. */
  static long replacedRevision(byte[] logValue) {
    return ByteBuffer.wrap(logValue).getLong();
  }

  static byte[] loggedKey(byte[] logValue) {
    return Arrays.copyOfRange(logValue, 8, logValue.length);
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  static byte[] attachmentRow(long lease, byte[] key) {
    return ByteBuffer.allocate(8 + key.length).putLong(lease).put(key).array();
  }

  static byte[] attachedKey(byte[] attachmentRow) {
    return Arrays.copyOfRange(attachmentRow, 8, attachmentRow.length);
  }
}

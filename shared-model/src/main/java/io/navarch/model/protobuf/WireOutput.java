package io.navarch.model.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf's wire format into an array that grows. */
public final class WireOutput {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private byte[] bytes;
  private int size;

  /**
   * @param capacity in bytes, at first
   */
  public WireOutput(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  void raw(byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, bytes, size, end - start);
    size += end - start;
  }

  private void varint(long value) {
    room(10);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  public void number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
  }

  public void fixed64(int field, long value) {
    varint((long) field << 3 | FIXED64);
    room(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  public void text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    part(field, utf8, 0, utf8.length);
  }

  void part(int field, byte[] from, int start, int end) {
    varint((long) field << 3 | LENGTH_DELIMITED);
    varint(end - start);
    raw(from, start, end);
  }

  /**
   * Begins a value of a length that is not known yet.
   *
   * @return what {@link #end} wants
   */
  public int begin(int field) {
    varint((long) field << 3 | LENGTH_DELIMITED);
    room(1);
    return size++;
  }

  /** Ends what {@link #begin} began; a length of more than one byte moves the value on. */
  public void end(int begun) {
    int length = size - begun - 1;
    int lengthBytes = 1;
    for (int left = length >>> 7; left != 0; left >>>= 7) {
      lengthBytes++;
    }
    if (lengthBytes > 1) {
      room(lengthBytes - 1);
      System.arraycopy(bytes, begun + 1, bytes, begun + lengthBytes, length);
    }
    size = begun;
    varint(length);
    size += length;
  }
}

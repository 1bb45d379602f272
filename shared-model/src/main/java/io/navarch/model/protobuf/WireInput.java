package io.navarch.model.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads protobuf's wire format from a part of an array. */
final class WireInput {
  private final byte[] bytes;
  private final int end;
  private int at;

  WireInput(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = next();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedProtobufException("proto: integer overflow");
  }

  long fixed64() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (next() & 0xffL) << shift;
    }
    return value;
  }

  /** The bytes of a length-delimited value, as an input of their own. */
  WireInput part() {
    int length = length();
    WireInput part = new WireInput(bytes, at, at + length);
    at += length;
    return part;
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  String text() {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new MalformedProtobufException("unexpected EOF");
    }
    return (int) length;
  }

  void skip(int wireType) {
    switch (wireType) {
      case 0 -> {
        long unused = varint();
      }
      case 1 -> at += 8;
      case 2 -> {
        WireInput unused = part();
      }
      case 5 -> at += 4;
      default -> throw new MalformedProtobufException("proto: illegal wireType " + wireType);
    }
    if (at > end) {
      throw new MalformedProtobufException("unexpected EOF");
    }
  }

  private byte next() {
    if (at >= end) {
      throw new MalformedProtobufException("unexpected EOF");
    }
    return bytes[at++];
  }
}

package io.navarch.model.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils good input in the ways that break decoders; the same seed spoils it in the same way. */
final class Mutator {
  private static final List<String> SPLINTERS =
      List.of(
          "null",
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "-",
          "0x",
          "1e999",
          "99999999999999999999",
          "\\u0000",
          "\\ud800",
          "\u0000",
          "$patch",
          "$deleteFromPrimitiveList/a",
          "/-",
          "~1",
          "- ",
          "\n  ",
          "&a [*a,*a]",
          "<<: *a",
          "!!binary ",
          "%",
          "(",
          ")",
          "in (",
          "!=",
          "==",
          "&&",
          "||",
          ".all(x,",
          "self.",
          "'",
          "\\",
          "[?(@.x=='",
          "\ufeff",
          "\uffff",
          "f:a",
          "k:{\"a\":",
          "v:1",
          "k8s\u0000");

  private final RandomGenerator random;

  Mutator(RandomGenerator random) {
    this.random = random;
  }

  byte[] spoil(List<String> seeds) {
    byte[] input = seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
    byte[] other = seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
    return spoil(input, other);
  }

  String spoilText(List<String> seeds) {
    return new String(spoil(seeds), StandardCharsets.UTF_8);
  }

  byte[] spoil(byte[] input, byte[] other) {
    byte[] spoilt = input;
    for (int i = random.nextInt(5); i >= 0; i--) {
      spoilt = step(spoilt, other);
    }
    return spoilt;
  }

  private byte[] step(byte[] in, byte[] other) {
    int from = random.nextInt(in.length + 1);
    int to = from + random.nextInt(Math.min(16, in.length - from) + 1);
    return switch (random.nextInt(7)) {
      case 0 -> replaced(in, from, to, new byte[0]);
      case 1 -> replaced(in, from, from, Arrays.copyOfRange(in, from, to));
      case 2, 3 -> replaced(in, from, to, splinter());
      case 4 -> replaced(in, from, from, splinter());
      case 5 -> {
        int start = random.nextInt(other.length + 1);
        int end = start + random.nextInt(other.length - start + 1);
        yield replaced(in, from, to, Arrays.copyOfRange(other, start, end));
      }
      default -> {
        byte[] flipped = in.clone();
        if (flipped.length > 0) {
          flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield flipped;
      }
    };
  }

  private byte[] splinter() {
    String text = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
    return (random.nextInt(50) == 0 ? text.repeat(2_000) : text).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] in, int from, int to, byte[] by) {
    byte[] out = new byte[in.length - (to - from) + by.length];
    System.arraycopy(in, 0, out, 0, from);
    System.arraycopy(by, 0, out, from, by.length);
    System.arraycopy(in, to, out, from + by.length, in.length - to);
    return out;
  }
}

package io.navarch.bench.micro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What the benchmarks work on. */
final class Samples {
  private Samples() {}

  /** A pod as clients create it, about 1.2 KB. */
  static byte[] pod() {
    try (InputStream in = Samples.class.getResourceAsStream("/io/navarch/bench/pod.json")) {
      if (in == null) {
        throw new IllegalStateException("pod.json is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

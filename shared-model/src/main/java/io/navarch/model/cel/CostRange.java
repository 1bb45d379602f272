package io.navarch.model.cel;

/**
 * The least and the most that something can cost, or how small and large it can be. Sums and
 * products end at {@link Long#MAX_VALUE}, which stands for "without bound".
 */
public record CostRange(long min, long max) {
  static final CostRange ZERO = new CostRange(0, 0);
  static final CostRange ONE = new CostRange(1, 1);
  static final CostRange UNKNOWN_SIZE = new CostRange(0, Long.MAX_VALUE);

  static CostRange of(long exactly) {
    return new CostRange(exactly, exactly);
  }

  CostRange plus(CostRange other) {
    return new CostRange(sum(min, other.min), sum(max, other.max));
  }

  CostRange times(CostRange other) {
    return new CostRange(product(min, other.min), product(max, other.max));
  }

  CostRange times(double factor) {
    return new CostRange(scaled(min, factor), scaled(max, factor));
  }

  CostRange union(CostRange other) {
    return new CostRange(Math.min(min, other.min), Math.max(max, other.max));
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The product, or {@link Long#MAX_VALUE} where it is larger. */
  public static long product(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return high != 0 || low < 0 ? Long.MAX_VALUE : low;
  }

  private static long scaled(long value, double factor) {
    double scaled = Math.ceil(value * factor);
    return scaled >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) scaled;
  }
}

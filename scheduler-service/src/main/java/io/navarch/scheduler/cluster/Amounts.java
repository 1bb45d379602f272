package io.navarch.scheduler.cluster;

import java.util.Arrays;

/** Arithmetic on amounts by resource number; an array that is too short stands for zeros. */
public final class Amounts {
  private static final long[] NONE = {};

  private Amounts() {}

  public static long[] none() {
    return NONE;
  }

  public static long at(long[] amounts, int number) {
    return number < amounts.length ? amounts[number] : 0;
  }

  /** The array with an amount added at one place, grown where needed. */
  public static long[] plus(long[] amounts, int number, long amount) {
    long[] sum = number < amounts.length ? amounts : Arrays.copyOf(amounts, number + 1);
    sum[number] = Math.addExact(sum[number], amount);
    return sum;
  }

  /** Adds {@code factor} times the second to the first, in place where it is long enough. */
  public static long[] plus(long[] amounts, long[] more, int factor) {
    long[] sum = more.length <= amounts.length ? amounts : Arrays.copyOf(amounts, more.length);
    for (int i = 0; i < more.length; i++) {
      sum[i] += factor * more[i];
    }
    return sum;
  }

  /** The greater of both at every place. */
  public static long[] max(long[] one, long[] other) {
    long[] result = Arrays.copyOf(one, Math.max(one.length, other.length));
    for (int i = 0; i < other.length; i++) {
      result[i] = Math.max(result[i], other[i]);
    }
    return result;
  }
}

package io.navarch.gateway.allocation;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Numbers from 0 on of which each is taken by at most one holder. The lower band is left to those
 * who ask for a certain number as long as the upper one has free ones. Safe for concurrent use.
 */
final class Pool {
  private final BitSet taken = new BitSet();
  private final int size;
  private final int lowerBand;
  private final RandomGenerator random;

  Pool(int size, int lowerBand, RandomGenerator random) {
    this.size = size;
    this.lowerBand = lowerBand;
    this.random = random;
  }

  /**
   * @return whether it was free
   */
  synchronized boolean take(int number) {
    if (number < 0 || number >= size || taken.get(number)) {
      return false;
    }
    taken.set(number);
    return true;
  }

  /** Takes any free number; empty when all are taken. */
  synchronized OptionalInt takeAny() {
    int found = free(lowerBand, size);
    if (found < 0) {
      found = free(0, lowerBand);
    }
    if (found < 0) {
      return OptionalInt.empty();
    }
    taken.set(found);
    return OptionalInt.of(found);
  }

  private int free(int from, int to) {
    if (from >= to) {
      return -1;
    }
    int start = from + random.nextInt(to - from);
    int next = taken.nextClearBit(start);
    if (next < to) {
      return next;
    }
    next = taken.nextClearBit(from);
    return next < start ? next : -1;
  }

  synchronized void release(int number) {
    taken.clear(number);
  }

  synchronized boolean isTaken(int number) {
    return taken.get(number);
  }

  synchronized int taken() {
    return taken.cardinality();
  }
}

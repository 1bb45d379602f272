package io.navarch.gateway.flow;

import java.util.List;

/**
 * Divides seats among levels: each gets the same multiple of what it aims at, held between its own
 * bounds, so that all together are as many as there are.
 */
final class SeatAllocation {
  private static final int STEPS = 60;

  private SeatAllocation() {}

  /** What a level must have, would like and may have. */
  record Claim(double least, double target, double most) {
    double at(double factor) {
      return Math.clamp(factor * Math.max(target, 0.001), least, Math.max(least, most));
    }
  }

  /** Seats in the order of the claims; none gets less than its least. */
  static double[] divide(double seats, List<Claim> claims) {
    double factor = factor(seats, claims);
    return claims.stream().mapToDouble(claim -> claim.at(factor)).toArray();
  }

  /** What every claim's target is multiplied with, so that all together are the seats. */
  static double factor(double seats, List<Claim> claims) {
    double low = 0;
    double high = 1;
    while (high < 1e9 && sum(claims, high) < seats) {
      high *= 2;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (sum(claims, middle) < seats) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double sum(List<Claim> claims, double factor) {
    double sum = 0;
    for (Claim claim : claims) {
      sum += claim.at(factor);
    }
    return sum;
  }
}

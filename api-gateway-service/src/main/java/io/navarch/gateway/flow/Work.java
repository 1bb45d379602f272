package io.navarch.gateway.flow;

import java.time.Duration;

/**
 * What a request is expected to cost.
 *
 * @param seats it takes while it runs
 * @param finalSeats it takes after its answer, while watchers are told of it
 * @param afterwards how long that lasts
 */
record Work(int seats, int finalSeats, Duration afterwards) {
  static final Work ONE = new Work(1, 0, Duration.ZERO);

  static Work of(int seats) {
    return seats == 1 ? ONE : new Work(seats, 0, Duration.ZERO);
  }

  int maxSeats() {
    return Math.max(seats, finalSeats);
  }

  /** Seat-seconds, for a request that runs as long as is guessed. */
  double total(double guessedSeconds) {
    return seats * guessedSeconds + finalSeats * (afterwards.toNanos() / 1e9);
  }
}

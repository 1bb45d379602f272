package io.navarch.gateway.flow;

/** How many seats a level wanted over time: those in use and those waited for. */
final class SeatDemand {
  private long since;
  private long changedAt;
  private double current;
  private double sum;
  private double squares;
  private double highest;

  SeatDemand(long now) {
    since = now;
    changedAt = now;
  }

  /**
   * @param highest at any time
   * @param average over time
   * @param deviation from the average, over time
   */
  record Summary(double highest, double average, double deviation) {
    /** What is enough nearly always. */
    double envelope() {
      return Math.min(highest, average + deviation);
    }
  }

  void set(long now, double seats) {
    add(now);
    current = seats;
    highest = Math.max(highest, seats);
  }

  private void add(long now) {
    double passed = now - changedAt;
    sum += passed * current;
    squares += passed * current * current;
    changedAt = now;
  }

  Summary take(long now) {
    add(now);
    double period = now - since;
    double average = period > 0 ? sum / period : current;
    double variance = period > 0 ? Math.max(0, squares / period - average * average) : 0;
    Summary summary = new Summary(highest, average, Math.sqrt(variance));
    since = now;
    sum = 0;
    squares = 0;
    highest = current;
    return summary;
  }
}

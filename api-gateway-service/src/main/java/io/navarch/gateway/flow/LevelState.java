package io.navarch.gateway.flow;

import java.util.Objects;
import java.util.function.LongSupplier;

/** A priority level at work: its configuration, its queues, and how its seats are reckoned. */
final class LevelState {
  /** How much of the remembered demand stays after each period, where demand falls. */
  private static final double SMOOTHING = 0.977;

  private final PriorityLevel level;
  private final FairQueues queues;
  private final RetryAdvice retries;
  private volatile int nominal;
  private double smoothDemand;
  private SeatDemand.Summary lastDemand = new SeatDemand.Summary(0, 0, 0);

  private LevelState(PriorityLevel level, FairQueues queues, RetryAdvice retries, int nominal) {
    this.level = level;
    this.queues = queues;
    this.retries = retries;
    this.nominal = nominal;
  }

  static LevelState of(PriorityLevel level, int nominal, LongSupplier nanos) {
    return new LevelState(
        level,
        new FairQueues(level.exempt() ? null : level.queuing(), start(level, nominal), nanos),
        new RetryAdvice(),
        nominal);
  }

  private static int start(PriorityLevel level, int nominal) {
    return level.exempt() ? Integer.MAX_VALUE / 2 : Math.max(1, nominal);
  }

  /** The level after a change of its configuration: requests stay where they are if they can. */
  LevelState changed(PriorityLevel now, int seats, LongSupplier nanos) {
    if (now.exempt() != level.exempt() || !Objects.equals(now.queuing(), level.queuing())) {
      return of(now, seats, nanos);
    }
    LevelState same = new LevelState(now, queues, retries, seats);
    same.smoothDemand = smoothDemand;
    if (seats != nominal) {
      queues.limit(start(now, seats));
    }
    return same;
  }

  PriorityLevel level() {
    return level;
  }

  FairQueues queues() {
    return queues;
  }

  RetryAdvice retries() {
    return retries;
  }

  int nominal() {
    return nominal;
  }

  /** How wide one request may be at the most: a fraction of the level. */
  int maxWidth(int absolute) {
    return level.exempt() ? absolute : Math.clamp((int) Math.ceil(nominal * 0.15), 1, absolute);
  }

  /** What this level claims for the next period, from what it wanted in the last one. */
  SeatAllocation.Claim claim(int total) {
    lastDemand = queues.takeDemand();
    smoothDemand =
        Math.max(
            lastDemand.envelope(),
            SMOOTHING * smoothDemand + (1 - SMOOTHING) * lastDemand.envelope());
    double lendable = Math.round(nominal * level.lendablePercent() / 100.0);
    Integer borrowing = level.borrowingLimitPercent();
    double most = borrowing == null ? total : nominal + Math.round(nominal * borrowing / 100.0);
    double least = Math.max(nominal - lendable, Math.min(nominal, lastDemand.highest()));
    return new SeatAllocation.Claim(least, Math.max(least, smoothDemand), Math.min(total, most));
  }
}

package io.navarch.gateway.flow;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
  private SeatAllocation.@Nullable Claim lastClaim;

  /**
   * What a level has and wants.
   *
   * @param nominal before borrowing
   * @param least that stay when others borrow
   * @param most that it may have with what it borrows
   * @param target what it aimed at, at the last division
   */
  record Seats(
      int nominal,
      double least,
      double most,
      int current,
      double target,
      double smoothed,
      SeatDemand.Summary demand) {
    static final Seats NONE = new Seats(0, 0, 0, 0, 0, 0, new SeatDemand.Summary(0, 0, 0));
  }

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
    double least = Math.max(lower(), Math.min(nominal, lastDemand.highest()));
    SeatAllocation.Claim claim =
        new SeatAllocation.Claim(least, Math.max(least, smoothDemand), upper(total));
    lastClaim = claim;
    return claim;
  }

  private double lower() {
    return nominal - Math.round(nominal * level.lendablePercent() / 100.0);
  }

  private double upper(int total) {
    Integer borrowing = level.borrowingLimitPercent();
    double most = borrowing == null ? total : nominal + Math.round(nominal * borrowing / 100.0);
    return Math.min(total, most);
  }

  /** For those who look on. */
  Seats seats(int total) {
    SeatAllocation.Claim claim = lastClaim;
    return new Seats(
        nominal,
        level.exempt() ? nominal : lower(),
        level.exempt() ? total : upper(total),
        level.exempt() ? nominal : queues.limit(),
        claim == null ? nominal : claim.target(),
        smoothDemand,
        lastDemand);
  }
}

package io.navarch.model.cel;

import java.util.function.BooleanSupplier;

/** What several evaluations may cost together. Not safe for use by several threads at once. */
public final class CelBudget {
  private static final BooleanSupplier NEVER = () -> false;

  private final BooleanSupplier cancelled;
  private long remaining;

  private CelBudget(long remaining, BooleanSupplier cancelled) {
    this.remaining = remaining;
    this.cancelled = cancelled;
  }

  public static CelBudget of(long cost) {
    return new CelBudget(cost, NEVER);
  }

  /**
   * A budget whose evaluations also end when nobody waits for them any more.
   *
   * @param cancelled asked every {@value CelLimits#CANCELLATION_CHECK_STEPS} steps
   */
  public static CelBudget of(long cost, BooleanSupplier cancelled) {
    return new CelBudget(cost, cancelled);
  }

  /** What is left; negative once more was spent than there was. */
  public long remaining() {
    return remaining;
  }

  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  void spend(long cost) {
    remaining -= cost;
  }
}

package io.navarch.model.cel;

import org.jspecify.annotations.Nullable;

/** How an evaluation ended. */
public sealed interface CelResult {
  /**
   * A value as a JSON tree: null, Boolean, Long, Double, String, {@code List} or {@code Map}; times
   * and durations as text, bytes in base64, an optional value as what it holds or null. Values that
   * JSON does not have, such as quantities, stand as their text.
   */
  record Value(@Nullable Object json) implements CelResult {
    public boolean isTrue() {
      return Boolean.TRUE.equals(json);
    }
  }

  /** The expression has no value for this input. */
  record Failure(String message, Kind kind) implements CelResult {
    public enum Kind {
      /** The expression's own doing: a missing key, a division by zero. */
      EVALUATION,
      /** This one evaluation cost more than {@link CelLimits#PER_CALL}. */
      CALL_TOO_EXPENSIVE,
      /** The budget that several evaluations share is used up. */
      OUT_OF_BUDGET,
      /** Nobody waits for the answer any more. */
      CANCELLED
    }
  }
}

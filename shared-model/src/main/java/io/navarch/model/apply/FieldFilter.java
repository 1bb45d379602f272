package io.navarch.model.apply;

/**
 * Which fields a write can change at all. What the strategy of a resource or subresource resets is
 * owned by nobody who writes there.
 */
@FunctionalInterface
public interface FieldFilter {
  FieldFilter NONE = set -> set;

  FieldSet apply(FieldSet set);

  /** Nothing at or below these paths. */
  static FieldFilter except(FieldSet reset) {
    return set -> set.without(reset);
  }
}

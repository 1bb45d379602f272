package io.navarch.controller.serviceaccount;

/** What becomes of an auto-made token Secret that may be out of use. */
sealed interface LegacyTokenPlan {
  record Keep() implements LegacyTokenPlan {}

  /** Label it as invalid since today; whoever still needs it can take the label away. */
  record MarkInvalid(String day) implements LegacyTokenPlan {}

  /** It has been invalid for long enough. */
  record Delete() implements LegacyTokenPlan {}
}

package io.navarch.controller.serviceaccount;

/** What becomes of a Secret of type {@code kubernetes.io/service-account-token}. */
sealed interface TokenSecretPlan {
  /** It holds all that it should. */
  record Settled() implements TokenSecretPlan {}

  /** Its account is not there (any more). */
  record Delete() implements TokenSecretPlan {}

  /** It lacks these. */
  record Fill(boolean authority, boolean namespace, boolean token) implements TokenSecretPlan {}
}

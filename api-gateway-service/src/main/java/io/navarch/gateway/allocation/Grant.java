package io.navarch.gateway.allocation;

/** The answer to somebody who wants an address or a port. */
sealed interface Grant<T> {
  /** It is yours now. */
  record Given<T>(T value) implements Grant<T> {}

  /** It is not to be had, in the words of the Kubernetes API. */
  record Refused<T>(String why) implements Grant<T> {}
}

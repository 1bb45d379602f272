package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;

/** One opinion on whether a user may do what a request asks. */
public interface Authorizer {
  Decision authorize(User user, RequestInfo request);

  /** What an authorizer says; a chain ends at the first that is not {@link NoOpinion}. */
  sealed interface Decision {
    String reason();

    record Allow(String reason) implements Decision {}

    record Deny(String reason) implements Decision {}

    record NoOpinion(String reason) implements Decision {}
  }
}

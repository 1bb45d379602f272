package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;

/** Lets members of {@code system:masters} do everything. */
final class PrivilegedGroupAuthorizer implements Authorizer {
  private static final Decision ALLOW = new Decision.Allow("");
  private static final Decision NO_OPINION = new Decision.NoOpinion("");

  @Override
  public Decision authorize(User user, RequestInfo request) {
    return user.isIn(User.PRIVILEGED_GROUP) ? ALLOW : NO_OPINION;
  }
}

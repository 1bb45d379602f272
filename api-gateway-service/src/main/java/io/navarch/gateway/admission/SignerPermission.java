package io.navarch.gateway.admission;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Question;
import io.navarch.gateway.access.User;

/** Asks whether a user may approve, sign or attest for a signer. */
final class SignerPermission {
  static final String GROUP = "certificates.k8s.io";

  private final Authorization authorization;

  SignerPermission(Authorization authorization) {
    this.authorization = authorization;
  }

  /** A right on the signer itself, or on all signers of its domain. */
  boolean holds(User user, String verb, String signer) {
    if (may(user, verb, signer)) {
      return true;
    }
    int slash = signer.indexOf('/');
    return slash > 0 && may(user, verb, signer.substring(0, slash) + "/*");
  }

  private boolean may(User user, String verb, String name) {
    return authorization.allows(user, Question.resource(verb, GROUP, "signers", "", "", name));
  }
}

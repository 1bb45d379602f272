package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
import java.util.List;

/** The chain of authorizers, for code that asks beside the request it serves. */
public final class Authorization {
  private final List<Authorizer> chain;

  public Authorization(List<Authorizer> chain) {
    this.chain = List.copyOf(chain);
  }

  /** The first opinion; where there is none, what the authorizers gave as their reasons. */
  public Authorizer.Decision decide(User user, RequestInfo request) {
    String reason = "";
    for (Authorizer authorizer : chain) {
      Authorizer.Decision decision = authorizer.authorize(user, request);
      if (!(decision instanceof Authorizer.Decision.NoOpinion)) {
        return decision;
      }
      if (!decision.reason().isEmpty()) {
        reason = reason.isEmpty() ? decision.reason() : reason + ", " + decision.reason();
      }
    }
    return new Authorizer.Decision.NoOpinion(reason);
  }

  public boolean allows(User user, RequestInfo request) {
    return decide(user, request) instanceof Authorizer.Decision.Allow;
  }

  /**
   * @throws ApiException 403, in the words of the Kubernetes API
   */
  public void require(User user, RequestInfo request) {
    Authorizer.Decision decision = decide(user, request);
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw Refusal.forbidden(user, request, decision.reason());
    }
  }
}

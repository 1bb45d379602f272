package io.navarch.gateway.access;

import io.navarch.gateway.authorization.AuthorizerChain;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.function.Supplier;

/** The chain of authorizers, for code that asks beside the request it serves. */
public final class Authorization implements AutoCloseable {
  private final Supplier<List<Authorizer>> chain;
  private final Runnable close;

  private Authorization(Supplier<List<Authorizer>> chain, Runnable close) {
    this.chain = chain;
    this.close = close;
  }

  public static Authorization of(List<Authorizer> chain) {
    List<Authorizer> fixed = List.copyOf(chain);
    return new Authorization(() -> fixed, () -> {});
  }

  static Authorization following(AuthorizerChain chain) {
    return new Authorization(chain, chain::close);
  }

  /** The first opinion; where there is none, what the authorizers gave as their reasons. */
  public Authorizer.Decision decide(User user, RequestInfo request) {
    String reason = "";
    for (Authorizer authorizer : chain.get()) {
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

  @Override
  public void close() {
    close.run();
  }
}

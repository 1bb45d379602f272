package io.navarch.gateway.authorization;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;

/**
 * An authorizer whose decisions are counted under upstream's name. Having no opinion is none: it
 * leaves the decision to the next.
 *
 * @param delegate decides
 */
public record CountedAuthorizer(Authorizer delegate, Counter allowed, Counter denied)
    implements Authorizer {

  /**
   * @param type as an {@code AuthorizationConfiguration} has it
   * @param name of this authorizer in the chain
   */
  public static Authorizer of(
      String type, String name, Authorizer delegate, MeterRegistry registry) {
    return new CountedAuthorizer(
        delegate,
        counter(type, name, "allowed", registry),
        counter(type, name, "denied", registry));
  }

  private static Counter counter(
      String type, String name, String decision, MeterRegistry registry) {
    return Counter.builder("apiserver_authorization_decisions")
        .description("Decisions of each authorizer")
        .tag("type", type)
        .tag("name", name)
        .tag("decision", decision)
        .register(registry);
  }

  @Override
  public Decision authorize(User user, RequestInfo request) {
    Decision decision = delegate.authorize(user, request);
    switch (decision) {
      case Decision.Allow allow -> allowed.increment();
      case Decision.Deny deny -> denied.increment();
      case Decision.NoOpinion none -> {}
    }
    return decision;
  }
}

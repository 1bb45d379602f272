package io.navarch.gateway.http;

import io.navarch.gateway.access.AccessMetrics;
import io.navarch.gateway.access.Authenticator;
import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.Refusal;
import io.navarch.gateway.access.User;
import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.registry.ResourceEndpoint;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.gateway.request.RequestInfoResolver;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way of every request, from its path to the endpoint that answers it. The steps of a write
 * after that (decode, admission, strategy, store) are the registry's.
 */
public final class RequestPipeline {
  private final List<Authenticator> authenticators;
  private final List<RequestFilter> filters;
  private final int unauthorizedFilters;
  private final Authorization authorization;
  private final List<NonResourceHandler> nonResourceHandlers;
  private final ResourceEndpoint resources;
  private final EveryAnswer everyAnswer;
  private final RequestMetrics metrics;
  private final AccessMetrics access;

  public RequestPipeline(
      List<Authenticator> authenticators,
      List<RequestFilter> filters,
      Authorization authorization,
      List<NonResourceHandler> nonResourceHandlers,
      ResourceEndpoint resources,
      EveryAnswer everyAnswer,
      RequestMetrics metrics,
      AccessMetrics access) {
    this.authenticators = List.copyOf(authenticators);
    this.filters = filters.stream().sorted(Comparator.comparingInt(RequestFilter::order)).toList();
    this.unauthorizedFilters =
        (int) this.filters.stream().filter(f -> f.order() < RequestFilter.AUTHORIZED).count();
    this.authorization = authorization;
    this.nonResourceHandlers = List.copyOf(nonResourceHandlers);
    this.resources = resources;
    this.everyAnswer = everyAnswer;
    this.metrics = metrics;
    this.access = access;
  }

  /** Answers one request; never throws. */
  public void handle(Exchange raw) {
    MeasuredExchange exchange = everyAnswer.begin(raw);
    RequestInfo request =
        RequestInfoResolver.resolve(exchange.method(), exchange.path(), exchange.query());
    Runnable handled = metrics.begin(exchange, request);
    AtomicLong elsewhere = new AtomicLong();
    try {
      WaitsElsewhere.counting(elsewhere, () -> serve(exchange, request));
    } catch (Throwable e) {
      ErrorAnswer.send(exchange, e);
    } finally {
      handled.run();
      metrics.count(exchange, request, elsewhere.get());
    }
  }

  private void serve(Exchange exchange, RequestInfo request) {
    RequestTimeout.require(request);
    // 1. who is it
    User user = authenticated(exchange, request);
    // 2. audit, impersonation, flow control, in their order; then
    filterFrom(0, exchange, request, user);
  }

  private void filterFrom(int index, Exchange exchange, RequestInfo request, User user) {
    // 3. may they do it
    if (index == unauthorizedFilters) {
      authorize(user, request);
    }
    if (index < filters.size()) {
      filters
          .get(index)
          .filter(exchange, request, user, next -> filterFrom(index + 1, exchange, request, next));
      return;
    }
    // 4. the endpoint
    dispatch(exchange, request, user);
    exchange.awaitTaken();
  }

  private User authenticated(Exchange exchange, RequestInfo request) {
    long began = System.nanoTime();
    Optional<User> user;
    try {
      user = authenticate(exchange);
    } catch (ApiException e) {
      access.identified(AccessMetrics.Identified.ERROR, began);
      filters.forEach(filter -> filter.refused(exchange, request));
      throw e;
    }
    if (user.isEmpty()) {
      access.identified(AccessMetrics.Identified.FAILURE, began);
      filters.forEach(filter -> filter.refused(exchange, request));
      throw ApiException.unauthorized();
    }
    access.identified(user.get(), began);
    return withAuthenticatedGroup(user.get());
  }

  private Optional<User> authenticate(Exchange exchange) {
    ApiException refusal = null;
    for (Authenticator authenticator : authenticators) {
      if (refusal != null && authenticator.isForStrangers()) {
        break;
      }
      try {
        Optional<User> user = authenticator.authenticate(exchange);
        if (user.isPresent()) {
          return user;
        }
      } catch (ApiException e) {
        refusal = e;
      }
    }
    if (refusal != null) {
      throw refusal;
    }
    return Optional.empty();
  }

  private static User withAuthenticatedGroup(User user) {
    if (user.isIn(User.ALL_AUTHENTICATED)
        || user.isIn(User.ALL_UNAUTHENTICATED)
        || user.name().equals(User.ANONYMOUS)) {
      return user;
    }
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(User.ALL_AUTHENTICATED);
    return new User(user.name(), user.uid(), groups, user.extra());
  }

  private void authorize(User user, RequestInfo request) {
    switch (decided(user, request)) {
      case Authorizer.Decision.Allow(String why) -> AuditTrail.decided("allow", why);
      case Authorizer.Decision.Deny(String why) -> throw forbidden(user, request, why);
      case Authorizer.Decision.NoOpinion(String why) -> throw forbidden(user, request, why);
    }
  }

  private Authorizer.Decision decided(User user, RequestInfo request) {
    long began = System.nanoTime();
    try {
      Authorizer.Decision decision = authorization.decide(user, request);
      access.decided(decision, began);
      return decision;
    } catch (RuntimeException e) {
      access.decided(AccessMetrics.Decided.ERROR, began);
      throw e;
    }
  }

  private static ApiException forbidden(User user, RequestInfo request, String reason) {
    AuditTrail.decided("forbid", reason);
    if (!request.resourceRequest()) {
      return ErrorAnswer.forbiddenPath(user, request.verb(), request.path(), reason);
    }
    return Refusal.forbidden(user, request, reason);
  }

  private void dispatch(Exchange exchange, RequestInfo request, User user) {
    if (request.resourceRequest()) {
      resources.handle(exchange, request, user);
      return;
    }
    for (NonResourceHandler handler : nonResourceHandlers) {
      if (handler.serves(request.path())) {
        handler.handle(exchange, user);
        return;
      }
    }
    ErrorAnswer.pageNotFound(exchange);
  }
}

package io.navarch.gateway.audit;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Records requests by the policy. */
final class AuditFilter implements RequestFilter {
  private static final int ORDER = 100;

  private final Supplier<AuditPolicy> policy;
  private final AuditSink sink;
  private final AuditMetrics metrics;
  private final InstantSource clock;

  AuditFilter(
      Supplier<AuditPolicy> policy, AuditSink sink, AuditMetrics metrics, InstantSource clock) {
    this.policy = policy;
    this.sink = sink;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    AuditPolicy.Verdict verdict = policy.get().of(user, request);
    metrics.level(verdict.level());
    if (verdict.level() == AuditLevel.NONE) {
      next.proceed(user);
      return;
    }
    AuditEvent event = new AuditEvent(verdict, exchange, request, user, clock, sink);
    exchange.notes().forEach(event::annotate);
    if (!event.received()) {
      metrics.rejected();
      throw ApiException.internal("failed to store audit event");
    }
    exchange.observe(event);
    AuditTrail.recording(
        event,
        () -> {
          try {
            next.proceed(user);
          } catch (Exchange.ClientGoneException e) {
            event.abandoned();
            throw e;
          }
        });
  }

  @Override
  public void refused(Exchange exchange, RequestInfo request) {
    AuditPolicy.Verdict verdict = policy.get().of(null, request);
    metrics.level(verdict.level());
    if (verdict.level() != AuditLevel.NONE) {
      AuditEvent event = new AuditEvent(verdict, exchange, request, null, clock, sink);
      exchange.notes().forEach(event::annotate);
      event.unauthenticated();
    }
  }
}

package io.navarch.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.request.RequestInfo;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts requests under upstream's names, with meters that are looked up once a label set. */
public final class RequestMetrics {
  /** Clients choose the paths, so the number of series needs a bound. */
  private static final int MAX_SERIES = 5_000;

  private final MeterRegistry registry;
  private final Map<Labels, Counter> totals = new ConcurrentHashMap<>();
  private final Map<Labels, Timer> durations = new ConcurrentHashMap<>();

  private record Labels(
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String scope,
      boolean dryRun,
      int code) {}

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(MeasuredExchange exchange, RequestInfo request) {
    Labels labels =
        new Labels(
            verb(request),
            request.group(),
            request.version(),
            request.resource(),
            request.resourceRequest() ? request.subresource() : request.path(),
            scope(request),
            request.query().containsKey("dryRun"),
            exchange.status());
    boolean unknownPath = !request.resourceRequest() && exchange.status() == 404;
    if (unknownPath || (totals.size() >= MAX_SERIES && !totals.containsKey(labels))) {
      return;
    }
    totals.computeIfAbsent(labels, this::counter).increment();
    if (!exchange.isStreaming()) {
      Labels anyCode =
          new Labels(
              labels.verb,
              labels.group,
              labels.version,
              labels.resource,
              labels.subresource,
              labels.scope,
              labels.dryRun,
              0);
      durations
          .computeIfAbsent(anyCode, this::timer)
          .record(exchange.elapsedNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Counter counter(Labels l) {
    return Counter.builder("apiserver_request")
        .description("Requests by verb, resource and status")
        .tag("verb", l.verb)
        .tag("group", l.group)
        .tag("version", l.version)
        .tag("resource", l.resource)
        .tag("subresource", l.subresource)
        .tag("scope", l.scope)
        .tag("component", "apiserver")
        .tag("dry_run", l.dryRun ? "All" : "")
        .tag("code", Integer.toString(l.code))
        .register(registry);
  }

  private Timer timer(Labels l) {
    return Timer.builder("apiserver_request_duration")
        .description("Time to answer, streams left out")
        .tag("verb", l.verb)
        .tag("group", l.group)
        .tag("version", l.version)
        .tag("resource", l.resource)
        .tag("subresource", l.subresource)
        .tag("scope", l.scope)
        .tag("component", "apiserver")
        .tag("dry_run", l.dryRun ? "All" : "")
        .register(registry);
  }

  private static String verb(RequestInfo request) {
    return switch (request.verb()) {
      case "create" -> "POST";
      case "update" -> "PUT";
      default -> request.verb().toUpperCase(Locale.ROOT);
    };
  }

  private static String scope(RequestInfo request) {
    if (!request.resourceRequest()) {
      return "";
    }
    if (!request.name().isEmpty()) {
      return "resource";
    }
    return request.namespace().isEmpty() ? "cluster" : "namespace";
  }
}

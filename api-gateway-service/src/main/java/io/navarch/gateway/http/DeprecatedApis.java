package io.navarch.gateway.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.request.RequestInfo;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Notes that somebody uses a deprecated API, under upstream's names: audit log and metrics. */
public final class DeprecatedApis {
  private final MeterRegistry registry;
  private final Set<Used> seen = ConcurrentHashMap.newKeySet();

  private record Used(String group, String version, String resource, String subresource) {}

  public DeprecatedApis(MeterRegistry registry) {
    this.registry = registry;
  }

  public void used(RequestInfo request) {
    AuditTrail.annotate("k8s.io/deprecated", "true");
    Used used =
        new Used(request.group(), request.version(), request.resource(), request.subresource());
    if (seen.add(used)) {
      Gauge.builder("apiserver_requested_deprecated_apis", () -> 1)
          .description("Deprecated APIs that have been requested")
          .tag("group", used.group())
          .tag("version", used.version())
          .tag("resource", used.resource())
          .tag("subresource", used.subresource())
          .tag("removed_release", "")
          .register(registry);
    }
  }
}

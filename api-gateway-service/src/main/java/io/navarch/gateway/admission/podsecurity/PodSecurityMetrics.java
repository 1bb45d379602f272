package io.navarch.gateway.admission.podsecurity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.navarch.gateway.admission.AdmissionRequest;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What pod security decides, under upstream's names. */
public final class PodSecurityMetrics {
  /** Later versions of the standards are not known yet. */
  private static final int OWN_MINOR = 36;

  private final MeterRegistry registry;
  private final Map<Evaluated, Counter> evaluations = new ConcurrentHashMap<>();
  private final Map<Asked, Counter> exemptions = new ConcurrentHashMap<>();
  private final Map<Asked, Counter> errors = new ConcurrentHashMap<>();

  /** What a level is there for. */
  enum Mode {
    ENFORCE,
    AUDIT,
    WARN
  }

  private record Asked(AdmissionRequest.Operation operation, String resource, String subresource) {
    static Asked of(AdmissionRequest request) {
      String plural = request.resource().plural();
      boolean core = request.resource().group().isEmpty();
      return new Asked(
          request.operation(),
          core && plural.equals("pods")
              ? "pod"
              : core && plural.equals("namespaces") ? "namespace" : "controller",
          request.subresource());
    }

    Tags tags() {
      return Tags.of(
          "request_operation", operation.name().toLowerCase(Locale.ROOT),
          "resource", resource,
          "subresource", subresource);
    }
  }

  private record Evaluated(boolean allowed, LevelVersion level, Mode mode, Asked asked) {}

  public PodSecurityMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void evaluated(boolean allowed, LevelVersion level, Mode mode, AdmissionRequest request) {
    LevelVersion counted =
        level.level() == Level.PRIVILEGED
            ? LevelVersion.latest(Level.PRIVILEGED)
            : level.minor() != LevelVersion.LATEST && level.minor() > OWN_MINOR
                ? level.of(OWN_MINOR + 1)
                : level;
    evaluations
        .computeIfAbsent(new Evaluated(allowed, counted, mode, Asked.of(request)), this::counter)
        .increment();
  }

  private Counter counter(Evaluated evaluated) {
    return Counter.builder("pod_security_evaluations")
        .description("Pods and templates that were held against a level")
        .tags(evaluated.asked.tags())
        .tag("decision", evaluated.allowed ? "allow" : "deny")
        .tag("policy_level", evaluated.level.level().toString())
        .tag("policy_version", version(evaluated.level.minor()))
        .tag("mode", evaluated.mode.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private static String version(int minor) {
    if (minor == LevelVersion.LATEST) {
      return "latest";
    }
    return minor > OWN_MINOR ? "future" : "v1." + minor;
  }

  void exempt(AdmissionRequest request) {
    exemptions
        .computeIfAbsent(
            Asked.of(request),
            asked ->
                Counter.builder("pod_security_exemptions")
                    .description("Requests that are exempt")
                    .tags(asked.tags())
                    .register(registry))
        .increment();
  }

  /** A namespace's labels are malformed; the request was decided nevertheless. */
  void malformedPolicy(AdmissionRequest request) {
    errors
        .computeIfAbsent(
            Asked.of(request),
            asked ->
                Counter.builder("pod_security_errors")
                    .description("What kept requests from being evaluated as they should be")
                    .tags(asked.tags())
                    .tag("fatal", "false")
                    .register(registry))
        .increment();
  }
}

package io.navarch.gateway.admission.podsecurity;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.podsecurity.PodSecurityMetrics.Mode;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PodSecurity: refuses pods that break the level that their namespace enforces, and warns of pods
 * and templates that break the level it warns of. Namespaces state levels by labels.
 */
public final class PodSecurityPlugin implements AdmissionPlugin {
  private static final Set<String> IGNORED_POD_SUBRESOURCES =
      Set.of("exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status");

  /** Where the kinds that make pods keep their template. */
  private static final Map<String, List<String>> TEMPLATES =
      Map.of(
          "/podtemplates", List.of(),
          "/replicationcontrollers", List.of("spec"),
          "apps/replicasets", List.of("spec"),
          "apps/deployments", List.of("spec"),
          "apps/statefulsets", List.of("spec"),
          "apps/daemonsets", List.of("spec"),
          "batch/jobs", List.of("spec"),
          "batch/cronjobs", List.of("spec", "jobTemplate", "spec"));

  private final ObjectReader reader;
  private final PodSecurityProperties properties;
  private final PodSecurityPolicy defaults;
  private final PodSecurityMetrics metrics;

  public PodSecurityPlugin(
      ObjectReader reader, PodSecurityProperties properties, PodSecurityMetrics metrics) {
    this.reader = reader;
    this.properties = properties;
    this.metrics = metrics;
    this.defaults = properties.defaults();
  }

  @Override
  public String name() {
    return "PodSecurity";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    if (object == null || request.operation() == AdmissionRequest.Operation.CONNECT) {
      return;
    }
    String resource = request.resource().group() + "/" + request.resource().plural();
    if (resource.equals("/pods")) {
      pod(request, object);
    } else if (request.subresource().isEmpty()) {
      List<String> path = TEMPLATES.get(resource);
      if (path != null) {
        template(request, object, path);
      } else if (resource.equals("/namespaces")) {
        namespace(request, object);
      }
    }
  }

  private void pod(AdmissionRequest request, ApiObject pod) {
    if (IGNORED_POD_SUBRESOURCES.contains(request.subresource()) || isExempt(request)) {
      return;
    }
    PodSecurityPolicy.Stated stated = policyOf(request.namespace());
    if (stated.errors().isEmpty() && stated.policy().isFullyPrivileged()) {
      note(request, "enforce-policy", LevelVersion.latest(Level.PRIVILEGED).toString());
      metrics.evaluated(true, stated.policy().enforce(), Mode.ENFORCE, request);
      return;
    }
    ApiObject old = request.oldObject();
    if (old != null && !PodChange.isSignificant(pod, old)) {
      return;
    }
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    evaluate(request, stated, new CheckedPod(pod.annotations(), spec), true);
  }

  private void template(AdmissionRequest request, ApiObject object, List<String> path) {
    if (isExempt(request)) {
      return;
    }
    PodSecurityPolicy.Stated stated = policyOf(request.namespace());
    if (stated.errors().isEmpty() && !stated.policy().remarks()) {
      return;
    }
    Map<String, Object> holder = object.root();
    for (String step : path) {
      holder = ApiObject.mapAt(holder, step);
    }
    if (!(holder.get("template") instanceof Map<?, ?>)) {
      return;
    }
    Map<String, Object> template = ApiObject.mapAt(holder, "template");
    Map<String, Object> annotations =
        ApiObject.mapAt(ApiObject.mapAt(template, "metadata"), "annotations");
    evaluate(
        request, stated, new CheckedPod(annotations, ApiObject.mapAt(template, "spec")), false);
  }

  private void evaluate(
      AdmissionRequest request, PodSecurityPolicy.Stated stated, CheckedPod pod, boolean enforce) {
    if (isExemptRuntimeClass(pod.spec())) {
      exempt(request, "runtimeClass");
      return;
    }
    PodSecurityPolicy policy = stated.policy();
    if (!stated.errors().isEmpty()) {
      note(request, "error", "Failed to parse policy: " + stated.problem());
      metrics.malformedPolicy(request);
    }
    List<Violation> noted = PodSecurityStandards.violations(policy.audit(), pod);
    if (!noted.isEmpty()) {
      note(request, "audit-violations", wouldViolate(policy.audit(), noted));
      metrics.evaluated(false, policy.audit(), Mode.AUDIT, request);
    }
    if (enforce) {
      note(request, "enforce-policy", policy.enforce().toString());
      List<Violation> violations = PodSecurityStandards.violations(policy.enforce(), pod);
      metrics.evaluated(violations.isEmpty(), policy.enforce(), Mode.ENFORCE, request);
      if (!violations.isEmpty()) {
        throw ApiException.forbidden(
            request.resource().group(),
            request.resource().plural(),
            request.named(),
            "violates PodSecurity \""
                + policy.enforce()
                + "\": "
                + PodSecurityStandards.details(violations));
      }
    }
    List<Violation> violations = PodSecurityStandards.violations(policy.warn(), pod);
    if (!violations.isEmpty()) {
      request.warnings().add(wouldViolate(policy.warn(), violations));
      metrics.evaluated(false, policy.warn(), Mode.WARN, request);
    }
  }

  private static String wouldViolate(LevelVersion level, List<Violation> violations) {
    return "would violate PodSecurity \""
        + level
        + "\": "
        + PodSecurityStandards.details(violations);
  }

  /** For the audit log. */
  private static void note(AdmissionRequest request, String key, String value) {
    request.notes().annotate(PodSecurityPolicy.PREFIX + key, value);
  }

  private void namespace(AdmissionRequest request, ApiObject namespace) {
    PodSecurityPolicy.Stated stated = PodSecurityPolicy.of(namespace.labels(), defaults);
    ApiObject old = request.oldObject();
    if (old == null) {
      require(request, stated);
      warnIfExempt(request, namespace, stated.policy());
      return;
    }
    PodSecurityPolicy.Stated before = PodSecurityPolicy.of(old.labels(), defaults);
    if (!stated.errors().equals(before.errors())) {
      require(request, stated);
    }
    LevelVersion now = stated.policy().enforce();
    LevelVersion then = before.policy().enforce();
    boolean stricter =
        now.level() != Level.PRIVILEGED
            && !now.equals(then)
            && (now.minor() != then.minor() || now.level().compareTo(then.level()) > 0);
    if (!stricter) {
      return;
    }
    if (properties.exemptNamespaces().contains(namespace.name())) {
      warnIfExempt(request, namespace, stated.policy());
      return;
    }
    request
        .warnings()
        .addAll(
            NamespacePods.warnings(
                namespace.name(),
                reader.list("", "pods", namespace.name()),
                now,
                pod -> isExemptRuntimeClass(ApiObject.mapAt(pod.root(), "spec"))));
  }

  private static void require(AdmissionRequest request, PodSecurityPolicy.Stated stated) {
    if (!stated.errors().isEmpty()) {
      throw ApiException.invalid("", "Namespace", request.name(), stated.errors());
    }
  }

  private void warnIfExempt(
      AdmissionRequest request, ApiObject namespace, PodSecurityPolicy policy) {
    if (!properties.exemptNamespaces().contains(namespace.name())
        || policy.isFullyPrivileged()
        || policy.isEquivalent(defaults)) {
      return;
    }
    List<String> stated = new ArrayList<>(3);
    state(stated, namespace, "enforce", policy.enforce());
    state(stated, namespace, "audit", policy.audit());
    state(stated, namespace, "warn", policy.warn());
    request
        .warnings()
        .add(
            "namespace \""
                + namespace.name()
                + "\" is exempt from Pod Security, and the policy ("
                + String.join(", ", stated)
                + ") will be ignored");
  }

  private static void state(
      List<String> stated, ApiObject namespace, String mode, LevelVersion level) {
    boolean labelled =
        namespace.labels().containsKey(PodSecurityPolicy.PREFIX + mode)
            || namespace.labels().containsKey(PodSecurityPolicy.PREFIX + mode + "-version");
    if (labelled && level.level() != Level.PRIVILEGED) {
      stated.add(mode + "=" + level);
    }
  }

  private void exempt(AdmissionRequest request, String why) {
    note(request, "exempt", why);
    metrics.exempt(request);
  }

  private boolean isExempt(AdmissionRequest request) {
    if (properties.exemptNamespaces().contains(request.namespace())) {
      exempt(request, "namespace");
      return true;
    }
    if (properties.exemptUsernames().contains(request.user().name())) {
      exempt(request, "user");
      return true;
    }
    return false;
  }

  private boolean isExemptRuntimeClass(Map<String, Object> spec) {
    @Nullable Object name = spec.get("runtimeClassName");
    return name instanceof String s && properties.exemptRuntimeClasses().contains(s);
  }

  private PodSecurityPolicy.Stated policyOf(String namespace) {
    Map<String, Object> labels =
        reader.getLive("", "namespaces", "", namespace).map(ApiObject::labels).orElse(Map.of());
    return PodSecurityPolicy.of(labels, defaults);
  }
}

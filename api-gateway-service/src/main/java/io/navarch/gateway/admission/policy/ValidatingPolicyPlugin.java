package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.policy.PolicyInvocations.Applied;
import io.navarch.gateway.admission.policy.PolicyInvocations.Found;
import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses, warns about or notes what breaks the rules of validating admission policies. */
final class ValidatingPolicyPlugin implements AdmissionPlugin {
  private static final String FAILURE_ANNOTATION =
      "validation.policy.admission.k8s.io/validation_failure";
  private static final int MAX_ANNOTATION = 10 * 1024;

  private final Policies policies;
  private final PolicyInvocations invocations;
  private final PolicyEvaluation evaluation;
  private final PolicyMetrics metrics;

  ValidatingPolicyPlugin(Policies policies, PolicyInvocations invocations, PolicyMetrics metrics) {
    this.policies = policies;
    this.invocations = invocations;
    this.evaluation = new PolicyEvaluation(invocations, metrics);
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "ValidatingAdmissionPolicy";
  }

  private record Denial(
      PolicyDefinition policy, @Nullable PolicyReference binding, String message, String reason) {
    String text() {
      return "ValidatingAdmissionPolicy '"
          + policy.name()
          + (binding == null
              ? "' denied request: "
              : "' with binding '" + binding.name() + "' denied request: ")
          + message;
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    List<Policies.Bound> all = policies.all();
    if (all.isEmpty() || RequestMatcher.isExempt(request)) {
      return;
    }
    Found found = invocations.find(all, request);
    List<Denial> denials = new ArrayList<>(0);
    found
        .misconfigured()
        .forEach(
            m -> {
              if (!m.policy().failsOpen()) {
                denials.add(new Denial(m.policy(), m.binding(), m.message(), ""));
              }
            });
    Map<String, Set<String>> annotations = new LinkedHashMap<>();
    for (Applied applied : found.applied()) {
      evaluate(applied, request, denials, annotations);
    }
    annotations.forEach((key, values) -> request.notes().annotate(key, String.join(", ", values)));
    if (!denials.isEmpty()) {
      throw refusal(denials.getFirst(), request);
    }
  }

  private void evaluate(
      Applied applied,
      AdmissionRequest request,
      List<Denial> denials,
      Map<String, Set<String>> annotations) {
    PolicyEvaluation.Verdict verdict = evaluation.evaluate(applied, request);
    for (PolicyEvaluation.Violation violation : verdict.violations()) {
      act(applied, request, violation, denials);
    }
    verdict
        .annotations()
        .forEach(
            (key, value) ->
                annotations
                    .computeIfAbsent(
                        applied.policy().name() + "/" + key, k -> new LinkedHashSet<>())
                    .add(
                        value.length() > MAX_ANNOTATION
                            ? value.substring(0, MAX_ANNOTATION)
                            : value));
    for (String error : verdict.annotationErrors()) {
      denials.add(new Denial(applied.policy(), applied.binding(), error, ""));
    }
  }

  private void act(
      Applied applied,
      AdmissionRequest request,
      PolicyEvaluation.Violation violation,
      List<Denial> denials) {
    PolicyReference binding = applied.binding();
    for (String action : binding.actions()) {
      metrics.checked(
          applied, violation.error(), action.toLowerCase(Locale.ROOT), violation.nanos());
      switch (action) {
        case "Deny" ->
            denials.add(
                new Denial(applied.policy(), binding, violation.message(), violation.reason()));
        case "Warn" ->
            request
                .warnings()
                .add(
                    "Validation failed for ValidatingAdmissionPolicy '"
                        + applied.policy().name()
                        + "' with binding '"
                        + binding.name()
                        + "': "
                        + violation.message());
        case "Audit" -> request.notes().annotate(FAILURE_ANNOTATION, note(applied, violation));
        default -> {}
      }
    }
  }

  private static String note(Applied applied, PolicyEvaluation.Violation violation) {
    Map<String, Object> failure = new LinkedHashMap<>();
    failure.put("message", violation.message());
    failure.put("policy", applied.policy().name());
    failure.put("binding", applied.binding().name());
    failure.put("expressionIndex", (long) violation.index());
    failure.put("validationActions", applied.binding().actions());
    return Json.writeString(List.of(failure));
  }

  private static ApiException refusal(Denial denial, AdmissionRequest request) {
    String reason = denial.reason.isEmpty() ? "Invalid" : denial.reason;
    int code =
        switch (reason) {
          case "Unauthorized" -> 401;
          case "Forbidden" -> 403;
          case "RequestEntityTooLarge" -> 413;
          default -> 422;
        };
    String group = request.resource().group();
    String plural = request.resource().plural();
    ApiException forbidden = ApiException.forbidden(group, plural, request.name(), denial.text());
    return new ApiException(
        code,
        reason,
        String.valueOf(forbidden.getMessage()),
        new ApiException.Details(
            request.name(), group, plural, "", List.of(new StatusCause("", denial.text(), "")), 0));
  }
}

package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.policy.PolicyDefinition.AuditAnnotation;
import io.navarch.gateway.admission.policy.PolicyDefinition.Validation;
import io.navarch.gateway.admission.policy.PolicyInvocations.Applied;
import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates the rules of a validating policy for one request. */
final class PolicyEvaluation {
  private final PolicyInvocations invocations;
  private final PolicyMetrics metrics;

  PolicyEvaluation(PolicyInvocations invocations, PolicyMetrics metrics) {
    this.invocations = invocations;
    this.metrics = metrics;
  }

  /**
   * A broken rule, or one that could not be evaluated.
   *
   * @param index of the rule
   * @param reason empty for the default
   * @param nanos how long the rule took
   */
  record Violation(
      int index, String message, String reason, PolicyMetrics.Error error, long nanos) {}

  /** What came out. */
  record Verdict(
      List<Violation> violations, Map<String, String> annotations, List<String> annotationErrors) {}

  Verdict evaluate(Applied applied, AdmissionRequest request) {
    Verdict verdict = new Verdict(new ArrayList<>(0), new LinkedHashMap<>(), new ArrayList<>(0));
    boolean failsOpen = applied.policy().failsOpen();
    switch (invocations.conditions(applied, request)) {
      case MatchConditions.Outcome.DoesNotMatch doesNot -> {
        return verdict;
      }
      case MatchConditions.Outcome.Failed failed -> {
        if (!failsOpen) {
          verdict.violations.add(
              new Violation(0, failed.message(), "", PolicyMetrics.Error.INVALID_ERROR, 0));
        }
        return verdict;
      }
      case MatchConditions.Outcome.Matches matches -> {}
    }
    CelBudget budget = CelBudget.of(CelLimits.RUNTIME_BUDGET);
    CelVariables variables = invocations.variables(applied, request, budget);
    List<Validation> validations = applied.policy().expressions().validations();
    for (int i = 0; i < validations.size(); i++) {
      Violation violation = check(i, validations.get(i), variables, budget);
      if (violation == null) {
        continue;
      }
      if (failsOpen && violation.error() != PolicyMetrics.Error.NO_ERROR) {
        metrics.checked(applied, violation.error(), "allow", violation.nanos());
      } else {
        verdict.violations.add(violation);
      }
    }
    annotate(applied, variables, verdict, failsOpen);
    return verdict;
  }

  private static @Nullable Violation check(
      int index, Validation validation, CelVariables variables, CelBudget budget) {
    long began = System.nanoTime();
    return switch (validation.expression()) {
      case CelCompilation.Refused refused ->
          new Violation(
              index,
              "compilation error: " + refused.message(),
              "",
              PolicyMetrics.Error.COMPILE_ERROR,
              System.nanoTime() - began);
      case CelCompilation.Compiled compiled ->
          switch (compiled.expression().evaluate(variables, budget)) {
            case CelResult.Failure failure ->
                new Violation(
                    index,
                    MatchConditions.describe(compiled.expression(), failure),
                    "",
                    PolicyMetrics.Error.of(failure),
                    System.nanoTime() - began);
            case CelResult.Value value when value.isTrue() -> null;
            case CelResult.Value _ ->
                new Violation(
                    index,
                    message(validation, variables, budget),
                    validation.reason(),
                    PolicyMetrics.Error.NO_ERROR,
                    System.nanoTime() - began);
          };
    };
  }

  private static String message(Validation validation, CelVariables variables, CelBudget budget) {
    if (validation.messageExpression() instanceof CelCompilation.Compiled compiled
        && compiled.expression().evaluate(variables, budget) instanceof CelResult.Value value
        && value.json() instanceof String text) {
      String message = text.strip();
      boolean fits =
          message.getBytes(StandardCharsets.UTF_8).length <= CelLimits.MAX_MESSAGE_BYTES
              && !message.contains("\n");
      if (fits && !message.isEmpty()) {
        return message;
      }
    }
    return validation.message().isEmpty()
        ? "failed expression: " + validation.text()
        : validation.message();
  }

  private static void annotate(
      Applied applied, CelVariables variables, Verdict verdict, boolean failsOpen) {
    CelBudget budget = CelBudget.of(CelLimits.RUNTIME_BUDGET);
    for (AuditAnnotation annotation : applied.policy().expressions().auditAnnotations()) {
      String error = "";
      switch (annotation.value()) {
        case CelCompilation.Refused refused -> error = "compilation error: " + refused.message();
        case CelCompilation.Compiled compiled -> {
          switch (compiled.expression().evaluate(variables, budget)) {
            case CelResult.Failure failure ->
                error = MatchConditions.describe(compiled.expression(), failure);
            case CelResult.Value value -> {
              if (value.json() instanceof String text && !text.isBlank()) {
                verdict.annotations.put(annotation.key(), text.strip());
              }
            }
          }
        }
      }
      if (!error.isEmpty() && !failsOpen) {
        verdict.annotationErrors.add(error);
      }
    }
  }
}

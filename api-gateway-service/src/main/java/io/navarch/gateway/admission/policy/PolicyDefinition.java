package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.MatchCriteria;
import io.navarch.gateway.admission.match.Trees;
import io.navarch.model.cel.AdmissionEnvironment;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.DeclType;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A validating or mutating policy. Its expressions are compiled when a request first matches it.
 */
final class PolicyDefinition {
  private final String name;
  private final Map<String, Object> spec;
  private final MatchCriteria criteria;
  private final boolean failsOpen;
  private final @Nullable GroupVersionKind paramKind;
  private volatile @Nullable Expressions expressions;

  /**
   * A rule: its expression must be true.
   *
   * @param text of the expression
   * @param messageExpression null where there is none
   */
  record Validation(
      String text,
      CelCompilation expression,
      String message,
      @Nullable CelCompilation messageExpression,
      String reason) {}

  record AuditAnnotation(String key, CelCompilation value) {}

  /** A change, by the type of its patch. */
  record Mutation(boolean jsonPatch, CelCompilation expression) {}

  /** All that is compiled. */
  record Expressions(
      MatchConditions conditions,
      Map<String, CelCompilation> variables,
      List<Validation> validations,
      List<AuditAnnotation> auditAnnotations,
      List<Mutation> mutations) {}

  PolicyDefinition(ApiObject policy) {
    this.name = policy.name();
    this.spec = ApiObject.mapAt(policy.root(), "spec");
    this.criteria = MatchCriteria.ofResources(ApiObject.mapAt(spec, "matchConstraints"), false);
    this.failsOpen = "Ignore".equals(spec.get("failurePolicy"));
    Map<String, Object> kind = ApiObject.mapAt(spec, "paramKind");
    this.paramKind =
        kind.isEmpty()
            ? null
            : GroupVersionKind.of(
                ApiObject.string(kind, "apiVersion"), ApiObject.string(kind, "kind"));
  }

  String name() {
    return name;
  }

  MatchCriteria criteria() {
    return criteria;
  }

  boolean failsOpen() {
    return failsOpen;
  }

  @Nullable GroupVersionKind paramKind() {
    return paramKind;
  }

  /** Whether it wants to see what others changed after it. */
  boolean isReinvoked() {
    return "IfNeeded".equals(spec.get("reinvocationPolicy"));
  }

  Expressions expressions() {
    Expressions known = expressions;
    if (known == null) {
      known = compile();
      expressions = known;
    }
    return known;
  }

  private Expressions compile() {
    CelEnvironment base = AdmissionEnvironment.dynamic(paramKind != null);
    Map<String, CelCompilation> variables = new LinkedHashMap<>();
    Map<String, DeclType> types = new LinkedHashMap<>();
    boolean any =
        !Trees.maps(spec, "variables").isEmpty() || !Trees.maps(spec, "mutations").isEmpty();
    CelEnvironment environment = any ? AdmissionEnvironment.noVariables(paramKind != null) : base;
    for (Map<String, Object> variable : Trees.maps(spec, "variables")) {
      String variableName = ApiObject.string(variable, "name");
      CelCompilation compiled =
          environment
              .withAuthorizer()
              .compile(ApiObject.string(variable, "expression"), ResultType.ANY);
      variables.put(variableName, compiled);
      types.put(
          variableName,
          compiled instanceof CelCompilation.Compiled good
              ? good.expression().type()
              : DeclType.DYN);
      environment = AdmissionEnvironment.withVariables(base, types);
    }
    CelEnvironment withAll = environment;
    return new Expressions(
        MatchConditions.of(spec, base.withAuthorizer()),
        variables,
        Trees.maps(spec, "validations").stream().map(v -> validation(v, withAll)).toList(),
        Trees.maps(spec, "auditAnnotations").stream().map(a -> annotation(a, withAll)).toList(),
        Trees.maps(spec, "mutations").stream().map(m -> mutation(m, withAll)).toList());
  }

  private static Validation validation(Map<String, Object> validation, CelEnvironment environment) {
    String expression = ApiObject.string(validation, "expression");
    String messageExpression = ApiObject.string(validation, "messageExpression");
    return new Validation(
        expression.strip(),
        environment.withAuthorizer().compile(expression, ResultType.BOOL),
        ApiObject.string(validation, "message").strip(),
        messageExpression.isBlank()
            ? null
            : environment.compile(messageExpression, ResultType.STRING),
        Trees.text(validation, "reason", "Invalid"));
  }

  private static AuditAnnotation annotation(
      Map<String, Object> annotation, CelEnvironment environment) {
    return new AuditAnnotation(
        ApiObject.string(annotation, "key"),
        environment
            .withAuthorizer()
            .compile(
                ApiObject.string(annotation, "valueExpression").strip(),
                ResultType.STRING_OR_NULL));
  }

  private static Mutation mutation(Map<String, Object> mutation, CelEnvironment environment) {
    boolean jsonPatch = "JSONPatch".equals(mutation.get("patchType"));
    Map<String, Object> patch =
        ApiObject.mapAt(mutation, jsonPatch ? "jsonPatch" : "applyConfiguration");
    return new Mutation(
        jsonPatch,
        environment
            .withAuthorizer()
            .withPatches()
            .compile(
                ApiObject.string(patch, "expression").strip(),
                jsonPatch ? ResultType.JSON_PATCHES : ResultType.OBJECT));
  }
}

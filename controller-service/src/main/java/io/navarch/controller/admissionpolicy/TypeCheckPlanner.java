package io.navarch.controller.admissionpolicy;

import io.navarch.model.cel.AdmissionEnvironment;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.DeclType;
import io.navarch.model.resource.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a policy's expressions against each type that its requests can bring, and says where
 * they do not fit.
 */
final class TypeCheckPlanner {
  /**
   * What is checked.
   *
   * @param types of the objects, by kind in the order of the warnings
   * @param hasParams whether the policy has parameters
   * @param params their type; null where it is not known
   * @param variables names and expressions
   */
  record Policy(
      Map<GroupVersionKind, DeclType> types,
      boolean hasParams,
      @Nullable DeclType params,
      Map<String, String> variables,
      List<Rule> rules) {}

  /**
   * A validation.
   *
   * @param messageExpression empty where there is none
   */
  record Rule(String expression, String messageExpression) {}

  /** What does not fit, and where it stands. */
  record Warning(String fieldRef, String warning) {}

  private TypeCheckPlanner() {}

  static List<Warning> plan(Policy policy) {
    Map<GroupVersionKind, CelEnvironment> environments = new LinkedHashMap<>();
    policy.types.forEach((kind, type) -> environments.put(kind, environment(policy, type)));
    List<Warning> warnings = new ArrayList<>();
    for (int i = 0; i < policy.rules.size(); i++) {
      Rule rule = policy.rules.get(i);
      String path = "spec.validations[" + i + "]";
      check(environments, path + ".expression", rule.expression, warnings);
      if (!rule.messageExpression.isEmpty()) {
        check(environments, path + ".messageExpression", rule.messageExpression, warnings);
      }
    }
    return warnings;
  }

  private static CelEnvironment environment(Policy policy, DeclType object) {
    CelEnvironment base =
        AdmissionEnvironment.typed(
            object, policy.hasParams, policy.params == null ? DeclType.DYN : policy.params);
    Map<String, DeclType> types = new LinkedHashMap<>();
    CelEnvironment environment = base;
    for (Map.Entry<String, String> variable : policy.variables.entrySet()) {
      CelCompilation compiled =
          environment.withAuthorizer().compile(variable.getValue(), ResultType.ANY);
      types.put(
          variable.getKey(),
          compiled instanceof CelCompilation.Compiled good
              ? good.expression().type()
              : DeclType.DYN);
      environment = AdmissionEnvironment.withVariables(base, types);
    }
    return environment.withAuthorizer();
  }

  private static void check(
      Map<GroupVersionKind, CelEnvironment> environments,
      String fieldRef,
      String expression,
      List<Warning> warnings) {
    List<String> messages = new ArrayList<>();
    environments.forEach(
        (kind, environment) -> {
          if (environment.compile(expression, ResultType.ANY)
              instanceof CelCompilation.Refused refused) {
            messages.add(
                kind.group()
                    + "/"
                    + kind.version()
                    + ", Kind="
                    + kind.kind()
                    + ": "
                    + refused.issues()
                    + "\n");
          }
        });
    if (!messages.isEmpty()) {
      warnings.add(new Warning(fieldRef, String.join("\n", messages)));
    }
  }
}

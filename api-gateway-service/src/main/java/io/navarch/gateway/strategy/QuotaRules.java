package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for resource quotas: what may be limited, and of which pods and claims. */
final class QuotaRules {
  private static final Set<String> OF_RUNNING_PODS =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "limits.cpu",
          "limits.memory",
          "requests.cpu",
          "requests.memory");
  private static final Set<String> OF_CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");
  private static final List<String> ONLY_EXIST =
      List.of(
          "BestEffort",
          "NotBestEffort",
          "Terminating",
          "NotTerminating",
          "CrossNamespacePodAffinity");
  private static final List<List<String>> CONFLICTS =
      List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"));

  private QuotaRules() {}

  static void check(Field quota) {
    Field spec = quota.at("spec");
    amounts(spec.at("hard"));
    Field scopes = spec.at("scopes");
    for (Object scope : scopes.list()) {
      scope(String.valueOf(scope), spec.at("hard"), scopes, scopes, scopes.shown());
    }
    conflicts(scopes.list(), scopes, scopes.list());
    if (spec.at("scopeSelector").isSet()) {
      selector(spec);
    }
  }

  private static void amounts(Field amounts) {
    for (Field amount : amounts.entries()) {
      String name = amount.name();
      ResourceRules.amountName(amount);
      if (!name.contains("/") && !ResourceRules.isQuotaStandard(name)) {
        amount.invalid(name, "must be a standard resource for quota");
      }
      ResourceRules.amount(amount);
    }
  }

  /**
   * @param named where an unknown scope is reported
   * @param applied where one is reported that says nothing of what is limited
   * @param shown the value that is shown there
   */
  private static void scope(
      String scope, Field hard, Field named, Field applied, @Nullable Object shown) {
    if (!ONLY_EXIST.contains(scope)
        && !scope.equals("PriorityClass")
        && !scope.equals("VolumeAttributesClass")) {
      named.invalid("unsupported scope");
    }
    for (String name : hard.keys()) {
      if (ResourceRules.isQuotaStandard(name) && !isOf(scope, name)) {
        applied.invalid(shown, "unsupported scope applied to resource");
      }
    }
  }

  private static boolean isOf(String scope, String resource) {
    return switch (scope) {
      case "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity" ->
          OF_RUNNING_PODS.contains(resource);
      case "BestEffort" -> resource.equals("pods");
      case "VolumeAttributesClass" -> OF_CLAIMS.contains(resource);
      default -> true;
    };
  }

  private static void conflicts(List<Object> scopes, Field reported, @Nullable Object shown) {
    for (List<String> pair : CONFLICTS) {
      if (scopes.containsAll(pair)) {
        reported.invalid(shown, "conflicting scopes");
      }
    }
  }

  private static void selector(Field spec) {
    Field selector = spec.at("scopeSelector");
    Field expressions =
        selector.at("matchExpressions").reportedAs("spec.scopeSelector.matchExpressions");
    List<Object> scopes = new ArrayList<>();
    for (Field expression : expressions.each()) {
      Field name = expression.at("scopeName").reportedAs(expressions.at("scopeName"));
      scopes.add(name.string());
      scope(name.string(), spec.at("hard"), name, expressions, selector.shown());
      operator(expression, expressions);
    }
    conflicts(scopes, expressions, spec.at("scopes").value());
  }

  private static void operator(Field expression, Field expressions) {
    Field operator = expression.at("operator").reportedAs(expressions.at("operator"));
    Field values = expression.at("values").reportedAs(expressions.at("values"));
    if (ONLY_EXIST.contains(expression.at("scopeName").string()) && !operator.is("Exists")) {
      operator.invalid(
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
              + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
              + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
    }
    switch (operator.string()) {
      case "In", "NotIn" -> {
        if (values.size() == 0) {
          values.required(
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values.size() > 0) {
          values.invalid(
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
        }
      }
      default -> operator.invalid("not a valid selector operator");
    }
  }

  static void checkChange(Field now, Field old) {
    Set<Object> scopes = new HashSet<>(now.at("spec", "scopes").list());
    if (!scopes.equals(new HashSet<>(old.at("spec", "scopes").list()))) {
      now.at("spec", "scopes").invalid(Field.IMMUTABLE);
    }
  }

  static void checkStatus(Field quota) {
    amounts(quota.at("status", "hard"));
    amounts(quota.at("status", "used"));
  }
}

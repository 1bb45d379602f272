package io.navarch.gateway.strategy;

import io.navarch.model.cel.AdmissionEnvironment;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What webhook configurations and admission policies say about the requests they are for. */
final class RequestRuleChecks {
  static final String[] FAILURE_POLICIES = {"Fail", "Ignore"};
  static final String[] REINVOCATION_POLICIES = {"IfNeeded", "Never"};
  private static final String[] OPERATIONS = {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"};
  private static final String[] MUTATING_OPERATIONS = {"*", "CONNECT", "CREATE", "UPDATE"};
  private static final int MAX_CONDITIONS = 64;

  private static final String OF_FILES = ".static.k8s.io";

  private RequestRuleChecks() {}

  /** Some names are kept for configurations that servers read from files. */
  static List<String> nameWarnings(ApiObject configuration) {
    return configuration.name().endsWith(OF_FILES)
        ? List.of(
            "metadata.name: names ending with \""
                + OF_FILES
                + "\" are reserved for static manifest-based configurations and cannot be managed"
                + " via the API")
        : List.of();
  }

  /** {@code matchConstraints} and {@code matchResources}. */
  static void matchResources(Field match) {
    if (!match.isSet()) {
      return;
    }
    Field policy = match.at("matchPolicy");
    if (policy.isSet()) {
      policy.oneOfIfSet("Equivalent", "Exact");
    } else {
      policy.required("");
    }
    requiredSelector(match.at("namespaceSelector"));
    requiredSelector(match.at("objectSelector"));
    match.at("resourceRules").each().forEach(RequestRuleChecks::namedRule);
    match.at("excludeResourceRules").each().forEach(RequestRuleChecks::namedRule);
  }

  private static void requiredSelector(Field selector) {
    if (selector.isSet()) {
      selector(selector);
    } else {
      selector.required("");
    }
  }

  static void selector(Field selector) {
    if (selector.isSet()) {
      selector.errors().addAll(LabelSelector.validate(selector.map(), selector.path()));
    }
  }

  private static void namedRule(Field rule) {
    Set<String> names = new HashSet<>();
    for (Field name : rule.at("resourceNames").each()) {
      name.check(Formats.pathSegment(name.string()));
      if (!names.add(name.string())) {
        name.duplicate();
      }
    }
    rule(rule);
  }

  static void rule(Field rule) {
    Field operations = rule.at("operations");
    operations.requirePresent();
    alone(operations, "operations");
    operations.each().forEach(operation -> operation.oneOfIfSet(OPERATIONS));
    rule.at("apiGroups").requirePresent();
    alone(rule.at("apiGroups"), "API groups");
    rule.at("apiVersions").requirePresent();
    alone(rule.at("apiVersions"), "API versions");
    rule.at("apiVersions").each().forEach(version -> version.requirePresent());
    resources(rule.at("resources"));
    rule.at("scope").oneOfIfSet("*", "Cluster", "Namespaced");
  }

  /** A mutation has nothing to change when an object is deleted. */
  static void mutatingOperations(Field match) {
    Field reported = match.at("resourceRules", "operations");
    for (Field rule : match.at("resourceRules").each()) {
      for (Field operation : rule.at("operations").each()) {
        operation.reportedAs(reported.path()).oneOfIfSet(MUTATING_OPERATIONS);
      }
    }
  }

  private static void alone(Field list, String what) {
    if (list.size() > 1 && list.list().contains("*")) {
      list.invalid("if '*' is present, must not specify other " + what);
    }
  }

  private static void resources(Field resources) {
    resources.requirePresent();
    Set<String> allSubresourcesOf = new HashSet<>();
    Set<String> ofAllResources = new HashSet<>();
    boolean plain = false;
    for (Field resource : resources.each()) {
      String text = resource.string();
      if (!resource.requirePresent()) {
        continue;
      }
      int slash = text.indexOf('/');
      if (slash < 0) {
        plain = !text.equals("*");
        continue;
      }
      String parent = text.substring(0, slash);
      String sub = text.substring(slash + 1);
      if (allSubresourcesOf.contains(parent)) {
        resource.invalid("if '" + parent + "/*' is present, must not specify " + text);
      }
      if (ofAllResources.contains(sub)) {
        resource.invalid("if '*/" + sub + "' is present, must not specify " + text);
      }
      if (sub.equals("*")) {
        allSubresourcesOf.add(parent);
      }
      if (parent.equals("*")) {
        ofAllResources.add(sub);
      }
    }
    if (resources.size() > 1 && resources.list().contains("*/*")) {
      resources.invalid("if '*/*' is present, must not specify other resources");
    }
    if (plain && resources.list().contains("*")) {
      resources.invalid("if '*' is present, must not specify other resources without subresources");
    }
  }

  /**
   * @param params whether the expressions may use {@code params}
   */
  static void matchConditions(Field conditions, boolean params) {
    if (conditions.size() > MAX_CONDITIONS) {
      conditions.tooMany(MAX_CONDITIONS);
    }
    Set<String> names = new HashSet<>();
    for (Field condition : conditions.each()) {
      Field expression = condition.at("expression");
      if (expression.string().isBlank()) {
        expression.required("");
      } else {
        CelEnvironment environment = AdmissionEnvironment.dynamic(params).withAuthorizer();
        compile(environment, expression, expression.string().strip(), ResultType.BOOL);
      }
      Field name = condition.at("name");
      if (name.requirePresent()) {
        name.check(Formats.labelKey(name.string()));
        if (!names.add(name.string())) {
          name.duplicate();
        }
      }
    }
  }

  /** Reports what is wrong with an expression, if anything. */
  static CelCompilation compile(
      CelEnvironment environment, Field field, String expression, ResultType result) {
    CelCompilation compilation = environment.compile(expression, result);
    if (compilation instanceof CelCompilation.Refused refused) {
      field.invalid(expression, refused.message());
    }
    return compilation;
  }

  /** The same conditions in the same environment need no second check. */
  static boolean unchanged(Field now, Field old, String... members) {
    return List.of(members).stream().allMatch(member -> now.at(member).sameAs(old.at(member)));
  }
}

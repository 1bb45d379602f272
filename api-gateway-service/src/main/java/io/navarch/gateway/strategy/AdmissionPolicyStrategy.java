package io.navarch.gateway.strategy;

import io.navarch.model.cel.AdmissionEnvironment;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.CelNames;
import io.navarch.model.cel.DeclType;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Validating and mutating admission policies. */
final class AdmissionPolicyStrategy extends KindStrategy {
  private static final int MAX_AUDIT_ANNOTATIONS = 20;
  private static final int MAX_VALUE_EXPRESSION = 5 * 1024;
  private static final String NOTHING_TO_DO =
      "validations or auditAnnotations must contain at least one item";
  private static final Pattern LINE_BREAK = Pattern.compile("[\n\r]");

  private final boolean mutating;

  AdmissionPolicyStrategy(boolean mutating) {
    super(mutating ? null : StatusOwnership.startingWith(Map.of()).keepingMetadata());
    this.mutating = mutating;
  }

  @Override
  void checkNew(Field policy) {
    check(policy, true);
  }

  @Override
  void checkChange(Field policy, Field old) {
    check(
        policy,
        !RequestRuleChecks.unchanged(
            policy.at("spec"), old.at("spec"), "paramKind", "matchConditions"));
  }

  private void check(Field policy, boolean withConditions) {
    Field spec = policy.at("spec");
    if (!spec.at("failurePolicy").isSet()) {
      spec.at("failurePolicy").required("");
    }
    spec.at("failurePolicy").oneOfIfSet(RequestRuleChecks.FAILURE_POLICIES);
    boolean params = spec.at("paramKind").isSet();
    if (params) {
      paramKind(spec.at("paramKind"));
    }
    Field constraints = spec.at("matchConstraints");
    if (constraints.isSet()) {
      RequestRuleChecks.matchResources(constraints);
      constraints.at("resourceRules").requirePresent();
      if (mutating) {
        RequestRuleChecks.mutatingOperations(constraints);
      }
    } else {
      constraints.required("");
    }
    if (withConditions) {
      RequestRuleChecks.matchConditions(spec.at("matchConditions"), params);
    }
    CelEnvironment environment = variables(spec.at("variables"), params, mutating);
    if (mutating) {
      mutations(spec, environment.withAuthorizer().withPatches());
    } else {
      validations(policy, environment);
    }
  }

  private static void paramKind(Field kind) {
    Field apiVersion = kind.at("apiVersion");
    if (apiVersion.requirePresent()) {
      String text = apiVersion.string();
      String[] parts = text.split("/", -1);
      if (parts.length > 2) {
        apiVersion.invalid("unexpected GroupVersion string: " + text);
      } else {
        String group = parts.length == 2 ? parts[0] : "";
        String version = parts[parts.length - 1];
        joined(
            apiVersion, group, group.isEmpty() ? List.of() : Formats.dns1123Subdomain(group), "");
        if (version.isEmpty()) {
          apiVersion.invalid("version must be specified");
        } else {
          joined(apiVersion, version, Formats.dns1035Label(version), "");
        }
      }
    }
    Field name = kind.at("kind");
    if (name.requirePresent()) {
      joined(
          name,
          name.string(),
          Formats.dns1035Label(name.string().toLowerCase(Locale.ROOT)),
          "may have mixed case, but should otherwise match: ");
    }
  }

  private static void joined(Field field, String shown, List<String> wrong, String prefix) {
    if (!wrong.isEmpty()) {
      field.invalid(shown, prefix + String.join(",", wrong));
    }
  }

  /** Each variable sees those before it; validating policies without any do not know the word. */
  private static CelEnvironment variables(Field variables, boolean params, boolean mutating) {
    CelEnvironment base = AdmissionEnvironment.dynamic(params);
    Map<String, DeclType> types = new LinkedHashMap<>();
    boolean any = mutating || variables.size() > 0;
    CelEnvironment environment = any ? AdmissionEnvironment.noVariables(params) : base;
    for (Field variable : variables.each()) {
      Field name = variable.at("name");
      if (name.string().isBlank()) {
        name.required("name is not specified");
      } else if (!CelNames.isIdentifier(name.string())) {
        name.invalid("must be a valid CEL identifier");
      }
      Field expression = variable.at("expression");
      if (expression.string().isBlank()) {
        expression.required("expression is not specified");
        continue;
      }
      CelCompilation compiled =
          RequestRuleChecks.compile(
              environment.withAuthorizer(), expression, expression.string(), ResultType.ANY);
      if (compiled instanceof CelCompilation.Compiled good
          && CelNames.isIdentifier(name.string())) {
        types.put(name.string(), good.expression().type());
        environment = AdmissionEnvironment.withVariables(base, types);
      }
    }
    return environment;
  }

  private static void validations(Field policy, CelEnvironment environment) {
    Field spec = policy.at("spec");
    if (spec.at("validations").isEmpty() && spec.at("auditAnnotations").isEmpty()) {
      spec.at("validations").required(NOTHING_TO_DO);
      spec.at("auditAnnotations").required(NOTHING_TO_DO);
      return;
    }
    spec.at("validations").each().forEach(validation -> validation(validation, environment));
    Field annotations = spec.at("auditAnnotations");
    if (annotations.size() > MAX_AUDIT_ANNOTATIONS) {
      annotations.invalid("must not have more than " + MAX_AUDIT_ANNOTATIONS + " auditAnnotations");
    }
    Set<String> keys = new HashSet<>();
    for (Field annotation : annotations.each()) {
      auditAnnotation(policy.at("metadata", "name").string(), annotation, environment);
      if (!keys.add(annotation.at("key").string())) {
        annotation.at("key").duplicate();
      }
    }
  }

  private static void validation(Field validation, CelEnvironment environment) {
    Field expression = validation.at("expression");
    if (expression.string().isBlank()) {
      expression.required("expression is not specified");
    } else {
      RequestRuleChecks.compile(
          environment.withAuthorizer(), expression, expression.string(), ResultType.BOOL);
    }
    Field messageExpression = validation.at("messageExpression");
    if (!messageExpression.isEmpty()) {
      if (messageExpression.string().isBlank()) {
        messageExpression.invalid("must be non-empty if specified");
      } else {
        RequestRuleChecks.compile(
            environment, messageExpression, messageExpression.string(), ResultType.STRING);
      }
    }
    Field message = validation.at("message");
    if (!message.isEmpty() && message.string().isBlank()) {
      message.invalid("must be non-empty if specified");
    } else if (LINE_BREAK.matcher(message.string().strip()).find()) {
      message.invalid("must not contain line breaks");
    }
    validation.at("reason").oneOfIfSet("Forbidden", "Invalid", "RequestEntityTooLarge");
  }

  private static void auditAnnotation(String policy, Field annotation, CelEnvironment environment) {
    Field key = annotation.at("key");
    if (policy.isEmpty()) {
      key.invalid("requires metadata.name be non-empty");
    } else {
      for (String wrong : Formats.labelKey(policy + "/" + key.string())) {
        key.invalid(policy + "/" + key.string(), wrong);
      }
    }
    Field value = annotation.at("valueExpression");
    String expression = value.string().strip();
    if (expression.isEmpty()) {
      value.required("valueExpression is not specified");
    } else if (expression.length() > MAX_VALUE_EXPRESSION) {
      value.required("must not exceed " + MAX_VALUE_EXPRESSION + " bytes in length");
    } else {
      RequestRuleChecks.compile(
          environment.withAuthorizer(), value, expression, ResultType.STRING_OR_NULL);
    }
  }

  private static void mutations(Field spec, CelEnvironment environment) {
    if (spec.at("mutations").requirePresent("mutations must contain at least one item")) {
      spec.at("mutations").each().forEach(mutation -> mutation(mutation, environment));
    }
    if (spec.at("reinvocationPolicy").requirePresent()) {
      spec.at("reinvocationPolicy").oneOfIfSet(RequestRuleChecks.REINVOCATION_POLICIES);
    }
  }

  private static void mutation(Field mutation, CelEnvironment environment) {
    Field type = mutation.at("patchType");
    if (!type.requirePresent()) {
      return;
    }
    switch (type.string()) {
      case "JSONPatch" ->
          patch(
              mutation,
              "JSONPatch",
              "jsonPatch",
              "applyConfiguration",
              environment,
              ResultType.JSON_PATCHES);
      case "ApplyConfiguration" ->
          patch(
              mutation,
              "ApplyConfiguration",
              "applyConfiguration",
              "jsonPatch",
              environment,
              ResultType.OBJECT);
      default -> type.oneOfIfSet("ApplyConfiguration", "JSONPatch");
    }
  }

  private static void patch(
      Field mutation,
      String type,
      String member,
      String other,
      CelEnvironment environment,
      ResultType result) {
    if (mutation.at(member).isSet()) {
      Field expression = mutation.at(member, "expression");
      if (expression.string().isBlank()) {
        expression.required("");
      } else {
        RequestRuleChecks.compile(environment, expression, expression.string().strip(), result);
      }
    } else {
      mutation.at(member).required("must be specified when patchType is " + type);
    }
    if (mutation.at(other).isSet()) {
      mutation
          .at(other)
          .invalid("{" + other + "}", "must not be specified when patchType is " + type);
    }
  }

  @Override
  void checkStatus(Field policy, Field old) {
    ConditionRules.check(policy.at("status", "conditions"));
    for (Field warning : policy.at("status", "typeChecking", "expressionWarnings").each()) {
      warning.at("warning").requirePresent();
      if (warning.at("fieldRef").string().isBlank()) {
        warning.at("fieldRef").required("");
      }
    }
  }

  @Override
  public List<String> warnings(ApiObject configuration) {
    return RequestRuleChecks.nameWarnings(configuration);
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bindings of validating and mutating admission policies. */
final class PolicyBindingStrategy extends KindStrategy {
  private static final String ONE_OF = "name and selector are mutually exclusive";

  private final boolean mutating;

  PolicyBindingStrategy(boolean mutating) {
    super(null);
    this.mutating = mutating;
  }

  @Override
  void check(Field binding) {
    Field spec = binding.at("spec");
    if (spec.at("policyName").requirePresent()) {
      spec.at("policyName").check(Formats.dns1123Subdomain(spec.at("policyName").string()));
    }
    paramRef(spec.at("paramRef"));
    RequestRuleChecks.matchResources(spec.at("matchResources"));
    if (mutating) {
      RequestRuleChecks.mutatingOperations(spec.at("matchResources"));
    } else {
      actions(spec.at("validationActions"));
    }
  }

  private static void paramRef(Field reference) {
    if (!reference.isSet()) {
      return;
    }
    Field name = reference.at("name");
    Field selector = reference.at("selector");
    if (!name.isEmpty()) {
      name.check(Formats.pathSegment(name.string()));
      if (selector.isSet()) {
        name.forbidden(ONE_OF);
      }
    }
    RequestRuleChecks.selector(selector);
    if (selector.isSet() && !name.isEmpty()) {
      selector.forbidden(ONE_OF);
    }
    if (name.isEmpty() && !selector.isSet()) {
      reference.required("one of name or selector must be specified");
    }
    if (reference.at("parameterNotFoundAction").requirePresent()) {
      reference.at("parameterNotFoundAction").oneOfIfSet("Deny", "Allow");
    }
  }

  private static void actions(Field actions) {
    Set<String> seen = new HashSet<>();
    for (Field action : actions.each()) {
      action.oneOfIfSet("Audit", "Deny", "Warn");
      if (!seen.add(action.string())) {
        action.duplicate();
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      actions.invalid(
          "must not contain both Deny and Warn (repeating the same validation failure information in the API response"
              + " and headers serves no purpose)");
    }
    if (seen.isEmpty()) {
      actions.required("at least one validation action is required");
    }
  }

  @Override
  public List<String> warnings(ApiObject configuration) {
    return RequestRuleChecks.nameWarnings(configuration);
  }
}

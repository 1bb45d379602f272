package io.navarch.gateway.access;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Keeps users from granting what they do not hold: whoever writes a role must hold its rules or may
 * {@code escalate} it; whoever writes a binding must hold the role's rules or may {@code bind} it.
 */
final class RbacEscalationPlugin implements AdmissionPlugin {
  private static final List<PolicyRule> EVERYTHING =
      List.of(
          new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
          new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

  private final RbacAuthorizer rbac;
  private final Authorization authorization;

  RbacEscalationPlugin(RbacAuthorizer rbac, Authorization authorization) {
    this.rbac = rbac;
    this.authorization = authorization;
  }

  @Override
  public String name() {
    return "RBACEscalation";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    if (object == null
        || !request.resource().group().equals(RbacRules.GROUP)
        || request.user().isIn(User.PRIVILEGED_GROUP)) {
      return;
    }
    switch (request.resource().plural()) {
      case "roles", "clusterroles" -> role(request, object);
      case "rolebindings", "clusterrolebindings" -> binding(request, object);
      default -> {}
    }
  }

  private void role(AdmissionRequest request, ApiObject role) {
    if (isUnchanged(request, role, "rules", "aggregationRule")
        || may(request, "escalate", request.resource().plural(), request.name())) {
      return;
    }
    requireHeld(request, RbacRules.ownRules(role));
    if (role.root().get("aggregationRule") != null && !missing(request, EVERYTHING).isEmpty()) {
      throw refuse(request, "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  private void binding(AdmissionRequest request, ApiObject binding) {
    Map<String, Object> reference = ApiObject.mapAt(binding.root(), "roleRef");
    String plural =
        ApiObject.string(reference, "kind").equals("ClusterRole") ? "clusterroles" : "roles";
    if (isUnchanged(request, binding, "roleRef", "subjects")
        || may(request, "bind", plural, ApiObject.string(reference, "name"))) {
      return;
    }
    String name = ApiObject.string(reference, "name");
    List<PolicyRule> granted = rbac.rules().role(request.namespace(), reference);
    if (granted.isEmpty() && !rbac.rules().knows(request.namespace(), reference)) {
      throw ApiException.notFound(RbacRules.GROUP, plural.replaceFirst("s$", ""), name);
    }
    requireHeld(request, granted);
  }

  private static boolean isUnchanged(AdmissionRequest request, ApiObject object, String... parts) {
    ApiObject old = request.oldObject();
    if (old == null) {
      return false;
    }
    for (String part : parts) {
      if (!Json.equal(old.root().get(part), object.root().get(part))) {
        return false;
      }
    }
    return true;
  }

  private boolean may(AdmissionRequest request, String verb, String plural, String name) {
    return authorization.allows(
        request.user(),
        Question.resource(verb, RbacRules.GROUP, plural, "", request.namespace(), name));
  }

  private void requireHeld(AdmissionRequest request, List<PolicyRule> rules) {
    List<PolicyRule> missing = missing(request, rules);
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> described = new TreeSet<>();
    missing.forEach(rule -> described.add(rule.describe()));
    throw refuse(
        request,
        "user \""
            + request.user().name()
            + "\" (groups="
            + PolicyRule.quotedList(request.user().groups())
            + ") is attempting to grant RBAC permissions not currently held:\n"
            + String.join("\n", described));
  }

  private List<PolicyRule> missing(AdmissionRequest request, List<PolicyRule> rules) {
    List<PolicyRule> held = new ArrayList<>();
    rbac.rules()
        .grants(request.user(), request.namespace())
        .forEach(grant -> held.addAll(grant.rules()));
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : rules) {
      for (PolicyRule part : rule.parts()) {
        if (held.stream().noneMatch(h -> h.covers(part))) {
          missing.add(part);
        }
      }
    }
    return missing;
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden(
        RbacRules.GROUP, request.resource().plural(), request.name(), why);
  }
}

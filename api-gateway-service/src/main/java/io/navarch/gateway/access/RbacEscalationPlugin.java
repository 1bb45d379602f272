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

  /** Before the object itself is checked, as upstream does: a refusal tells nothing of the rest. */
  @Override
  public void mutate(AdmissionRequest request) {
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
    if (onlyLetsItGo(request, role)
        || may(
            request,
            "escalate",
            RbacRules.GROUP,
            request.resource().plural(),
            nameAsked(request))) {
      return;
    }
    requireHeld(request, RbacRules.ownRules(role));
    List<Object> aggregated =
        ApiObject.listAt(ApiObject.mapAt(role.root(), "aggregationRule"), "clusterRoleSelectors");
    if (!aggregated.isEmpty() && !missing(request, EVERYTHING).isEmpty()) {
      throw refuse(request, "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  /** A right to certain roles is none to make them: who creates an object names it in the body. */
  private static String nameAsked(AdmissionRequest request) {
    return request.operation() == AdmissionRequest.Operation.CREATE ? "" : request.name();
  }

  private void binding(AdmissionRequest request, ApiObject binding) {
    Map<String, Object> reference = ApiObject.mapAt(binding.root(), "roleRef");
    String plural =
        ApiObject.string(reference, "kind").equals("ClusterRole") ? "clusterroles" : "roles";
    String group = ApiObject.string(reference, "apiGroup");
    String name = ApiObject.string(reference, "name");
    if (onlyLetsItGo(request, binding)
        || may(request, "bind", group.isEmpty() ? RbacRules.GROUP : group, plural, name)) {
      return;
    }
    if (plural.equals("roles") && request.namespace().isEmpty()) {
      throw ApiException.badRequest("Namespace parameter required.");
    }
    if (name.isEmpty()) {
      throw ApiException.badRequest("Name parameter required.");
    }
    List<PolicyRule> granted = rbac.rules().role(request.namespace(), reference);
    if (granted.isEmpty() && !rbac.rules().knows(request.namespace(), reference)) {
      throw ApiException.notFound(RbacRules.GROUP, request.resource().plural(), name);
    }
    requireHeld(request, granted);
  }

  /** Whether nothing changes but what the garbage collector needs to let the object go. */
  private static boolean onlyLetsItGo(AdmissionRequest request, ApiObject object) {
    ApiObject old = request.oldObject();
    return old != null && Json.equal(withoutOwners(old), withoutOwners(object));
  }

  private static Map<String, Object> withoutOwners(ApiObject object) {
    ApiObject copy = object.copy();
    List.of("ownerReferences", "finalizers", "managedFields", "resourceVersion")
        .forEach(copy.metadata()::remove);
    return copy.root();
  }

  private boolean may(
      AdmissionRequest request, String verb, String group, String plural, String name) {
    return authorization.allows(
        request.user(), Question.resource(verb, group, plural, "", request.namespace(), name));
  }

  private void requireHeld(AdmissionRequest request, List<PolicyRule> rules) {
    List<PolicyRule> missing = missing(request, rules);
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> described = new TreeSet<>();
    PolicyRule.joined(missing).forEach(rule -> described.add(rule.describe()));
    throw refuse(
        request,
        "user \""
            + request.user().name()
            + "\" (groups="
            + PolicyRule.quotedList(request.user().groups())
            + ") is attempting to grant RBAC permissions not currently held:\n"
            + String.join("\n", described)
            + unresolved(request));
  }

  /** Roles that are not there may have held what is missing. */
  private String unresolved(AdmissionRequest request) {
    List<String> roles = RbacRules.missing(grants(request));
    return roles.isEmpty() ? "" : "; resolution errors: [" + String.join(" ", roles) + "]";
  }

  private List<RbacRules.Grant> grants(AdmissionRequest request) {
    return rbac.rules().grants(request.user(), request.namespace());
  }

  private List<PolicyRule> missing(AdmissionRequest request, List<PolicyRule> rules) {
    List<PolicyRule> held = new ArrayList<>();
    grants(request).forEach(grant -> held.addAll(grant.rules()));
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

package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.LabelSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All roles and bindings at one point in time, indexed by whom they are for. Immutable: a change of
 * any role or binding makes a new one.
 */
final class RbacRules {
  static final String GROUP = "rbac.authorization.k8s.io";
  private static final String CONTROLLER_MANAGER = "system:kube-controller-manager";
  private static final Set<String> CONTROL_PLANE =
      Set.of(CONTROLLER_MANAGER, "system:kube-scheduler");
  private static final String SERVICE_ACCOUNT_PREFIX = "system:serviceaccount:";

  /**
   * Rules that a binding grants, in a namespace, or everywhere where that is empty.
   *
   * @param missing says which role is not there; empty where it is
   */
  record Grant(String namespace, String source, List<PolicyRule> rules, String missing) {}

  private final Map<String, List<Grant>> byUser = new HashMap<>();
  private final Map<String, List<Grant>> byGroup = new HashMap<>();
  private final Map<String, List<PolicyRule>> roles = new HashMap<>();

  private RbacRules() {}

  static RbacRules read(ObjectReader reader) {
    RbacRules rules = new RbacRules();
    List<ApiObject> clusterRoles = reader.list(GROUP, "clusterroles", "");
    for (ApiObject role : clusterRoles) {
      rules.roles.put("ClusterRole//" + role.name(), rulesOf(role, clusterRoles));
    }
    for (ApiObject role : reader.list(GROUP, "roles", "")) {
      rules.roles.put("Role/" + role.namespace() + "/" + role.name(), rulesOf(role, List.of()));
    }
    reader.list(GROUP, "clusterrolebindings", "").forEach(rules::bind);
    reader.list(GROUP, "rolebindings", "").forEach(rules::bind);
    return rules;
  }

  /** The rules of a role, with those of the roles that it aggregates. */
  private static List<PolicyRule> rulesOf(ApiObject role, List<ApiObject> clusterRoles) {
    Set<PolicyRule> rules = new LinkedHashSet<>(ownRules(role));
    for (Object selector :
        ApiObject.listAt(ApiObject.mapAt(role.root(), "aggregationRule"), "clusterRoleSelectors")) {
      if (selector instanceof Map<?, ?> tree) {
        Predicate<Map<String, Object>> selects = selecting(tree);
        for (ApiObject other : clusterRoles) {
          if (!other.name().equals(role.name()) && selects.test(other.labels())) {
            rules.addAll(ownRules(other));
          }
        }
      }
    }
    return List.copyOf(rules);
  }

  @SuppressWarnings("unchecked")
  private static Predicate<Map<String, Object>> selecting(Map<?, ?> tree) {
    return LabelSelector.ofObject((Map<String, Object>) tree)::matches;
  }

  static List<PolicyRule> ownRules(ApiObject role) {
    List<PolicyRule> rules = new ArrayList<>();
    for (Object rule : ApiObject.listAt(role.root(), "rules")) {
      if (rule instanceof Map<?, ?> tree) {
        rules.add(PolicyRule.of(tree));
      }
    }
    return rules;
  }

  private void bind(ApiObject binding) {
    Map<String, Object> reference = ApiObject.mapAt(binding.root(), "roleRef");
    List<PolicyRule> granted = role(binding.namespace(), reference);
    String missing = knows(binding.namespace(), reference) ? "" : missing(reference);
    if (granted.isEmpty() && missing.isEmpty()) {
      return;
    }
    for (Object subject : ApiObject.listAt(binding.root(), "subjects")) {
      if (subject instanceof Map<?, ?> tree) {
        bind(binding, reference, tree, granted, missing);
      }
    }
  }

  private static String missing(Map<String, Object> reference) {
    return ApiObject.string(reference, "kind").toLowerCase(Locale.ROOT)
        + "."
        + GROUP
        + " \""
        + ApiObject.string(reference, "name")
        + "\" not found";
  }

  /** The rules of what a {@code roleRef} names; empty where it does not exist. */
  List<PolicyRule> role(String namespace, Map<String, Object> reference) {
    return roles.getOrDefault(key(namespace, reference), List.of());
  }

  boolean knows(String namespace, Map<String, Object> reference) {
    return roles.containsKey(key(namespace, reference));
  }

  private static String key(String namespace, Map<String, Object> reference) {
    String kind = ApiObject.string(reference, "kind");
    String name = ApiObject.string(reference, "name");
    return kind.equals("ClusterRole") ? "ClusterRole//" + name : "Role/" + namespace + "/" + name;
  }

  private void bind(
      ApiObject binding,
      Map<String, Object> reference,
      Map<?, ?> subject,
      List<PolicyRule> rules,
      String missing) {
    String kind = String.valueOf(subject.get("kind"));
    String name = String.valueOf(subject.get("name"));
    String where = subject.get("namespace") instanceof String s ? s : binding.namespace();
    String shown = kind.equals("ServiceAccount") ? name + "/" + where : name;
    Grant grant =
        new Grant(binding.namespace(), source(binding, reference, kind, shown), rules, missing);
    switch (kind) {
      case "User" -> add(byUser, name, CONTROL_PLANE.contains(name) ? withPatches(grant) : grant);
      case "Group" -> add(byGroup, name, grant);
      case "ServiceAccount" -> add(byUser, SERVICE_ACCOUNT_PREFIX + where + ":" + name, grant);
      default -> {}
    }
    if (kind.equals("ServiceAccount") && isController(binding, where)) {
      // The controller manager may make tokens for its controllers' accounts, so it can do whatever
      // one of them can; one process that runs them all need not make the detour.
      add(byUser, CONTROLLER_MANAGER, withPatches(grant));
    }
  }

  /**
   * Navarch's control plane patches where upstream's updates. A patch can do no more to an object
   * than an update, so where the policy lets these users update, they may patch.
   */
  private static Grant withPatches(Grant grant) {
    return new Grant(
        grant.namespace(),
        grant.source(),
        grant.rules().stream().map(PolicyRule::withPatch).toList(),
        grant.missing());
  }

  private static boolean isController(ApiObject binding, String namespace) {
    return namespace.equals("kube-system")
        && binding.name().startsWith("system:controller:")
        && "rbac-defaults".equals(binding.labels().get("kubernetes.io/bootstrapping"));
  }

  private static String source(
      ApiObject binding, Map<String, Object> reference, String kind, String subject) {
    String role =
        ApiObject.string(reference, "kind") + " \"" + ApiObject.string(reference, "name") + '"';
    String of = " of " + role + " to " + kind + " \"" + subject + '"';
    return binding.namespace().isEmpty()
        ? "ClusterRoleBinding \"" + binding.name() + '"' + of
        : "RoleBinding \"" + binding.name() + "/" + binding.namespace() + '"' + of;
  }

  private static void add(Map<String, List<Grant>> index, String key, Grant grant) {
    index.computeIfAbsent(key, _ -> new ArrayList<>(2)).add(grant);
  }

  Authorizer.Decision decide(User user, RequestInfo request) {
    List<Grant> grants = grants(user, request.namespace());
    for (Grant grant : grants) {
      for (PolicyRule rule : grant.rules()) {
        if (rule.allows(request)) {
          return new Authorizer.Decision.Allow("RBAC: allowed by " + grant.source());
        }
      }
    }
    List<String> missing = missing(grants);
    return new Authorizer.Decision.NoOpinion(
        missing.isEmpty() ? "" : "RBAC: " + aggregate(missing));
  }

  /** Which roles are not there that a user was bound to. */
  static List<String> missing(List<Grant> grants) {
    return grants.stream().map(Grant::missing).filter(m -> !m.isEmpty()).distinct().toList();
  }

  /** One text for several, as upstream aggregates errors. */
  static String aggregate(List<String> errors) {
    return errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]";
  }

  /** What a user was granted cluster-wide and in one namespace, cluster-wide grants first. */
  List<Grant> grants(User user, String namespace) {
    List<Grant> found = new ArrayList<>();
    collect(found, user, "");
    if (!namespace.isEmpty()) {
      collect(found, user, namespace);
    }
    return found;
  }

  private void collect(List<Grant> found, User user, String namespace) {
    addThose(found, byUser.getOrDefault(user.name(), List.of()), namespace);
    for (String group : user.groups()) {
      addThose(found, byGroup.getOrDefault(group, List.of()), namespace);
    }
  }

  private static void addThose(List<Grant> found, List<Grant> grants, String namespace) {
    for (Grant grant : grants) {
      if (grant.namespace().equals(namespace)) {
        found.add(grant);
      }
    }
  }
}

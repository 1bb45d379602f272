package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Set;

/**
 * Lets each node agent reach its own node, its lease, the pods bound to it, and what those pods
 * use: secrets, config maps, claims, volumes and service account tokens.
 */
final class NodeAuthorizer implements Authorizer {
  private static final String GROUP = "system:nodes";
  private static final String USER_PREFIX = "system:node:";
  private static final Decision ALLOW = new Decision.Allow("");
  private static final Decision NO_OPINION = new Decision.NoOpinion("");
  private static final Set<String> OWN_OBJECT_VERBS =
      Set.of("get", "create", "update", "patch", "delete");

  private final List<PolicyRule> rulesForAll;
  private final NodeRelations relations;

  NodeAuthorizer(NodeRelations relations) {
    this.relations = relations;
    this.rulesForAll =
        RbacBootstrap.policy().stream()
            .filter(o -> o.kind().equals("ClusterRole") && o.name().equals("system:node"))
            .flatMap(o -> RbacRules.ownRules(o).stream())
            .filter(NodeAuthorizer::isNotDecidedByRelation)
            .toList();
  }

  private static final Set<String> DECIDED_BY_RELATION =
      Set.of(
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "persistentvolumes",
          "volumeattachments",
          "resourceslices",
          "serviceaccounts/token",
          "leases",
          "csinodes",
          "nodes",
          "nodes/status",
          "pods",
          "resourceclaims",
          "serviceaccounts");

  private static boolean isNotDecidedByRelation(PolicyRule rule) {
    return rule.resources().stream().noneMatch(DECIDED_BY_RELATION::contains);
  }

  /** The node that a user is the agent of, or empty. */
  static String nodeOf(User user) {
    return user.isIn(GROUP) && user.name().startsWith(USER_PREFIX)
        ? user.name().substring(USER_PREFIX.length())
        : "";
  }

  @Override
  public Decision authorize(User user, RequestInfo request) {
    String node = nodeOf(user);
    if (node.isEmpty()) {
      return user.isIn(GROUP) && user.name().equals(USER_PREFIX)
          ? no("unknown node for user \"" + user.name() + "\"")
          : NO_OPINION;
    }
    if (request.resourceRequest()) {
      switch (request.group() + "/" + request.resource()) {
        case "/secrets", "/configmaps" -> {
          return readUsed(node, request);
        }
        case "/persistentvolumeclaims" -> {
          return request.subresource().equals("status")
              ? statusOf(node, request)
              : getRelated(node, request);
        }
        case "/persistentvolumes",
            "resource.k8s.io/resourceclaims",
            "storage.k8s.io/volumeattachments" -> {
          return getRelated(node, request);
        }
        case "/serviceaccounts" -> {
          return serviceAccount(node, request);
        }
        case "coordination.k8s.io/leases" -> {
          return lease(node, request);
        }
        case "storage.k8s.io/csinodes" -> {
          return csiNode(node, request);
        }
        case "resource.k8s.io/resourceslices" -> {
          return slice(node, request);
        }
        case "/nodes" -> {
          return node(node, request);
        }
        case "/pods" -> {
          return pod(node, request);
        }
        default -> {}
      }
    }
    for (PolicyRule rule : rulesForAll) {
      if (rule.allows(request)) {
        return ALLOW;
      }
    }
    return NO_OPINION;
  }

  private Decision readUsed(String node, RequestInfo request) {
    if (!Set.of("get", "list", "watch").contains(request.verb())) {
      return no("can only read resources of this type");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot read subresource");
    }
    if (request.namespace().isEmpty()) {
      return no("can only read namespaced object of this type");
    }
    return related(node, request);
  }

  private Decision getRelated(String node, RequestInfo request) {
    if (!request.verb().equals("get")) {
      return no("can only get individual resources of this type");
    }
    return request.subresource().isEmpty() ? related(node, request) : no("cannot get subresource");
  }

  private Decision statusOf(String node, RequestInfo request) {
    return Set.of("update", "patch").contains(request.verb())
        ? related(node, request)
        : no("can only get/update/patch this type");
  }

  private Decision serviceAccount(String node, RequestInfo request) {
    if (request.subresource().isEmpty() && request.verb().equals("get")) {
      return readUsed(node, request);
    }
    if (!request.verb().equals("create") || request.name().isEmpty()) {
      return no("can only create tokens for individual service accounts");
    }
    if (!request.subresource().equals("token")) {
      return no("can only create token subresource of serviceaccount");
    }
    return related(node, request);
  }

  private Decision related(String node, RequestInfo request) {
    if (request.name().isEmpty()) {
      return no("No Object name found");
    }
    return relations.relates(node, request.resource(), request.namespace(), request.name())
        ? ALLOW
        : no("no relationship found between node '" + node + "' and this object");
  }

  private static Decision lease(String node, RequestInfo request) {
    if (!OWN_OBJECT_VERBS.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a node lease");
    }
    if (!request.namespace().equals("kube-node-lease")) {
      return no("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return isOwnOrNew(node, request)
        ? ALLOW
        : no("can only access node lease with the same name as the requesting node");
  }

  private static Decision csiNode(String node, RequestInfo request) {
    if (!OWN_OBJECT_VERBS.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a CSINode");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot authorize CSINode subresources");
    }
    return isOwnOrNew(node, request)
        ? ALLOW
        : no("can only access CSINode with the same name as the requesting node");
  }

  /** The name of what is created is checked by admission. */
  private static boolean isOwnOrNew(String node, RequestInfo request) {
    return request.verb().equals("create") || request.name().equals(node);
  }

  private Decision slice(String node, RequestInfo request) {
    if (!request.subresource().isEmpty()) {
      return no("cannot authorize ResourceSlice subresources");
    }
    return switch (request.verb()) {
      case "create" -> ALLOW; // its node is checked by admission
      case "get", "update", "patch", "delete" -> related(node, request);
      case "watch", "list", "deletecollection" ->
          selects("spec.nodeName", node, request)
              ? ALLOW
              : no(
                  "can only list/watch/deletecollection resourceslices with nodeName field"
                      + " selector");
      default ->
          no(
              "only the following verbs are allowed for a ResourceSlice: get, watch, list, create,"
                  + " update, patch, delete, deletecollection");
    };
  }

  private static Decision node(String node, RequestInfo request) {
    boolean change = Set.of("update", "patch").contains(request.verb());
    if (request.subresource().equals("status")) {
      return change ? ALLOW : NO_OPINION; // which one is checked by admission
    }
    if (!request.subresource().isEmpty()) {
      return NO_OPINION;
    }
    if (change || request.verb().equals("create")) {
      return ALLOW;
    }
    if (!Set.of("get", "list", "watch").contains(request.verb())) {
      return NO_OPINION;
    }
    if (request.name().equals(node)) {
      return ALLOW;
    }
    return request.name().isEmpty()
        ? no("node '" + node + "' cannot read all nodes, only its own Node object")
        : no("node '" + node + "' cannot read '" + request.name() + "', only its own Node object");
  }

  private Decision pod(String node, RequestInfo request) {
    return switch (request.subresource()) {
      case "" ->
          switch (request.verb()) {
            case "get" -> getRelated(node, request);
            case "list", "watch" -> podsOf(node, request);
            case "create", "delete" -> ALLOW; // which ones is checked by admission
            default -> NO_OPINION;
          };
      case "status" -> Set.of("update", "patch").contains(request.verb()) ? ALLOW : NO_OPINION;
      case "eviction" -> request.verb().equals("create") ? ALLOW : NO_OPINION;
      default -> NO_OPINION;
    };
  }

  private Decision podsOf(String node, RequestInfo request) {
    if (selects("spec.nodeName", node, request)) {
      return ALLOW;
    }
    return request.name().isEmpty()
        ? no("can only list/watch pods with spec.nodeName field selector")
        : related(node, request);
  }

  private static boolean selects(String field, String value, RequestInfo request) {
    String text = request.parameter("fieldSelector");
    if (text.isEmpty()) {
      return false;
    }
    try {
      return FieldSelector.parse(text).terms().stream()
          .anyMatch(t -> !t.negated() && t.field().equals(field) && t.value().equals(value));
    } catch (ApiException malformed) {
      return false;
    }
  }

  private static Decision no(String reason) {
    return new Decision.NoOpinion(reason);
  }
}

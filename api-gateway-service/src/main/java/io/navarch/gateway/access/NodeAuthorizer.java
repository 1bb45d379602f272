package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final PodsOfNode pods;

  NodeAuthorizer(ObjectReader reader) {
    this.pods = new PodsOfNode(reader);
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
      return NO_OPINION;
    }
    if (request.resourceRequest()) {
      switch (request.group() + "/" + request.resource()) {
        case "/secrets", "/configmaps" -> {
          return readUsed(node, request);
        }
        case "/persistentvolumeclaims" -> {
          return request.subresource().equals("status")
              ? statusOf(node, request)
              : readUsed(node, request);
        }
        case "/persistentvolumes", "resource.k8s.io/resourceclaims" -> {
          return readUsed(node, request);
        }
        case "/serviceaccounts" -> {
          return serviceAccount(node, request);
        }
        case "coordination.k8s.io/leases" -> {
          return lease(node, request);
        }
        case "storage.k8s.io/csinodes" -> {
          return own(
              node, request, "can only access CSINode with the same name as the requesting node");
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
    if (request.name().isEmpty()) {
      return no("No Object name found");
    }
    return related(node, pods.uses(node, request.resource(), request.namespace(), request.name()));
  }

  private Decision statusOf(String node, RequestInfo request) {
    if (!Set.of("get", "update", "patch").contains(request.verb())) {
      return no("can only get/update/patch this type");
    }
    return related(node, pods.uses(node, request.resource(), request.namespace(), request.name()));
  }

  private Decision serviceAccount(String node, RequestInfo request) {
    if (request.subresource().isEmpty() && request.verb().equals("get")) {
      return related(node, pods.uses(node, "serviceaccounts", request.namespace(), request.name()));
    }
    if (!request.verb().equals("create") || request.name().isEmpty()) {
      return no("can only create tokens for individual service accounts");
    }
    if (!request.subresource().equals("token")) {
      return no("can only create token subresource of serviceaccount");
    }
    return related(node, pods.uses(node, "serviceaccounts", request.namespace(), request.name()));
  }

  private static Decision related(String node, boolean related) {
    return related
        ? ALLOW
        : no("no relationship found between node '" + node + "' and this object");
  }

  private static Decision lease(String node, RequestInfo request) {
    if (!request.namespace().equals("kube-node-lease")) {
      return no("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return own(
        node, request, "can only access node lease with the same name as the requesting node");
  }

  private static Decision own(String node, RequestInfo request, String elsewhere) {
    if (!OWN_OBJECT_VERBS.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete " + request.resource());
    }
    if (!request.verb().equals("create") && !request.name().equals(node)) {
      return no(elsewhere);
    }
    return ALLOW;
  }

  private static Decision node(String node, RequestInfo request) {
    if (request.verb().equals("create") && request.subresource().isEmpty()) {
      return ALLOW; // its name is checked by admission
    }
    if (Set.of("get", "list", "watch", "update", "patch", "delete").contains(request.verb())
        && Set.of("", "status").contains(request.subresource())) {
      if (request.name().equals(node)) {
        return ALLOW;
      }
      return request.name().isEmpty()
          ? no("node '" + node + "' cannot read all nodes, only its own Node object")
          : no(
              "node '" + node + "' cannot read '" + request.name() + "', only its own Node object");
    }
    return NO_OPINION;
  }

  private Decision pod(String node, RequestInfo request) {
    return switch (request.verb()) {
      case "get" ->
          request.subresource().isEmpty()
              ? related(node, pods.isOn(node, request.namespace(), request.name()))
              : NO_OPINION;
      case "list", "watch" ->
          selectsOwn(node, request)
              ? ALLOW
              : no("can only list/watch pods with spec.nodeName field selector");
      case "create" -> Set.of("", "eviction").contains(request.subresource()) ? ALLOW : NO_OPINION;
      case "delete" -> request.subresource().isEmpty() ? ALLOW : NO_OPINION;
      case "update", "patch" -> request.subresource().equals("status") ? ALLOW : NO_OPINION;
      default -> NO_OPINION;
    };
  }

  private static boolean selectsOwn(String node, RequestInfo request) {
    for (String term : request.parameter("fieldSelector").split(",", -1)) {
      if (term.equals("spec.nodeName=" + node) || term.equals("spec.nodeName==" + node)) {
        return true;
      }
    }
    return false;
  }

  private static Decision no(String reason) {
    return new Decision.NoOpinion(reason);
  }

  /** What the pods bound to a node refer to. */
  private record PodsOfNode(ObjectReader reader) {

    boolean isOn(String node, String namespace, String name) {
      return reader
          .get("", "pods", namespace, name)
          .filter(pod -> node.equals(pod.at("spec", "nodeName")))
          .isPresent();
    }

    boolean uses(String node, String resource, String namespace, String name) {
      if (resource.equals("persistentvolumes")) {
        return usesVolume(node, name);
      }
      for (ApiObject pod : reader.list("", "pods", namespace)) {
        if (node.equals(pod.at("spec", "nodeName"))
            && (PodReferences.of(pod).contains(resource, name)
                || (resource.equals("secrets") && volumeSecret(pod, name)))) {
          return true;
        }
      }
      return false;
    }

    private boolean usesVolume(String node, String name) {
      return reader
          .get("", "persistentvolumes", "", name)
          .filter(volume -> isClaimedOn(node, volume))
          .isPresent();
    }

    private boolean isClaimedOn(String node, ApiObject volume) {
      return volume.at("spec", "claimRef") instanceof Map<?, ?> claim
          && claim.get("namespace") instanceof String namespace
          && claim.get("name") instanceof String name
          && uses(node, "persistentvolumeclaims", namespace, name);
    }

    /** Whether a volume that the pod claims names the secret. */
    private boolean volumeSecret(ApiObject pod, String secret) {
      for (String claim : PodReferences.of(pod).claims()) {
        Object volume =
            reader
                .get("", "persistentvolumeclaims", pod.namespace(), claim)
                .map(c -> c.at("spec", "volumeName"))
                .orElse("");
        boolean named =
            reader
                .get("", "persistentvolumes", "", String.valueOf(volume))
                .filter(v -> namesSecret(v.at("spec"), pod.namespace(), secret))
                .isPresent();
        if (named) {
          return true;
        }
      }
      return false;
    }

    private static boolean namesSecret(
        @org.jspecify.annotations.Nullable Object tree, String namespace, String secret) {
      List<Object> open = new ArrayList<>();
      if (tree != null) {
        open.add(tree);
      }
      while (!open.isEmpty()) {
        if (open.removeLast() instanceof Map<?, ?> map) {
          for (Map.Entry<?, ?> e : map.entrySet()) {
            boolean reference = String.valueOf(e.getKey()).endsWith("ecretRef");
            if (reference
                && e.getValue() instanceof Map<?, ?> r
                && secret.equals(r.get("name"))
                && (r.get("namespace") == null || namespace.equals(r.get("namespace")))) {
              return true;
            }
            if (e.getValue() != null) {
              open.add(e.getValue());
            }
          }
        }
      }
      return false;
    }
  }
}

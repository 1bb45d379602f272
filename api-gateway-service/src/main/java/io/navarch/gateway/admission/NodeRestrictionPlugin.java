package io.navarch.gateway.admission;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NodeRestriction: a node agent changes only its own node and what belongs to it, makes mirror pods
 * only, gets tokens only for the pods it runs, and cannot label itself into isolated sets of nodes.
 */
final class NodeRestrictionPlugin implements AdmissionPlugin {
  private static final String GROUP = "system:nodes";
  private static final String USER_PREFIX = "system:node:";
  private static final Set<String> NODE_SIGNERS =
      Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

  /** What a node may tell of a claim: how large its volume is, and how far a resize has come. */
  private static final List<String> CLAIM_STATUS =
      List.of("capacity", "conditions", "allocatedResourceStatuses", "allocatedResources");

  private final RestrictedPods pods;
  private final RestrictedTokens tokens;

  /**
   * @param authorization asked whether a node may have tokens for others
   */
  NodeRestrictionPlugin(ObjectReader reader, Authorization authorization) {
    this.pods = new RestrictedPods(reader);
    this.tokens = new RestrictedTokens(reader, authorization);
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    String user = request.user().name();
    if (!user.startsWith(USER_PREFIX) || !request.user().isIn(GROUP)) {
      return;
    }
    String node = user.substring(USER_PREFIX.length());
    if (node.isEmpty()) {
      throw refusal(request, "could not determine node from user \"" + user + "\"");
    }
    switch (request.resource().group() + "/" + request.resource().plural()) {
      case "/pods" -> pods.admit(request, node);
      case "/nodes" -> RestrictedNodes.admit(request, node);
      case "/persistentvolumeclaims" -> claim(request, node);
      case "/serviceaccounts" -> tokens.admit(request, node);
      case "coordination.k8s.io/leases" -> lease(request, node);
      case "storage.k8s.io/csinodes" -> own(request, node, "CSINode");
      case "resource.k8s.io/resourceslices" -> slice(request, node);
      case "certificates.k8s.io/certificatesigningrequests" -> certificate(request, node);
      default -> {}
    }
  }

  private static void claim(AdmissionRequest request, String node) {
    if (!request.subresource().equals("status")) {
      throw refusal(request, "may only update PVC status");
    }
    ApiObject now = request.object();
    ApiObject old = request.oldObject();
    if (now != null && old != null && !Json.equal(withoutStatus(now), withoutStatus(old))) {
      throw refusal(
          request,
          "node \""
              + node
              + "\" is not allowed to update fields other than status.quantity and"
              + " status.conditions");
    }
  }

  private static Map<String, Object> withoutStatus(ApiObject claim) {
    ApiObject copy = claim.copy();
    copy.metadata().remove("resourceVersion");
    copy.metadata().remove("managedFields");
    if (copy.root().get("status") instanceof Map<?, ?> status) {
      CLAIM_STATUS.forEach(status::remove);
    }
    return copy.root();
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals("kube-node-lease")) {
      throw refusal(request, "can only access leases in the \"kube-node-lease\" system namespace");
    }
    own(request, node, "node lease");
  }

  private static void own(AdmissionRequest request, String node, String what) {
    if (!request.name().equals(node)) {
      throw refusal(
          request, "can only access " + what + " with the same name as the requesting node");
    }
  }

  private static void slice(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> ofNode(request, request.object(), node, "create");
      case DELETE -> ofNode(request, request.oldObject(), node, "delete");
      case UPDATE, CONNECT -> {}
    }
  }

  private static void ofNode(
      AdmissionRequest request, @Nullable ApiObject slice, String node, String verb) {
    if (slice == null || !node.equals(slice.at("spec", "nodeName"))) {
      throw refusal(
          request,
          "can only " + verb + " ResourceSlice with the same NodeName as the requesting node");
    }
  }

  private static void certificate(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    if (request.operation() != AdmissionRequest.Operation.CREATE
        || object == null
        || !NODE_SIGNERS.contains(String.valueOf(object.at("spec", "signerName")))) {
      return;
    }
    String name;
    try {
      name = CertificateRequest.ofBase64(String.valueOf(object.at("spec", "request"))).commonName();
    } catch (PkiException e) {
      throw refusal(request, "unable to parse csr: " + e.getMessage());
    }
    if (!name.equals(USER_PREFIX + node)) {
      throw refusal(request, "can only create a node CSR with CN=" + USER_PREFIX + node);
    }
  }

  static ApiException refusal(AdmissionRequest request, String why) {
    return ApiException.forbidden(
        request.resource().group(), request.resource().plural(), request.named(), why);
  }
}

package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.object.PodReferences;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NodeRestriction: a node agent changes only its own node, its own lease and the pods on its node,
 * makes mirror pods only, and cannot label itself into isolated sets of nodes.
 */
final class NodeRestrictionPlugin implements AdmissionPlugin {
  private static final String GROUP = "system:nodes";
  private static final String USER_PREFIX = "system:node:";
  private static final Set<String> ALLOWED_LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch",
          "kubernetes.io/os",
          "kubernetes.io/arch");

  private final ObjectReader reader;

  NodeRestrictionPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.user().isIn(GROUP) || !request.user().name().startsWith(USER_PREFIX)) {
      return;
    }
    String node = request.user().name().substring(USER_PREFIX.length());
    switch (request.resource().group() + "/" + request.resource().plural()) {
      case "/pods" -> pod(request, node);
      case "/nodes" -> node(request, node);
      case "coordination.k8s.io/leases" -> lease(request, node);
      case "storage.k8s.io/csinodes" -> named(request, node);
      case "/serviceaccounts" -> token(request, node);
      default -> {}
    }
  }

  private void pod(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> {
        if (request.subresource().isEmpty() && request.object() != null) {
          mirrorPod(request, request.object(), node);
        } else if (request.subresource().equals("eviction")) {
          onItsNode(request, find(request), node);
        }
      }
      case UPDATE -> {
        if (request.subresource().equals("status") && request.object() != null) {
          onItsNode(request, request.object(), node);
          if (request.oldObject() != null
              && !Json.equal(request.object().labels(), request.oldObject().labels())) {
            throw refuse(request, "node \"" + node + "\" cannot update labels through pod status");
          }
        } else {
          throw refuse(request, "unexpected pod subresource \"" + request.subresource() + "\"");
        }
      }
      case DELETE -> onItsNode(request, request.oldObject(), node);
      case CONNECT -> throw refuse(request, "unexpected operation CONNECT");
    }
  }

  private @Nullable ApiObject find(AdmissionRequest request) {
    return reader.get("", "pods", request.namespace(), request.name()).orElse(null);
  }

  private static void onItsNode(AdmissionRequest request, @Nullable ApiObject pod, String node) {
    if (pod != null && !node.equals(pod.at("spec", "nodeName"))) {
      throw refuse(
          request, "node \"" + node + "\" can only change pods with spec.nodeName set to itself");
    }
  }

  private static void mirrorPod(AdmissionRequest request, ApiObject pod, String node) {
    if (!PodTrees.isMirror(pod)) {
      throw refuse(
          request,
          "pod does not have \"kubernetes.io/config.mirror\" annotation, node \""
              + node
              + "\" can only create mirror pods");
    }
    onItsNode(request, pod, node);
    PodReferences references = PodReferences.of(pod);
    if (!references.serviceAccounts().isEmpty()) {
      throw refuse(
          request, "node \"" + node + "\" can not create pods that reference a service account");
    }
    if (!references.secrets().isEmpty()
        || !references.configMaps().isEmpty()
        || !references.claims().isEmpty()) {
      throw refuse(
          request, "node \"" + node + "\" can not create pods that reference other objects");
    }
  }

  private static void node(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    String name = object == null ? request.name() : object.name();
    if (!name.equals(node)) {
      throw refuse(request, "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
    }
    if (object == null) {
      return;
    }
    ApiObject old = request.oldObject();
    Map<String, Object> before = old == null ? Map.of() : old.labels();
    List<String> forbidden = new ArrayList<>();
    for (String label : changed(before, object.labels())) {
      if (label.startsWith("node-restriction.kubernetes.io/")
          || label.contains(".node-restriction.kubernetes.io/")
          || (isReserved(label) && !isAllowed(label))) {
        forbidden.add(label);
      }
    }
    if (!forbidden.isEmpty()) {
      throw refuse(
          request,
          "is not allowed to modify labels: "
              + String.join(", ", forbidden.stream().sorted().toList()));
    }
    if (old != null && !Json.equal(old.at("spec", "taints"), object.at("spec", "taints"))) {
      throw refuse(request, "node \"" + node + "\" is not allowed to modify taints");
    }
  }

  private static List<String> changed(Map<String, Object> before, Map<String, Object> after) {
    List<String> changed = new ArrayList<>();
    after.forEach(
        (key, value) -> {
          if (!value.equals(before.get(key))) {
            changed.add(key);
          }
        });
    before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(changed::add);
    return changed;
  }

  private static boolean isReserved(String label) {
    int slash = label.indexOf('/');
    String prefix = slash < 0 ? "" : label.substring(0, slash);
    return prefix.equals("kubernetes.io")
        || prefix.endsWith(".kubernetes.io")
        || prefix.equals("k8s.io")
        || prefix.endsWith(".k8s.io");
  }

  private static boolean isAllowed(String label) {
    String prefix = label.substring(0, label.indexOf('/'));
    return ALLOWED_LABELS.contains(label)
        || prefix.equals("kubelet.kubernetes.io")
        || prefix.endsWith(".kubelet.kubernetes.io")
        || prefix.equals("node.kubernetes.io")
        || prefix.endsWith(".node.kubernetes.io");
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals("kube-node-lease")) {
      throw refuse(request, "can only access leases in the \"kube-node-lease\" system namespace");
    }
    named(request, node);
  }

  private static void named(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    String name = object == null ? request.name() : object.name();
    if (!name.equals(node)) {
      throw refuse(
          request,
          "can only access "
              + request.resource().plural()
              + " with the same name as the requesting node");
    }
  }

  private void token(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    if (!request.subresource().equals("token") || object == null) {
      return;
    }
    Map<String, Object> bound =
        ApiObject.mapAt(ApiObject.mapAt(object.root(), "spec"), "boundObjectRef");
    if (!ApiObject.string(bound, "kind").equals("Pod")) {
      throw refuse(request, "node requested token not bound to a pod");
    }
    ApiObject pod =
        reader.get("", "pods", request.namespace(), ApiObject.string(bound, "name")).orElse(null);
    if (pod == null || !node.equals(pod.at("spec", "nodeName"))) {
      throw refuse(request, "node requested token bound to a pod scheduled on a different node");
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden(
        request.resource().group(), request.resource().plural(), request.name(), why);
  }
}

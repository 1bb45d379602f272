package io.navarch.gateway.admission;

import static io.navarch.gateway.admission.NodeRestrictionPlugin.refusal;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a node agent may say of Node objects: of its own, and no more than what it knows best. */
final class RestrictedNodes {
  private static final Set<String> OWN_LABELS =
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

  private RestrictedNodes() {}

  static void admit(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    String name = request.name();
    if (!name.equals(node)) {
      throw refusal(
          request, "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
    }
    ApiObject old = request.oldObject();
    if (object == null) {
      return;
    }
    if (request.operation() == AdmissionRequest.Operation.CREATE) {
      created(request, object, node);
    } else if (old != null) {
      updated(request, object, old, node);
    }
  }

  private static void created(AdmissionRequest request, ApiObject object, String node) {
    if (object.at("spec", "configSource") != null) {
      throw refusal(
          request,
          "node \"" + node + "\" is not allowed to create pods with a non-nil configSource");
    }
    List<String> labels = forbidden(Map.of(), object.labels());
    if (!labels.isEmpty()) {
      throw refusal(
          request,
          "node \""
              + node
              + "\" is not allowed to set the following labels: "
              + String.join(", ", labels));
    }
  }

  private static void updated(
      AdmissionRequest request, ApiObject object, ApiObject old, String node) {
    Object source = object.at("spec", "configSource");
    if (source != null && !Json.equal(source, old.at("spec", "configSource"))) {
      throw refusal(
          request,
          "node \""
              + node
              + "\" is not allowed to update configSource to a new non-nil configSource");
    }
    if (!Json.equal(spec(object, "taints"), spec(old, "taints"))) {
      throw refusal(request, "node \"" + node + "\" is not allowed to modify taints");
    }
    if (!Json.equal(owners(object), owners(old))) {
      throw refusal(request, "node \"" + node + "\" is not allowed to modify ownerReferences");
    }
    List<String> labels = forbidden(old.labels(), object.labels());
    if (!labels.isEmpty()) {
      throw refusal(request, "is not allowed to modify labels: " + String.join(", ", labels));
    }
  }

  private static List<?> spec(ApiObject node, String list) {
    return ApiObject.listAt(ApiObject.mapAt(node.root(), "spec"), list);
  }

  private static List<?> owners(ApiObject node) {
    return ApiObject.listAt(node.metadata(), "ownerReferences");
  }

  /** Labels that differ though a node must not change them, in their order. */
  private static List<String> forbidden(Map<String, Object> before, Map<String, Object> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> forbidden = new ArrayList<>();
    for (String key : keys) {
      boolean changed = !Json.equal(before.get(key), after.get(key));
      if (changed && isNotItsOwn(key)) {
        forbidden.add(key);
      }
    }
    return forbidden;
  }

  private static boolean isNotItsOwn(String label) {
    int slash = label.indexOf('/');
    String domain = slash < 0 ? "" : label.substring(0, slash);
    if (isWithin(domain, "node-restriction.kubernetes.io")) {
      return true;
    }
    boolean reserved = isWithin(domain, "kubernetes.io") || isWithin(domain, "k8s.io");
    return reserved
        && !OWN_LABELS.contains(label)
        && !isWithin(domain, "kubelet.kubernetes.io")
        && !isWithin(domain, "node.kubernetes.io");
  }

  private static boolean isWithin(String domain, String parent) {
    return domain.equals(parent) || domain.endsWith("." + parent);
  }
}

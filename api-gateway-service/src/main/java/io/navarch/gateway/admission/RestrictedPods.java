package io.navarch.gateway.admission;

import static io.navarch.gateway.admission.NodeRestrictionPlugin.refusal;

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
 * What a node agent may do to pods: it reports on, evicts and deletes its own, and mirrors some.
 */
final class RestrictedPods {
  /** Volumes that need nothing of the API. */
  private static final Set<String> FREE_VOLUMES =
      Set.of(
          "awsElasticBlockStore",
          "azureDisk",
          "cephfs",
          "cinder",
          "downwardAPI",
          "emptyDir",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "gitRepo",
          "hostPath",
          "image",
          "iscsi",
          "nfs",
          "photonPersistentDisk",
          "portworxVolume",
          "quobyte",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  private static final Map<String, String> BOUND_VOLUMES =
      Map.of(
          "configMap", "configmaps (via configmap volumes)",
          "secret", "secrets (via secret volumes)",
          "csi", "csidrivers (via CSI volumes)",
          "glusterfs", "endpoints (via glusterFS volumes)",
          "persistentVolumeClaim", "persistentvolumeclaims",
          "ephemeral", "persistentvolumeclaims (via ephemeral volumes)",
          "azureFile", "secrets (via azureFile volumes)");

  private static final Map<String, String> BOUND_SOURCES =
      Map.of(
          "configMap", "configmaps (via projected volumes)",
          "secret", "secrets (via projected volumes)",
          "serviceAccountToken", "serviceaccounts (via projected volumes)",
          "clusterTrustBundle", "clustertrustbundles",
          "podCertificate", "podcertificates");

  private final ObjectReader reader;

  RestrictedPods(ObjectReader reader) {
    this.reader = reader;
  }

  void admit(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> pod(request, node);
      case "status" -> status(request, node);
      case "eviction" -> eviction(request, node);
      default ->
          throw refusal(
              request,
              "unexpected pod subresource \""
                  + request.subresource()
                  + "\", only 'status' and 'eviction' are allowed");
    }
  }

  private void pod(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> {
        ApiObject object = request.object();
        if (object != null) {
          mirror(request, object, node);
        }
      }
      case DELETE -> {
        if (isElsewhere(request.oldObject(), node)) {
          throw refusal(
              request,
              "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
        }
      }
      case UPDATE, CONNECT ->
          throw refusal(
              request,
              "unexpected operation \""
                  + request.operation()
                  + "\", node \""
                  + node
                  + "\" can only create and delete mirror pods");
    }
  }

  private static boolean isElsewhere(@Nullable ApiObject pod, String node) {
    return pod != null && !node.equals(pod.at("spec", "nodeName"));
  }

  private void mirror(AdmissionRequest request, ApiObject pod, String node) {
    if (!PodTrees.isMirror(pod)) {
      throw refusal(
          request,
          "pod does not have \"kubernetes.io/config.mirror\" annotation, node \""
              + node
              + "\" can only create mirror pods");
    }
    if (isElsewhere(pod, node)) {
      throw refusal(
          request, "node \"" + node + "\" can only create pods with spec.nodeName set to itself");
    }
    owner(request, pod, node);
    String named = reference(pod);
    if (!named.isEmpty()) {
      throw refusal(request, "node \"" + node + "\" can not create pods that reference " + named);
    }
  }

  /** A mirror pod goes when its node goes, and holds nothing up. */
  private void owner(AdmissionRequest request, ApiObject pod, String node) {
    String itself = "node \"" + node + "\" can only create pods with ";
    List<?> owners = ApiObject.listAt(pod.metadata(), "ownerReferences");
    if (owners.size() > 1) {
      throw refusal(request, itself + "a single owner reference set to itself");
    }
    Map<?, ?> owner =
        owners.isEmpty() || !(owners.getFirst() instanceof Map<?, ?> m) ? Map.of() : m;
    if (!"v1".equals(owner.get("apiVersion"))
        || !"Node".equals(owner.get("kind"))
        || !node.equals(owner.get("name"))) {
      throw refusal(request, itself + "an owner reference set to itself");
    }
    if (!Boolean.TRUE.equals(owner.get("controller"))) {
      throw refusal(request, itself + "a controller owner reference set to itself");
    }
    if (Boolean.TRUE.equals(owner.get("blockOwnerDeletion"))) {
      throw refusal(
          request, "node \"" + node + "\" must not set blockOwnerDeletion on an owner reference");
    }
    String uid =
        reader
            .get("", "nodes", "", node)
            .map(ApiObject::uid)
            .orElseThrow(() -> ApiException.notFound("", "nodes", node));
    if (!uid.equals(owner.get("uid"))) {
      throw refusal(
          request, "node " + node + " UID mismatch: expected " + owner.get("uid") + " got " + uid);
    }
  }

  /** What of the API the pod needs; empty where it needs nothing. */
  private static String reference(ApiObject pod) {
    PodReferences references = PodReferences.of(pod);
    if (!references.serviceAccounts().isEmpty()) {
      return "serviceaccounts";
    }
    if (!references.secrets().isEmpty()) {
      return "secrets";
    }
    if (!references.configMaps().isEmpty()) {
      return "configmaps";
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    if (!ApiObject.listAt(spec, "resourceClaims").isEmpty()) {
      return "resourceclaims";
    }
    for (Object volume : ApiObject.listAt(spec, "volumes")) {
      String named = volume instanceof Map<?, ?> tree ? reference(tree) : "";
      if (!named.isEmpty()) {
        return named;
      }
    }
    return "";
  }

  private static String reference(Map<?, ?> volume) {
    List<Object> kinds = new ArrayList<>(volume.keySet());
    kinds.remove("name");
    Object kind = kinds.isEmpty() ? "" : kinds.getFirst();
    if (FREE_VOLUMES.contains(kind)) {
      return "";
    }
    if (!"projected".equals(kind)) {
      return BOUND_VOLUMES.getOrDefault(kind, "volumes of an unknown type");
    }
    if (volume.get("projected") instanceof Map<?, ?> projected
        && projected.get("sources") instanceof List<?> sources) {
      for (Object source : sources) {
        for (Object key : source instanceof Map<?, ?> tree ? tree.keySet() : Set.of()) {
          String named = BOUND_SOURCES.get(key);
          if (named != null) {
            return named;
          }
        }
      }
    }
    return "";
  }

  private static void status(AdmissionRequest request, String node) {
    ApiObject now = request.object();
    ApiObject old = request.oldObject();
    if (request.operation() != AdmissionRequest.Operation.UPDATE || now == null || old == null) {
      throw refusal(request, "unexpected operation \"" + request.operation() + "\"");
    }
    if (isElsewhere(old, node)) {
      throw refusal(
          request,
          "node \""
              + node
              + "\" can only update pod status for pods with spec.nodeName set to itself");
    }
    if (!Json.equal(now.labels(), old.labels())) {
      throw refusal(request, "node \"" + node + "\" cannot update labels through pod status");
    }
    if (!Json.equal(claims(now), claims(old))) {
      throw refusal(request, "node \"" + node + "\" cannot update resource claim statues");
    }
    if (!Json.equal(extended(now), extended(old))) {
      throw refusal(request, "node \"" + node + "\" cannot update extended resource claim status");
    }
  }

  private static List<?> claims(ApiObject pod) {
    return ApiObject.listAt(ApiObject.mapAt(pod.root(), "status"), "resourceClaimStatuses");
  }

  private static @Nullable Object extended(ApiObject pod) {
    return pod.at("status", "extendedResourceClaimStatus");
  }

  private void eviction(AdmissionRequest request, String node) {
    if (request.operation() != AdmissionRequest.Operation.CREATE) {
      throw refusal(request, "unexpected operation " + request.operation());
    }
    ApiObject pod =
        reader
            .get("", "pods", request.namespace(), request.name())
            .orElseThrow(() -> ApiException.notFound("", "pod", request.name()));
    if (isElsewhere(pod, node)) {
      throw refusal(
          request, "node " + node + " can only evict pods with spec.nodeName set to itself");
    }
  }
}

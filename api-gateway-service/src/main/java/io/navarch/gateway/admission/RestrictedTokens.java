package io.navarch.gateway.admission;

import static io.navarch.gateway.admission.NodeRestrictionPlugin.refusal;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.Question;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;

/**
 * The tokens that a node agent gets: for pods that it runs, and for the audiences that these pods
 * ask for by their volumes, or that somebody grants it by the verb {@code
 * request-serviceaccounts-token-audience}.
 */
final class RestrictedTokens {
  private static final String GRANT = "request-serviceaccounts-token-audience";

  private final ObjectReader reader;
  private final Authorization authorization;

  RestrictedTokens(ObjectReader reader, Authorization authorization) {
    this.reader = reader;
    this.authorization = authorization;
  }

  void admit(AdmissionRequest request, String node) {
    ApiObject object = request.object();
    if (request.operation() != AdmissionRequest.Operation.CREATE
        || !request.subresource().equals("token")
        || object == null) {
      return;
    }
    Map<String, Object> spec = ApiObject.mapAt(object.root(), "spec");
    Map<String, Object> bound = ApiObject.mapAt(spec, "boundObjectRef");
    String name = ApiObject.string(bound, "name");
    if (!ApiObject.string(bound, "apiVersion").equals("v1")
        || !ApiObject.string(bound, "kind").equals("Pod")
        || name.isEmpty()) {
      throw refusal(request, "node requested token not bound to a pod");
    }
    String uid = ApiObject.string(bound, "uid");
    if (uid.isEmpty()) {
      throw refusal(request, "node requested token with a pod binding without a uid");
    }
    ApiObject pod =
        reader
            .get("", "pods", request.namespace(), name)
            .orElseThrow(() -> ApiException.notFound("", "pod", name));
    if (!uid.equals(pod.uid())) {
      throw refusal(
          request,
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    if (!node.equals(pod.at("spec", "nodeName"))) {
      throw refusal(request, "node requested token bound to a pod scheduled on a different node");
    }
    audience(request, ApiObject.listAt(spec, "audiences"), pod);
  }

  private void audience(AdmissionRequest request, List<?> audiences, ApiObject pod) {
    if (audiences.size() > 1) {
      throw refusal(request, "node may only request 0 or 1 audiences");
    }
    String audience = audiences.isEmpty() ? "" : String.valueOf(audiences.getFirst());
    if (asks(pod, audience)) {
      return;
    }
    Authorizer.Decision decision =
        authorization.decide(
            request.user(),
            Question.resource(GRANT, "", audience, "", request.namespace(), request.name()));
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw refusal(
          request,
          "audience \""
              + audience
              + "\" not found in pod spec volume, "
              + request.user().name()
              + " is not authorized to request tokens for this audience");
    }
  }

  /** Whether a volume of the pod needs a token for that audience. */
  private boolean asks(ApiObject pod, String audience) {
    for (Object item : ApiObject.listAt(PodTrees.spec(pod), "volumes")) {
      if (item instanceof Map<?, ?> volume
          && (projects(volume, audience) || needs(driver(pod, volume), audience))) {
        return true;
      }
    }
    return false;
  }

  private static boolean projects(Map<?, ?> volume, String audience) {
    return volume.get("projected") instanceof Map<?, ?> projected
        && projected.get("sources") instanceof List<?> sources
        && sources.stream()
            .anyMatch(
                source ->
                    source instanceof Map<?, ?> tree
                        && tree.get("serviceAccountToken") instanceof Map<?, ?> token
                        && audience.equals(text(token, "audience")));
  }

  private static String text(Map<?, ?> tree, String key) {
    return tree.get(key) instanceof String text ? text : "";
  }

  /** The CSI driver behind a volume; empty where there is none. */
  private String driver(ApiObject pod, Map<?, ?> volume) {
    if (volume.get("csi") instanceof Map<?, ?> csi) {
      return text(csi, "driver");
    }
    if (volume.get("persistentVolumeClaim") instanceof Map<?, ?> source) {
      return driverOfClaim(pod.namespace(), text(source, "claimName"));
    }
    return volume.get("ephemeral") instanceof Map<?, ?>
        ? driverOfClaim(pod.namespace(), pod.name() + "-" + text(volume, "name"))
        : "";
  }

  private String driverOfClaim(String namespace, String claim) {
    return reader
        .get("", "persistentvolumeclaims", namespace, claim)
        .map(found -> found.at("spec", "volumeName"))
        .filter(String.class::isInstance)
        .flatMap(volume -> reader.get("", "persistentvolumes", "", (String) volume))
        .map(found -> found.at("spec", "csi", "driver"))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .orElse("");
  }

  private boolean needs(String driver, String audience) {
    return !driver.isEmpty()
        && reader
            .get("storage.k8s.io", "csidrivers", "", driver)
            .map(found -> ApiObject.listAt(ApiObject.mapAt(found.root(), "spec"), "tokenRequests"))
            .orElse(List.of())
            .stream()
            .anyMatch(
                asked ->
                    asked instanceof Map<?, ?> tree && audience.equals(text(tree, "audience")));
  }
}

package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of a pod that a node runs already, which the node must be able to follow.
 *
 * @param old the pod before
 */
record PodOnNode(AdmissionRequest request, ApiObject pod, ApiObject old, String nodeName) {

  /**
   * @param subresources through which the change may come
   * @return null for all other requests, and where nothing changed that is the node's business
   */
  static @Nullable PodOnNode changed(AdmissionRequest request, Set<String> subresources) {
    ApiObject pod = request.object();
    ApiObject old = request.oldObject();
    return pod != null
            && old != null
            && subresources.contains(request.subresource())
            && request.resource().plural().equals("pods")
            && request.resource().group().isEmpty()
            && pod.at("spec", "nodeName") instanceof String nodeName
            && !nodeName.isEmpty()
            && pod.generation() != old.generation()
        ? new PodOnNode(request, pod, old, nodeName)
        : null;
  }

  /**
   * @throws ApiException 403 where the node is not there
   */
  ApiObject node(ObjectReader reader) {
    return reader
        .get("", "nodes", "", nodeName)
        .orElseThrow(() -> refusal("node \"" + nodeName + "\" not found"));
  }

  ApiException refusal(String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }
}

package io.navarch.gateway.admission;

import io.navarch.gateway.admission.match.Trees;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NodeDeclaredFeatureValidator: a pod on a node may change only in ways for which the node has
 * declared that it can follow ({@code status.declaredFeatures}).
 */
final class NodeDeclaredFeaturesPlugin implements AdmissionPlugin {
  private static final String INIT_CONTAINERS = "InPlacePodVerticalScalingInitContainers";
  private static final String POD_RESOURCES = "InPlacePodLevelResourcesVerticalScaling";

  private final ObjectReader reader;

  NodeDeclaredFeaturesPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NodeDeclaredFeatureValidator";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = request.object();
    ApiObject old = request.oldObject();
    if (pod == null
        || old == null
        || !request.resource().plural().equals("pods")
        || !request.resource().group().isEmpty()
        || !(request.subresource().isEmpty() || request.subresource().equals("resize"))
        || !(pod.at("spec", "nodeName") instanceof String nodeName)
        || nodeName.isEmpty()
        || pod.generation() == old.generation()) {
      return;
    }
    List<String> needed = needed(old, pod);
    if (needed.isEmpty()) {
      return;
    }
    ApiObject node =
        reader
            .get("", "nodes", "", nodeName)
            .orElseThrow(() -> refuse(request, "node \"" + nodeName + "\" not found"));
    ApiObject.listAt(ApiObject.mapAt(node.root(), "status"), "declaredFeatures")
        .forEach(feature -> needed.remove(String.valueOf(feature)));
    if (!needed.isEmpty()) {
      throw refuse(
          request,
          "pod update requires features "
              + String.join(", ", needed)
              + " which are not available on node \""
              + nodeName
              + "\"");
    }
  }

  /** The features that a change needs, by name. */
  private static List<String> needed(ApiObject old, ApiObject pod) {
    List<String> needed = new ArrayList<>(0);
    if (!Json.equal(resources(PodTrees.spec(old)), resources(PodTrees.spec(pod)))) {
      needed.add(POD_RESOURCES);
    }
    Map<String, Map<String, Object>> before = new HashMap<>();
    for (Map<String, Object> container : Trees.maps(PodTrees.spec(old), "initContainers")) {
      if (!"Always".equals(container.get("restartPolicy"))) {
        before.put(ApiObject.string(container, "name"), resources(container));
      }
    }
    boolean resized =
        Trees.maps(PodTrees.spec(pod), "initContainers").stream()
            .anyMatch(
                container -> {
                  Map<String, Object> known = before.get(ApiObject.string(container, "name"));
                  return known != null && !Json.equal(known, resources(container));
                });
    if (resized) {
      needed.add(INIT_CONTAINERS);
    }
    return needed;
  }

  private static Map<String, Object> resources(Map<String, Object> owner) {
    return ApiObject.mapAt(owner, "resources");
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.name(), why);
  }
}

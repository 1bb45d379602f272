package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * NodeDeclaredFeatureValidator: a pod on a node may change only in ways for which the node has
 * declared that it can follow ({@code status.declaredFeatures}).
 */
final class NodeDeclaredFeaturesPlugin implements AdmissionPlugin {
  private static final String INIT_CONTAINERS = "InPlacePodVerticalScalingInitContainers";
  private static final String POD_RESOURCES = "InPlacePodLevelResourcesVerticalScaling";

  private static final Set<String> SUBRESOURCES = Set.of("", "resize");

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
    PodOnNode change = PodOnNode.changed(request, SUBRESOURCES);
    List<String> needed = change == null ? List.of() : needed(change.old(), change.pod());
    if (change == null || needed.isEmpty()) {
      return;
    }
    ApiObject node = change.node(reader);
    ApiObject.listAt(ApiObject.mapAt(node.root(), "status"), "declaredFeatures")
        .forEach(feature -> needed.remove(String.valueOf(feature)));
    if (!needed.isEmpty()) {
      throw change.refusal(
          "pod update requires features "
              + String.join(", ", needed)
              + " which are not available on node \""
              + change.nodeName()
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
    for (Map<String, Object> container :
        PodTrees.containers(PodTrees.spec(old), "initContainers")) {
      if (!"Always".equals(container.get("restartPolicy"))) {
        before.put(ApiObject.string(container, "name"), resources(container));
      }
    }
    boolean resized =
        PodTrees.containers(PodTrees.spec(pod), "initContainers").stream()
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
}

package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The defaults of pods and pod templates that depend on other fields. */
final class PodDefaults {
  static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private PodDefaults() {}

  /** What templates and pods have in common. */
  static void ofTemplateSpec(Map<String, Object> spec) {
    syncServiceAccount(spec);
    for (String list : CONTAINER_LISTS) {
      for (Map<String, Object> container : maps(spec, list)) {
        putIfEmpty(
            container,
            "imagePullPolicy",
            ImagePull.defaultPolicy(ApiObject.string(container, "image")));
      }
    }
    for (Map<String, Object> volume : maps(spec, "volumes")) {
      volumeDefaults(volume);
    }
  }

  /** What holds for pods, but not for templates. */
  static void ofPodSpec(Map<String, Object> spec) {
    ofTemplateSpec(spec);
    boolean hostNetwork = Boolean.TRUE.equals(spec.get("hostNetwork"));
    for (String list : List.of("initContainers", "containers")) {
      for (Map<String, Object> container : maps(spec, list)) {
        requestsFromLimits(container);
        if (hostNetwork) {
          hostPorts(container);
        }
      }
    }
    PodLevelDefaults.apply(spec);
  }

  /** {@code serviceAccount} is the old name of {@code serviceAccountName}; both are written. */
  static void syncServiceAccount(Map<String, Object> spec) {
    String name = ApiObject.string(spec, "serviceAccountName");
    String alias = ApiObject.string(spec, "serviceAccount");
    if (name.isEmpty() && !alias.isEmpty()) {
      spec.put("serviceAccountName", alias);
    } else if (!name.isEmpty()) {
      spec.put("serviceAccount", name);
    }
  }

  private static void volumeDefaults(Map<String, Object> volume) {
    boolean hasSource =
        volume.entrySet().stream()
            .anyMatch(e -> !e.getKey().equals("name") && e.getValue() != null);
    if (!hasSource) {
      volume.put("emptyDir", new LinkedHashMap<>());
    }
    if (volume.get("image") instanceof Map<?, ?>) {
      Map<String, Object> image = ApiObject.child(volume, "image");
      putIfEmpty(
          image, "pullPolicy", ImagePull.defaultPolicy(ApiObject.string(image, "reference")));
    }
  }

  private static void requestsFromLimits(Map<String, Object> container) {
    Map<String, Object> resources = ApiObject.mapAt(container, "resources");
    Map<String, Object> limits = ApiObject.mapAt(resources, "limits");
    if (limits.isEmpty()) {
      return;
    }
    Map<String, Object> requests = ApiObject.child(resources, "requests");
    limits.forEach(requests::putIfAbsent);
  }

  private static void hostPorts(Map<String, Object> container) {
    for (Map<String, Object> port : maps(container, "ports")) {
      if (!(port.get("hostPort") instanceof Number n) || n.longValue() == 0) {
        Object containerPort = port.get("containerPort");
        if (containerPort != null) {
          port.put("hostPort", containerPort);
        }
      }
    }
  }

  static void putIfEmpty(Map<String, Object> map, String name, Object value) {
    if (ApiObject.string(map, name).isEmpty()) {
      map.put(name, value);
    }
  }

  /** The elements of a list that are objects. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Map<String, Object> parent, String list) {
    List<Map<String, Object>> result = new ArrayList<>();
    for (Object item : ApiObject.listAt(parent, list)) {
      if (item instanceof Map<?, ?> map) {
        result.add((Map<String, Object>) map);
      }
    }
    return result;
  }
}

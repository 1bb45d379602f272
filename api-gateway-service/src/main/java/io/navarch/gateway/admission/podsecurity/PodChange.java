package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether an update of a pod can make it break a check: other images or other containers. */
final class PodChange {
  private PodChange() {}

  static boolean isSignificant(ApiObject pod, ApiObject old) {
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    Map<String, Object> oldSpec = ApiObject.mapAt(old.root(), "spec");
    for (String list : List.of("containers", "initContainers")) {
      List<Map<String, Object>> now = CheckedPod.trees(spec, list);
      List<Map<String, Object>> then = CheckedPod.trees(oldSpec, list);
      if (!images(now).equals(images(then))) {
        return true;
      }
    }
    Map<Object, Object> oldImages = new HashMap<>();
    for (Map<String, Object> container : CheckedPod.trees(oldSpec, "ephemeralContainers")) {
      oldImages.put(container.get("name"), container.get("image"));
    }
    for (Map<String, Object> container : CheckedPod.trees(spec, "ephemeralContainers")) {
      if (!oldImages.containsKey(container.get("name"))
          || !Objects.equals(oldImages.get(container.get("name")), container.get("image"))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> images(List<Map<String, Object>> containers) {
    return containers.stream().map(c -> ApiObject.string(c, "image")).toList();
  }
}

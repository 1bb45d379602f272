package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** The {@code resize} subresource: only the containers' resources may change. */
final class PodResize {
  private PodResize() {}

  static void keepAllButResources(ApiObject pod, ApiObject old) {
    Map<String, Object> asked = ApiObject.mapAt(pod.root(), "spec");
    Map<String, Object> spec = Json.copy(ApiObject.mapAt(old.root(), "spec"));
    for (String list : List.of("containers", "initContainers")) {
      List<Map<String, Object>> wanted = PodDefaults.maps(asked, list);
      for (Map<String, Object> container : PodDefaults.maps(spec, list)) {
        wanted.stream()
            .filter(
                c -> container.get("name") != null && container.get("name").equals(c.get("name")))
            .findFirst()
            .ifPresent(
                c -> {
                  StatusOwnership.keep("resources", c, container);
                  StatusOwnership.keep("resizePolicy", c, container);
                });
      }
    }
    pod.root().put("spec", spec);
    StatusOwnership.keep("status", old.root(), pod.root());
  }
}

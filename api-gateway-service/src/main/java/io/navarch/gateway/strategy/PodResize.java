package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The {@code resize} subresource: resources and resize policies are all that it takes over. */
final class PodResize {
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> RESIZABLE = List.of("resources", "resizePolicy");

  private PodResize() {}

  /** Where containers were added, removed or renamed all is left as it is, to be refused. */
  static void keepAllButResources(ApiObject pod, ApiObject old) {
    Map<String, Object> asked = ApiObject.mapAt(pod.root(), "spec");
    Map<String, Object> before = ApiObject.mapAt(old.root(), "spec");
    for (String list : LISTS) {
      if (!names(asked, list).equals(names(before, list))) {
        return;
      }
    }
    Map<String, Object> spec = Json.copy(before);
    StatusOwnership.keep("resources", asked, spec);
    for (String list : LISTS) {
      List<Map<String, Object>> wanted = PodDefaults.maps(asked, list);
      List<Map<String, Object>> kept = PodDefaults.maps(spec, list);
      for (int i = 0; i < kept.size(); i++) {
        for (String member : RESIZABLE) {
          StatusOwnership.keep(member, wanted.get(i), kept.get(i));
        }
      }
    }
    pod.root().put("spec", spec);
    StatusOwnership.keep("status", old.root(), pod.root());
    StatusOwnership.keepMetadata(pod, old);
  }

  private static List<String> names(Map<String, Object> spec, String list) {
    return PodDefaults.maps(spec, list).stream()
        .map(container -> Objects.toString(container.get("name"), ""))
        .toList();
  }
}

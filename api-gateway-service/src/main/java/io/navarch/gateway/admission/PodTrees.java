package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ways into a pod's tree that several plugins need. */
final class PodTrees {
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private PodTrees() {}

  /** The pod that is being created, or null where the request is about something else. */
  static @Nullable ApiObject created(AdmissionRequest request) {
    return request.operation() == AdmissionRequest.Operation.CREATE && request.isFor("", "pods")
        ? request.object()
        : null;
  }

  static Map<String, Object> spec(ApiObject pod) {
    return ApiObject.child(pod.root(), "spec");
  }

  static boolean isMirror(ApiObject pod) {
    return pod.annotations().containsKey(MIRROR);
  }

  /** The containers of one of the three lists. */
  static List<Map<String, Object>> containers(Map<String, Object> spec, String list) {
    return trees(ApiObject.listAt(spec, list));
  }

  static List<Map<String, Object>> allContainers(Map<String, Object> spec) {
    List<Map<String, Object>> all = new ArrayList<>(containers(spec, "initContainers"));
    all.addAll(containers(spec, "containers"));
    return all;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> trees(List<Object> values) {
    List<Map<String, Object>> trees = new ArrayList<>(values.size());
    for (Object value : values) {
      if (value instanceof Map<?, ?> map) {
        trees.add((Map<String, Object>) map);
      }
    }
    return trees;
  }

  /** The list member of that name, made where it is missing. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Map<String, Object> parent, String name) {
    if (parent.get(name) instanceof List<?> list) {
      return (List<Object>) list;
    }
    List<Object> made = new ArrayList<>();
    parent.put(name, made);
    return made;
  }
}

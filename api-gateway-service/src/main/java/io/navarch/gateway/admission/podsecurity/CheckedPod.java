package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A pod, or the pod that a template would make, as the checks look at it. */
final class CheckedPod {
  private final Map<String, Object> annotations;
  private final Map<String, Object> spec;
  private final List<Map<String, Object>> containers;

  CheckedPod(Map<String, Object> annotations, Map<String, Object> spec) {
    this.annotations = annotations;
    this.spec = spec;
    this.containers = new ArrayList<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      containers.addAll(trees(spec, list));
    }
  }

  Map<String, Object> annotations() {
    return annotations;
  }

  Map<String, Object> spec() {
    return spec;
  }

  /** Init containers, containers and ephemeral containers, in this order. */
  List<Map<String, Object>> containers() {
    return containers;
  }

  /** The names of the containers that a rule is broken by. */
  List<String> containersWhere(Predicate<Map<String, Object>> broken) {
    List<String> names = new ArrayList<>(0);
    for (Map<String, Object> container : containers) {
      if (broken.test(container)) {
        names.add(ApiObject.string(container, "name"));
      }
    }
    return names;
  }

  /** The pod's own security context. */
  Map<String, Object> security() {
    return security(spec);
  }

  /** The security context of a pod's spec or of a container; empty where there is none. */
  static Map<String, Object> security(Map<String, Object> holder) {
    return ApiObject.mapAt(holder, "securityContext");
  }

  boolean isForWindows() {
    return ApiObject.string(ApiObject.mapAt(spec, "os"), "name").equals("windows");
  }

  /** Root inside is nobody outside: some rules are relaxed. */
  boolean hasOwnUsers() {
    return Boolean.FALSE.equals(spec.get("hostUsers"));
  }

  static List<Map<String, Object>> trees(Map<String, Object> parent, String list) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Object value : ApiObject.listAt(parent, list)) {
      Map<String, Object> tree = tree(value);
      if (!tree.isEmpty()) {
        found.add(tree);
      }
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}

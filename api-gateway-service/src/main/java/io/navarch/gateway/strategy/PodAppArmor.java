package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The old annotations of AppArmor profiles, {@code
 * container.apparmor.security.beta.kubernetes.io/<container>}: a new pod's container without a
 * profile gets the one of its annotation, unless the whole pod has it already. The fields are not
 * copied back into annotations.
 */
final class PodAppArmor {
  private static final String LOCALHOST = "localhost/";
  private static final int LONGEST_PROFILE = 4095;

  private PodAppArmor() {}

  /** Gives containers the profiles of their annotations. */
  static void annotationsToFields(ApiObject pod) {
    for (Map<String, Object> container : annotated(pod)) {
      Map<String, Object> profile = wanted(pod, container);
      if (profile != null) {
        ApiObject.child(container, "securityContext").put("appArmorProfile", profile);
      }
    }
  }

  /** For each annotation that becomes a field, or that cannot. */
  static List<String> warnings(ApiObject pod) {
    List<String> warnings = new ArrayList<>(0);
    for (Map<String, Object> container : annotated(pod)) {
      String key = key(container);
      if (field(annotation(pod, key)) == null || wanted(pod, container) != null) {
        warnings.add(
            "metadata.annotations["
                + key
                + "]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
      }
    }
    return warnings;
  }

  /** The containers that have an annotation and no profile of their own. */
  private static List<Map<String, Object>> annotated(ApiObject pod) {
    Map<String, Object> annotations = ApiObject.mapAt(pod.metadata(), "annotations");
    if (annotations.isEmpty()) {
      return List.of();
    }
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    if (ApiObject.string(ApiObject.mapAt(spec, "os"), "name").equals("windows")) {
      return List.of();
    }
    List<Map<String, Object>> found = new ArrayList<>(0);
    for (String list : PodDefaults.CONTAINER_LISTS) {
      for (Map<String, Object> container : PodDefaults.maps(spec, list)) {
        Object own = ApiObject.mapAt(container, "securityContext").get("appArmorProfile");
        if (own == null && annotations.containsKey(key(container))) {
          found.add(container);
        }
      }
    }
    return found;
  }

  private static String key(Map<String, Object> container) {
    return PodAnnotationRules.APP_ARMOR + ApiObject.string(container, "name");
  }

  private static String annotation(ApiObject pod, String key) {
    return ApiObject.string(ApiObject.mapAt(pod.metadata(), "annotations"), key);
  }

  /** The field of a container's annotation; null where it is none or says what the pod says. */
  private static @Nullable Map<String, Object> wanted(
      ApiObject pod, Map<String, Object> container) {
    Map<String, Object> profile = field(annotation(pod, key(container)));
    Map<String, Object> context =
        ApiObject.mapAt(ApiObject.mapAt(pod.root(), "spec"), "securityContext");
    return profile == null || profile.equals(context.get("appArmorProfile")) ? null : profile;
  }

  /** Null for what is no profile. */
  private static @Nullable Map<String, Object> field(String annotation) {
    Map<String, Object> profile = new LinkedHashMap<>();
    switch (annotation) {
      case "unconfined" -> profile.put("type", "Unconfined");
      case "runtime/default" -> profile.put("type", "RuntimeDefault");
      default -> {
        String path =
            annotation.startsWith(LOCALHOST) ? annotation.substring(LOCALHOST.length()) : "";
        if (path.isEmpty() || !path.equals(path.strip()) || path.length() > LONGEST_PROFILE) {
          return null;
        }
        profile.put("type", "Localhost");
        profile.put("localhostProfile", path);
      }
    }
    return profile;
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Texts for users of fields that still work but should not be used. */
final class PodWarnings {
  private static final Map<String, String> OLD_NODE_LABELS =
      Map.of(
          "beta.kubernetes.io/arch", "kubernetes.io/arch",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

  private PodWarnings() {}

  static List<String> of(Map<String, Object> spec, String path) {
    List<String> warnings = new ArrayList<>();
    for (String key : ApiObject.mapAt(spec, "nodeSelector").keySet()) {
      String replacement = OLD_NODE_LABELS.get(key);
      if (replacement != null) {
        warnings.add(
            path
                + ".nodeSelector["
                + key
                + "]: deprecated since v1.14; use \""
                + replacement
                + "\" instead");
      }
    }
    List<Map<String, Object>> volumes = PodDefaults.maps(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i).get("gitRepo") != null) {
        warnings.add(
            path
                + ".volumes["
                + i
                + "].gitRepo: deprecated in v1.11, and disabled by default in v1.33+");
      }
    }
    for (String list : List.of("initContainers", "containers")) {
      List<Map<String, Object>> containers = PodDefaults.maps(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        repeatedVariables(containers.get(i), path + "." + list + "[" + i + "]", warnings);
      }
    }
    return warnings;
  }

  private static void repeatedVariables(
      Map<String, Object> container, String path, List<String> warnings) {
    Set<String> names = new HashSet<>();
    List<Map<String, Object>> env = PodDefaults.maps(container, "env");
    for (int i = 0; i < env.size(); i++) {
      String name = ApiObject.string(env.get(i), "name");
      if (!names.add(name)) {
        warnings.add(
            path
                + ".env["
                + i
                + "]: hides previous definition of \""
                + name
                + "\", which may be dropped when using apply");
      }
    }
  }
}

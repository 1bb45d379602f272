package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * ExtendedResourceToleration: a pod that asks for a special resource tolerates the taint of that
 * name, so that nodes with the resource can be kept for such pods.
 */
final class ExtendedResourceTolerationPlugin implements AdmissionPlugin {
  @Override
  public String name() {
    return "ExtendedResourceToleration";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = request.object();
    if (pod == null || !request.isFor("", "pods")) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    Set<String> resources = new TreeSet<>();
    for (Map<String, Object> container : PodTrees.allContainers(spec)) {
      ApiObject.mapAt(ApiObject.mapAt(container, "resources"), "requests").keySet().stream()
          .filter(ExtendedResourceTolerationPlugin::isExtended)
          .forEach(resources::add);
    }
    for (String resource : resources) {
      tolerate(PodTrees.list(spec, "tolerations"), resource);
    }
  }

  private static void tolerate(List<Object> tolerations, String resource) {
    boolean there =
        PodTrees.trees(tolerations).stream()
            .anyMatch(
                t ->
                    resource.equals(t.get("key"))
                        && "Exists".equals(t.get("operator"))
                        && "NoSchedule".equals(t.get("effect")));
    if (!there) {
      Map<String, Object> toleration = new LinkedHashMap<>();
      toleration.put("key", resource);
      toleration.put("operator", "Exists");
      toleration.put("effect", "NoSchedule");
      tolerations.add(toleration);
    }
  }

  private static boolean isExtended(String resource) {
    int slash = resource.indexOf('/');
    return slash > 0
        && !resource.substring(0, slash).endsWith("kubernetes.io")
        && !resource.startsWith("requests.");
  }
}

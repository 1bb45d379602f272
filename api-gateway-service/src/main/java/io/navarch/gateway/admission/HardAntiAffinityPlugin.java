package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.Map;

/**
 * LimitPodHardAntiAffinityTopology: a pod may keep others off its node, but not off a whole zone.
 */
final class HardAntiAffinityPlugin implements AdmissionPlugin {
  private static final String HOST = "kubernetes.io/hostname";

  @Override
  public String name() {
    return "LimitPodHardAntiAffinityTopology";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = request.object();
    if (pod == null || !request.isFor("", "pods")) {
      return;
    }
    Map<String, Object> affinity =
        ApiObject.mapAt(ApiObject.mapAt(PodTrees.spec(pod), "affinity"), "podAntiAffinity");
    for (Map<String, Object> term :
        PodTrees.trees(
            ApiObject.listAt(affinity, "requiredDuringSchedulingIgnoredDuringExecution"))) {
      String key = ApiObject.string(term, "topologyKey");
      if (!key.equals(HOST)) {
        throw ApiException.forbidden(
            "",
            "pods",
            request.named(),
            "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey "
                + key
                + " but only key "
                + HOST
                + " is allowed");
      }
    }
  }
}

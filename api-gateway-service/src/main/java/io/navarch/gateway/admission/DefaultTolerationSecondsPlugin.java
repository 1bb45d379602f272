package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DefaultTolerationSeconds: pods stay five minutes on nodes that are not ready or unreachable. */
final class DefaultTolerationSecondsPlugin implements AdmissionPlugin {
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
  private static final long SECONDS = 300;

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = request.object();
    if (pod == null
        || !request.isFor("", "pods")
        || request.operation() == AdmissionRequest.Operation.DELETE) {
      return;
    }
    List<Object> tolerations = PodTrees.list(PodTrees.spec(pod), "tolerations");
    List<String> missing =
        TAINTS.stream()
            .filter(
                taint -> PodTrees.trees(tolerations).stream().noneMatch(t -> tolerates(t, taint)))
            .toList();
    for (String taint : missing) {
      Map<String, Object> toleration = new LinkedHashMap<>();
      toleration.put("key", taint);
      toleration.put("operator", "Exists");
      toleration.put("effect", "NoExecute");
      toleration.put("tolerationSeconds", SECONDS);
      tolerations.add(toleration);
    }
    if (tolerations.isEmpty()) {
      PodTrees.spec(pod).remove("tolerations");
    }
  }

  private static boolean tolerates(Map<String, Object> toleration, String taint) {
    String key = ApiObject.string(toleration, "key");
    String effect = ApiObject.string(toleration, "effect");
    return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
  }
}

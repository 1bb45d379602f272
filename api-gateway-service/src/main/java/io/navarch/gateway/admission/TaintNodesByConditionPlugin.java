package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** TaintNodesByCondition: a new node takes no pods until its controller has seen it ready. */
final class TaintNodesByConditionPlugin implements AdmissionPlugin {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String NO_SCHEDULE = "NoSchedule";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject node = request.object();
    if (node == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.isFor("", "nodes")) {
      return;
    }
    List<Object> taints = PodTrees.list(ApiObject.child(node.root(), "spec"), "taints");
    boolean there =
        PodTrees.trees(taints).stream()
            .anyMatch(t -> NOT_READY.equals(t.get("key")) && NO_SCHEDULE.equals(t.get("effect")));
    if (!there) {
      Map<String, Object> taint = new LinkedHashMap<>();
      taint.put("key", NOT_READY);
      taint.put("effect", NO_SCHEDULE);
      taints.add(taint);
    }
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** Replica sets. */
final class ReplicaSetStrategy extends KindStrategy {
  ReplicaSetStrategy() {
    super(StatusOwnership.startingWith(Map.of("replicas", 0L)));
  }

  @Override
  public void applyDefaults(ApiObject replicaSet) {
    Templates.applyDefaults(ApiObject.child(replicaSet.root(), "spec"));
  }

  @Override
  void check(Field replicaSet) {
    Field spec = replicaSet.at("spec");
    spec.at("replicas").notNegative();
    spec.at("minReadySeconds").notNegative();
    WorkloadRules.selectorAndTemplate(spec, "deployment");
  }

  @Override
  void checkChange(Field replicaSet, Field old) {
    replicaSet.at("spec", "selector").immutable(old.at("spec", "selector"));
  }

  @Override
  void checkStatus(Field replicaSet, Field old) {
    WorkloadRules.statusCounts(
        replicaSet.at("status"),
        "readyReplicas",
        List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
        "observedGeneration",
        "terminatingReplicas");
  }

  @Override
  public List<String> warnings(ApiObject replicaSet) {
    return Templates.warnings(replicaSet, true, "spec", "template");
  }

  @Override
  public List<String> warningsOnUpdate(ApiObject replicaSet, ApiObject old, String subresource) {
    return Templates.warningsOnUpdate(replicaSet, old, subresource, "spec", "template");
  }
}

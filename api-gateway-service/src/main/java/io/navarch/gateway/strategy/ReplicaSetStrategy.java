package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.Map;

/** Replica sets. */
final class ReplicaSetStrategy extends TemplatedStrategy {
  ReplicaSetStrategy() {
    super(StatusOwnership.startingWith(Map.of("replicas", 0L)), NamesPods.YES, "spec", "template");
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
    WorkloadRules.replicaStatus(replicaSet.at("status"));
  }
}

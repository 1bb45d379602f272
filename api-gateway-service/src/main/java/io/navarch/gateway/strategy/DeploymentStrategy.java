package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** Deployments. */
final class DeploymentStrategy extends TemplatedStrategy {
  DeploymentStrategy() {
    super(new StatusOwnership(Map.of(), List.of("labels")), NamesPods.YES, "spec", "template");
  }

  @Override
  public void applyDefaults(ApiObject deployment) {
    Map<String, Object> spec = ApiObject.child(deployment.root(), "spec");
    Templates.applyDefaults(spec);
    Map<String, Object> strategy = ApiObject.child(spec, "strategy");
    PodDefaults.putIfEmpty(strategy, "type", "RollingUpdate");
    if ("RollingUpdate".equals(strategy.get("type"))) {
      Map<String, Object> rolling = ApiObject.child(strategy, "rollingUpdate");
      rolling.putIfAbsent("maxUnavailable", "25%");
      rolling.putIfAbsent("maxSurge", "25%");
    }
  }

  @Override
  void check(Field deployment) {
    Field spec = deployment.at("spec");
    spec.at("replicas").notNegative();
    WorkloadRules.selectorAndTemplate(spec, "deployment");
    strategy(spec.at("strategy"));
    spec.at("minReadySeconds").notNegative();
    spec.at("revisionHistoryLimit").notNegative();
    Field deadline = spec.at("progressDeadlineSeconds");
    if (deadline.isSet()) {
      deadline.notNegative();
      if (deadline.number() <= spec.at("minReadySeconds").number()) {
        deadline.invalid("must be greater than minReadySeconds");
      }
    }
  }

  private static void strategy(Field strategy) {
    Field rolling = strategy.at("rollingUpdate");
    switch (strategy.at("type").string()) {
      case "Recreate" -> {
        if (rolling.isSet()) {
          rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (!rolling.isSet()) {
          rolling.required("this should be defaulted and never be nil");
          return;
        }
        WorkloadRules.countOrPercent(rolling.at("maxUnavailable"));
        WorkloadRules.countOrPercent(rolling.at("maxSurge"));
        if (WorkloadRules.isZero(rolling.at("maxUnavailable"))
            && WorkloadRules.isZero(rolling.at("maxSurge"))) {
          rolling.at("maxUnavailable").invalid("may not be 0 when `maxSurge` is 0");
        }
        WorkloadRules.notAboveAll(rolling.at("maxUnavailable"));
      }
      default -> strategy.notSupported(List.of("Recreate", "RollingUpdate"));
    }
  }

  @Override
  void checkChange(Field deployment, Field old) {
    deployment.at("spec", "selector").immutable(old.at("spec", "selector"));
  }

  @Override
  void checkStatus(Field deployment, Field old) {
    Field status = deployment.at("status");
    WorkloadRules.statusCounts(
        status,
        "readyReplicas",
        List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount");
    WorkloadRules.collisionCount(status, old.at("status"));
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** Daemon sets. */
final class DaemonSetStrategy extends TemplatedStrategy {
  private static final String GENERATION = "deprecated.daemonset.template.generation";

  DaemonSetStrategy() {
    super(
        StatusOwnership.startingWith(
            Map.of(
                "currentNumberScheduled", 0L,
                "numberMisscheduled", 0L,
                "desiredNumberScheduled", 0L,
                "numberReady", 0L)),
        NamesPods.NO,
        "spec",
        "template");
  }

  /** The annotation is part of every daemon set, so whoever writes one without it owns it. */
  @Override
  public void applyDefaults(ApiObject daemonSet) {
    ApiObject.child(daemonSet.metadata(), "annotations").putIfAbsent(GENERATION, "0");
    Map<String, Object> spec = ApiObject.child(daemonSet.root(), "spec");
    Templates.applyDefaults(spec);
    Map<String, Object> strategy = ApiObject.child(spec, "updateStrategy");
    PodDefaults.putIfEmpty(strategy, "type", "RollingUpdate");
    if ("RollingUpdate".equals(strategy.get("type"))) {
      Map<String, Object> rolling = ApiObject.child(strategy, "rollingUpdate");
      rolling.putIfAbsent("maxUnavailable", 1L);
      rolling.putIfAbsent("maxSurge", 0L);
    }
  }

  @Override
  public void prepareForCreate(ApiObject daemonSet) {
    super.prepareForCreate(daemonSet);
    long generation = Math.max(1, generation(daemonSet));
    ApiObject.child(daemonSet.metadata(), "annotations").put(GENERATION, Long.toString(generation));
  }

  /** Counts the template's changes, for the pods' {@code pod-template-generation} label. */
  @Override
  public void prepareForUpdate(ApiObject daemonSet, ApiObject old, String subresource) {
    super.prepareForUpdate(daemonSet, old, subresource);
    long generation = generation(old);
    if (subresource.isEmpty()
        && !Json.equal(daemonSet.at("spec", "template"), old.at("spec", "template"))) {
      generation++;
    }
    ApiObject.child(daemonSet.metadata(), "annotations").put(GENERATION, Long.toString(generation));
  }

  private static long generation(ApiObject daemonSet) {
    try {
      return Long.parseLong(ApiObject.string(daemonSet.annotations(), GENERATION));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  void check(Field daemonSet) {
    Field spec = daemonSet.at("spec");
    WorkloadRules.selectorAndTemplate(spec, "daemonset");
    spec.at("minReadySeconds").notNegative();
    spec.at("revisionHistoryLimit").notNegative();
    Field strategy = spec.at("updateStrategy");
    switch (strategy.at("type").string()) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> rolling(strategy.at("rollingUpdate"));
      default -> strategy.notSupported(List.of("RollingUpdate", "OnDelete"));
    }
  }

  private static void rolling(Field rolling) {
    if (!rolling.isSet()) {
      rolling.required("");
      return;
    }
    Field unavailable = rolling.at("maxUnavailable");
    Field surge = rolling.at("maxSurge");
    WorkloadRules.countOrPercent(unavailable);
    WorkloadRules.countOrPercent(surge);
    WorkloadRules.notAboveAll(unavailable);
    WorkloadRules.notAboveAll(surge);
    boolean noneDown = WorkloadRules.isZero(unavailable);
    boolean noneUp = WorkloadRules.isZero(surge);
    if (noneDown && noneUp) {
      unavailable.required("cannot be 0 when maxSurge is 0");
    } else if (!noneDown && !noneUp) {
      surge.invalid("may not be set when maxUnavailable is non-zero");
    }
  }

  @Override
  void checkChange(Field daemonSet, Field old) {
    daemonSet.at("spec", "selector").immutable(old.at("spec", "selector"));
  }

  @Override
  void checkStatus(Field daemonSet, Field old) {
    for (String count :
        List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady",
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount")) {
      daemonSet.at("status", count).notNegative();
    }
    WorkloadRules.collisionCount(daemonSet.at("status"), old.at("status"));
  }
}

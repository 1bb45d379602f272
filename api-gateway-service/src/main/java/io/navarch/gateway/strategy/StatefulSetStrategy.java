package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stateful sets. */
final class StatefulSetStrategy extends TemplatedStrategy {
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  StatefulSetStrategy() {
    super(
        StatusOwnership.startingWith(Map.of("replicas", 0L, "availableReplicas", 0L)),
        NamesPods.NO,
        "spec",
        "template");
  }

  @Override
  public void applyDefaults(ApiObject set) {
    Map<String, Object> spec = ApiObject.child(set.root(), "spec");
    Templates.applyDefaults(spec);
    Map<String, Object> strategy = ApiObject.child(spec, "updateStrategy");
    if (ApiObject.string(strategy, "type").isEmpty()) {
      strategy.put("type", "RollingUpdate");
      ApiObject.child(strategy, "rollingUpdate");
    }
    if (strategy.get("rollingUpdate") instanceof Map<?, ?>
        && "RollingUpdate".equals(strategy.get("type"))) {
      ApiObject.child(strategy, "rollingUpdate").putIfAbsent("partition", 0L);
    }
    for (Map<String, Object> claim : PodDefaults.maps(spec, "volumeClaimTemplates")) {
      claim.put("apiVersion", "v1");
      claim.put("kind", "PersistentVolumeClaim");
    }
  }

  private static void spec(Field spec, boolean isNew) {
    Field policy = spec.at("podManagementPolicy");
    if (policy.isEmpty()) {
      policy.required("");
    } else if (!policy.is("OrderedReady") && !policy.is("Parallel")) {
      policy.invalid("must be 'OrderedReady' or 'Parallel'");
    }
    updateStrategy(spec.at("updateStrategy"));
    Field retention = spec.at("persistentVolumeClaimRetentionPolicy");
    retention.at("whenDeleted").oneOfIfSet("Retain", "Delete");
    retention.at("whenScaled").oneOfIfSet("Retain", "Delete");
    if (isNew) {
      spec.at("volumeClaimTemplates").each().forEach(claim -> ClaimRules.spec(claim.at("spec")));
    }
    spec.at("replicas").notNegative();
    spec.at("minReadySeconds").notNegative();
    spec.at("ordinals", "start").notNegative();
    Field service = spec.at("serviceName");
    if (isNew && !service.isEmpty()) {
      service.check(Formats.dns1123Label(service.string()));
    }
    WorkloadRules.selectorAndTemplate(spec, "statefulset");
  }

  private static void updateStrategy(Field strategy) {
    Field rolling = strategy.at("rollingUpdate");
    switch (strategy.at("type").string()) {
      case "" -> strategy.required("");
      case "OnDelete" -> {
        if (rolling.isSet()) {
          rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> {
        rolling.at("partition").notNegative();
        Field unavailable = rolling.at("maxUnavailable");
        if (unavailable.isSet()) {
          WorkloadRules.countOrPercent(unavailable);
          if (WorkloadRules.isZero(unavailable)) {
            unavailable.invalid("cannot be 0");
          }
          WorkloadRules.notAboveAll(unavailable);
        }
      }
      default -> strategy.invalid(strategy.value(), "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  @Override
  void checkNew(Field set) {
    Field name = set.at("metadata", "name");
    name.check(Formats.dns1123Label(name.string()));
    spec(set.at("spec"), true);
  }

  @Override
  void checkChange(Field set, Field old) {
    spec(set.at("spec"), false);
    Map<String, Object> now = new LinkedHashMap<>(set.at("spec").map());
    Map<String, Object> before = new LinkedHashMap<>(old.at("spec").map());
    MUTABLE.forEach(now::remove);
    MUTABLE.forEach(before::remove);
    if (!Json.equal(now, before)) {
      set.at("spec")
          .forbidden(
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  @Override
  void checkStatus(Field set, Field old) {
    WorkloadRules.statusCounts(
        set.at("status"),
        "status.readyReplicas",
        List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount");
    WorkloadRules.collisionCount(set.at("status"), old.at("status"));
  }

  @Override
  public List<String> warnings(ApiObject set) {
    List<String> warnings = super.warnings(set);
    addOwn(set, warnings);
    return warnings;
  }

  @Override
  public List<String> warningsOnUpdate(ApiObject set, ApiObject old, String subresource) {
    List<String> warnings = super.warningsOnUpdate(set, old, subresource);
    if (subresource.isEmpty()) {
      addOwn(set, warnings);
    }
    return warnings;
  }

  private static void addOwn(ApiObject set, List<String> warnings) {
    Field spec = Field.root(set, new ArrayList<>(0)).at("spec");
    for (Field claim : spec.at("volumeClaimTemplates").each()) {
      warnings.addAll(ClaimRules.warnings(claim.at("spec").reportedAs(claim)));
    }
    if (spec.at("revisionHistoryLimit").number() < 0) {
      warnings.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >="
              + " 0 is recommended");
    }
  }
}

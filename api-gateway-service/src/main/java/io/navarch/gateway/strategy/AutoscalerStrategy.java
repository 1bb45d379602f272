package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Horizontal pod autoscalers, in the shape of {@code autoscaling/v2}. */
final class AutoscalerStrategy extends KindStrategy {
  AutoscalerStrategy() {
    super(StatusOwnership.startingWith(Map.of("desiredReplicas", 0L)));
  }

  @Override
  public void prepareForCreate(ApiObject autoscaler) {
    super.prepareForCreate(autoscaler);
    ApiObject.child(autoscaler.root(), "status").put("currentMetrics", null);
  }

  @Override
  public void applyDefaults(ApiObject autoscaler) {
    Map<String, Object> spec = ApiObject.child(autoscaler.root(), "spec");
    AutoscalerAnnotations.drop(autoscaler);
    if (ApiObject.listAt(spec, "metrics").isEmpty()) {
      spec.put("metrics", new ArrayList<>(List.of(cpuAt80())));
    }
    if (spec.get("behavior") instanceof Map<?, ?>) {
      Map<String, Object> behavior = ApiObject.child(spec, "behavior");
      Map<String, Object> up = ApiObject.child(behavior, "scaleUp");
      up.putIfAbsent("stabilizationWindowSeconds", 0L);
      up.putIfAbsent("selectPolicy", "Max");
      up.putIfAbsent(
          "policies", new ArrayList<>(List.of(policy("Pods", 4), policy("Percent", 100))));
      Map<String, Object> down = ApiObject.child(behavior, "scaleDown");
      down.putIfAbsent("selectPolicy", "Max");
      down.putIfAbsent("policies", new ArrayList<>(List.of(policy("Percent", 100))));
    }
  }

  private static Map<String, Object> cpuAt80() {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("type", "Utilization");
    target.put("averageUtilization", 80L);
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("name", "cpu");
    resource.put("target", target);
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("type", "Resource");
    metric.put("resource", resource);
    return metric;
  }

  private static Map<String, Object> policy(String type, long value) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("type", type);
    policy.put("value", value);
    policy.put("periodSeconds", 15L);
    return policy;
  }

  @Override
  void check(Field autoscaler) {
    Field spec = autoscaler.at("spec");
    Field min = spec.at("minReplicas");
    Field max = spec.at("maxReplicas");
    if (min.isSet() && min.number() < 1) {
      min.invalid("must be greater than or equal to 1");
    }
    if (max.number() == 0) {
      max.required("must be set and greater than 0");
    } else if (max.number() < 0) {
      max.invalid("must be greater than or equal to 1");
    }
    if (min.isSet() && max.number() < min.number()) {
      max.invalid(max.number(), "must be greater than or equal to `minReplicas`");
    }
    reference(spec.at("scaleTargetRef"));
    spec.at("metrics").each().forEach(MetricRules::check);
    boolean scalesToZero =
        spec.at("metrics").each().stream()
            .anyMatch(m -> m.at("type").is("Object") || m.at("type").is("External"));
    if (min.isSet() && min.number() == 0 && !scalesToZero) {
      spec.at("metrics")
          .forbidden(
              "must specify at least one Object or External metric to support scaling to zero"
                  + " replicas");
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      if (spec.at("behavior", direction).isSet()) {
        behavior(spec.at("behavior", direction));
      }
    }
  }

  @Override
  void checkNew(Field autoscaler) {
    targetVersion(autoscaler);
    describedVersions(autoscaler);
  }

  /** What is wrong with the version of something that stays the same may stay wrong. */
  @Override
  void checkChange(Field autoscaler, Field old) {
    Field ref = autoscaler.at("spec", "scaleTargetRef");
    Field oldRef = old.at("spec", "scaleTargetRef");
    if (!ref.at("apiVersion").sameAs(oldRef.at("apiVersion"))
        || !ref.at("kind").sameAs(oldRef.at("kind"))) {
      targetVersion(autoscaler);
    }
    boolean wasWrong =
        described(old).stream().anyMatch(version -> !versionErrors(version, true).isEmpty());
    if (!wasWrong) {
      describedVersions(autoscaler);
    }
  }

  private static void targetVersion(Field autoscaler) {
    Field ref = autoscaler.at("spec", "scaleTargetRef");
    version(ref.at("apiVersion"), ref.at("kind").is("ReplicationController"));
  }

  private static void describedVersions(Field autoscaler) {
    described(autoscaler).forEach(version -> version(version, true));
  }

  private static List<Field> described(Field autoscaler) {
    return autoscaler.at("spec", "metrics").each().stream()
        .filter(metric -> metric.at("object").isSet())
        .map(metric -> metric.at("object", "describedObject", "apiVersion"))
        .toList();
  }

  private static void version(Field version, boolean mayBeCore) {
    versionErrors(version, mayBeCore).forEach(wrong -> version.invalid(version.string(), wrong));
  }

  private static List<String> versionErrors(Field version, boolean mayBeCore) {
    String text = version.string();
    if (text.split("/", -1).length > 2) {
      return List.of("unexpected GroupVersion string: " + text);
    }
    return !mayBeCore && text.indexOf('/') <= 0
        ? List.of("apiVersion must specify API group")
        : List.of();
  }

  /** The kind and the name of another object. */
  static void reference(Field ref) {
    for (String member : List.of("kind", "name")) {
      if (ref.at(member).requirePresent()) {
        ref.at(member).check(Formats.pathSegment(ref.at(member).string()));
      }
    }
  }

  @Override
  void checkStatus(Field autoscaler, Field old) {
    autoscaler.at("status", "currentReplicas").notNegative();
    autoscaler.at("status", "desiredReplicas").notNegative();
  }

  private static void behavior(Field rules) {
    Field window = rules.at("stabilizationWindowSeconds");
    if (window.isSet()) {
      if (window.number() < 0) {
        window.invalid("must be greater than or equal to zero");
      }
      if (window.number() > 3600) {
        window.invalid("must be less than or equal to 3600");
      }
    }
    ResourceRules.quantity(rules.at("tolerance"));
    rules.at("selectPolicy").oneOfIfSet("Disabled", "Max", "Min");
    Field policies = rules.at("policies");
    if (policies.size() == 0) {
      policies.required("must specify at least one Policy");
    }
    for (Field policy : policies.each()) {
      policy.at("type").among("Percent", "Pods");
      policy.at("value").positive();
      policy.at("periodSeconds").positive();
      if (policy.at("periodSeconds").number() > 1800) {
        policy.at("periodSeconds").invalid("must be less than or equal to 1800");
      }
    }
  }
}

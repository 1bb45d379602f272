package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Horizontal pod autoscalers, in the shape of {@code autoscaling/v2} and of v1. */
final class AutoscalerStrategy extends KindStrategy {
  private final boolean firstVersion;

  AutoscalerStrategy(boolean firstVersion) {
    super(StatusOwnership.startingWith(Map.of("desiredReplicas", 0L)));
    this.firstVersion = firstVersion;
  }

  @Override
  public void prepareForCreate(ApiObject autoscaler) {
    super.prepareForCreate(autoscaler);
    if (firstVersion) {
      ApiObject.child(autoscaler.root(), "status").put("currentReplicas", 0L);
    } else {
      ApiObject.child(autoscaler.root(), "status").put("currentMetrics", null);
    }
  }

  @Override
  public void applyDefaults(ApiObject autoscaler) {
    Map<String, Object> spec = ApiObject.child(autoscaler.root(), "spec");
    if (firstVersion) {
      return;
    }
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
    Field ref = spec.at("scaleTargetRef");
    for (String member : List.of("kind", "name")) {
      if (ref.at(member).requirePresent()) {
        ref.at(member).check(Formats.pathSegment(ref.at(member).string()));
      }
    }
    for (Field metric : spec.at("metrics").each()) {
      metric(metric);
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      if (spec.at("behavior", direction).isSet()) {
        behavior(spec.at("behavior", direction));
      }
    }
  }

  @Override
  void checkStatus(Field autoscaler, Field old) {
    autoscaler.at("status", "currentReplicas").notNegative();
    autoscaler.at("status", "desiredReplicas").notNegative();
  }

  private static void metric(Field metric) {
    Field type = metric.at("type");
    if (type.isEmpty()) {
      type.required("must specify a metric source type");
    }
    type.among("ContainerResource", "External", "Object", "Pods", "Resource");
    String member =
        switch (type.string()) {
          case "Object" -> "object";
          case "Pods" -> "pods";
          case "Resource" -> "resource";
          case "ContainerResource" -> "containerResource";
          case "External" -> "external";
          default -> "";
        };
    if (member.isEmpty()) {
      return;
    }
    Field source = metric.at(member);
    if (!source.isSet()) {
      source.required("must populate information for the given metric source");
      return;
    }
    Field target = source.at("target");
    Field kind = target.at("type");
    if (kind.isEmpty()) {
      kind.required("must specify a metric target type");
    } else if (!List.of("Utilization", "Value", "AverageValue").contains(kind.string())) {
      kind.invalid("must be either Utilization, Value, or AverageValue");
    }
    boolean utilization = target.at("averageUtilization").isSet();
    boolean average = target.at("averageValue").isSet();
    if (member.equals("resource") || member.equals("containerResource")) {
      source.at("name").requirePresent("must specify a resource name");
      if (!utilization && !average) {
        target
            .at("averageUtilization")
            .required("must set either a target raw value or a target utilization");
      } else if (utilization && average) {
        target
            .at("averageValue")
            .forbidden("may not set both a target raw value and a target utilization");
      }
    }
    if (utilization && target.at("averageUtilization").number() < 1) {
      target.at("averageUtilization").invalid("must be greater than 0");
    }
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

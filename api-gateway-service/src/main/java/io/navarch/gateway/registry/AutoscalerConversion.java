package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code autoscaling/v1} and {@code v2} of a HorizontalPodAutoscaler. What v1 has no field for is
 * kept in its {@code autoscaling.alpha.kubernetes.io/} annotations, so that nothing is lost:
 * metrics and conditions in the form of v1, the behavior by the names of the Go type's fields.
 */
final class AutoscalerConversion {
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT_METRICS = PREFIX + "current-metrics";
  private static final String BEHAVIOR = PREFIX + "behavior";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final List<String> RULES =
      List.of("stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance");

  private static final MetricConversion TARGET = new MetricConversion(MetricConversion.Side.TARGET);
  private static final MetricConversion CURRENT =
      new MetricConversion(MetricConversion.Side.CURRENT);

  private AutoscalerConversion() {}

  static ApiObject toV1(ApiObject v2) {
    ApiObject v1 = v2.copy();
    v1.root().put("apiVersion", "autoscaling/v1");
    Map<String, Object> spec = ApiObject.child(v1.root(), "spec");
    Map<String, Object> status = ApiObject.child(v1.root(), "status");
    Map<String, Object> annotations = ApiObject.child(v1.metadata(), "annotations");
    List.of(METRICS, CURRENT_METRICS, BEHAVIOR, CONDITIONS).forEach(annotations::remove);
    List<Object> others = new ArrayList<>();
    for (Map<String, Object> metric : maps(spec.remove("metrics"))) {
      Object percent = cpuPercent(metric, "target");
      if (percent == null) {
        others.add(TARGET.toV1(metric));
      } else {
        spec.putIfAbsent("targetCPUUtilizationPercentage", percent);
      }
    }
    keep(annotations, METRICS, others);
    if (spec.remove("behavior") instanceof Map<?, ?> behavior) {
      annotations.put(BEHAVIOR, Json.writeString(goBehavior(behavior)));
    }
    List<Object> current = new ArrayList<>();
    for (Map<String, Object> metric : maps(status.remove("currentMetrics"))) {
      Object percent = cpuPercent(metric, "current");
      if (percent != null) {
        status.putIfAbsent("currentCPUUtilizationPercentage", percent);
      }
      current.add(CURRENT.toV1(metric));
    }
    keep(annotations, CURRENT_METRICS, current);
    List<Object> conditions = new ArrayList<>();
    maps(status.remove("conditions")).forEach(c -> conditions.add(condition(c)));
    keep(annotations, CONDITIONS, conditions);
    status.putIfAbsent("currentReplicas", 0L);
    dropIfEmpty(v1, annotations);
    return v1;
  }

  static ApiObject toV2(ApiObject v1) {
    ApiObject v2 = v1.copy();
    v2.root().put("apiVersion", "autoscaling/v2");
    Map<String, Object> spec = ApiObject.child(v2.root(), "spec");
    Map<String, Object> status = ApiObject.child(v2.root(), "status");
    Map<String, Object> annotations = ApiObject.child(v2.metadata(), "annotations");
    List<Object> metrics = converted(annotations.remove(METRICS), TARGET::toV2);
    if (spec.remove("targetCPUUtilizationPercentage") instanceof Long percent) {
      metrics.add(cpuMetric("target", percent));
    }
    if (!metrics.isEmpty()) {
      spec.put("metrics", metrics);
    }
    if (read(annotations.remove(BEHAVIOR)) instanceof Map<?, ?> behavior && !behavior.isEmpty()) {
      spec.put("behavior", jsonNames(behavior));
    }
    Object percent = status.remove("currentCPUUtilizationPercentage");
    List<Object> current = converted(annotations.remove(CURRENT_METRICS), CURRENT::toV2);
    if (current.isEmpty() && percent instanceof Long now) {
      current.add(cpuMetric("current", now));
    }
    status.put("currentMetrics", current.isEmpty() ? null : current);
    List<Object> conditions =
        converted(annotations.remove(CONDITIONS), AutoscalerConversion::condition);
    if (!conditions.isEmpty()) {
      status.put("conditions", conditions);
    }
    if (Long.valueOf(0).equals(status.get("currentReplicas"))) {
      status.remove("currentReplicas");
    }
    dropIfEmpty(v2, annotations);
    return v2;
  }

  private static void dropIfEmpty(ApiObject object, Map<String, Object> annotations) {
    if (annotations.isEmpty()) {
      object.metadata().remove("annotations");
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(@Nullable Object list) {
    List<Map<String, Object>> maps = new ArrayList<>();
    if (list instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof Map<?, ?> map) {
          maps.add((Map<String, Object>) map);
        }
      }
    }
    return maps;
  }

  private static void keep(Map<String, Object> annotations, String name, List<Object> values) {
    if (!values.isEmpty()) {
      annotations.put(name, Json.writeString(values));
    }
  }

  /** What a person wrote into an annotation and cannot be read is left out. */
  private static @Nullable Object read(@Nullable Object json) {
    try {
      return json instanceof String text ? Json.read(text) : null;
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private static List<Object> converted(
      @Nullable Object json, UnaryOperator<Map<String, Object>> conversion) {
    List<Object> values = new ArrayList<>();
    maps(read(json)).forEach(element -> values.add(conversion.apply(element)));
    return values;
  }

  private static Map<String, Object> condition(Map<String, Object> condition) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String member : List.of("type", "status", "lastTransitionTime", "reason", "message")) {
      if (condition.get(member) != null) {
        ordered.put(member, condition.get(member));
      }
    }
    return ordered;
  }

  private static @Nullable Object cpuPercent(Map<String, Object> metric, String side) {
    ApiObject m = new ApiObject(metric);
    boolean isCpu = "Resource".equals(m.at("type")) && "cpu".equals(m.at("resource", "name"));
    return isCpu ? m.at("resource", side, "averageUtilization") : null;
  }

  private static Map<String, Object> cpuMetric(String side, Long percent) {
    Map<String, Object> value = new LinkedHashMap<>();
    if (side.equals("target")) {
      value.put("type", "Utilization");
    }
    value.put("averageUtilization", percent);
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("name", "cpu");
    resource.put(side, value);
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("type", "Resource");
    metric.put("resource", resource);
    return metric;
  }

  /** With every field, and nothing where it is not set. */
  private static Map<String, Object> goBehavior(Map<?, ?> behavior) {
    Map<String, Object> go = new LinkedHashMap<>();
    for (String direction : List.of("scaleUp", "scaleDown")) {
      Map<String, Object> rules = null;
      if (behavior.get(direction) instanceof Map<?, ?> given) {
        rules = new LinkedHashMap<>();
        for (String rule : RULES) {
          rules.put(capital(rule), rule.equals("policies") ? goPolicies(given) : given.get(rule));
        }
      }
      go.put(capital(direction), rules);
    }
    return go;
  }

  private static @Nullable List<Object> goPolicies(Map<?, ?> rules) {
    if (rules.get("policies") == null) {
      return null;
    }
    List<Object> policies = new ArrayList<>();
    for (Map<String, Object> policy : maps(rules.get("policies"))) {
      Map<String, Object> go = new LinkedHashMap<>();
      for (String member : List.of("type", "value", "periodSeconds")) {
        go.put(capital(member), policy.get(member));
      }
      policies.add(go);
    }
    return policies;
  }

  /** The names of JSON for those of the Go type, without what is not set. */
  private static Map<String, Object> jsonNames(Map<?, ?> go) {
    Map<String, Object> json = new LinkedHashMap<>();
    go.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
          if (value instanceof Map<?, ?> map) {
            json.put(member, jsonNames(map));
          } else if (value instanceof List<?>) {
            List<Object> elements = new ArrayList<>();
            maps(value).forEach(element -> elements.add(jsonNames(element)));
            json.put(member, elements);
          } else if (value != null) {
            json.put(member, value);
          }
        });
    return json;
  }

  private static String capital(String member) {
    return Character.toUpperCase(member.charAt(0)) + member.substring(1);
  }
}

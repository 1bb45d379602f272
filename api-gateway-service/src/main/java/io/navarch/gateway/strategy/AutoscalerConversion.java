package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code autoscaling/v1} and {@code v2} of a HorizontalPodAutoscaler. What v1 has no field for is
 * kept in its {@code autoscaling.alpha.kubernetes.io/} annotations, so that nothing is lost:
 * metrics and conditions in the form of v1, the behavior by the names of the Go type's fields.
 */
public final class AutoscalerConversion {
  private static final String ZERO = "";

  /** The percentage of CPU time that v1 stands for where it says nothing else. */
  private static final long CPU_PERCENT = 80;

  private static final MetricConversion TARGET = new MetricConversion(MetricConversion.Side.TARGET);
  private static final MetricConversion CURRENT =
      new MetricConversion(MetricConversion.Side.CURRENT);

  private static final AnnotationForm TARGET_METRICS = AnnotationForm.list(TARGET.form());
  private static final AnnotationForm CURRENT_METRICS = AnnotationForm.list(CURRENT.form());
  private static final AnnotationForm CONDITIONS =
      AnnotationForm.list(
          AnnotationForm.members()
              .always("type", AnnotationForm.TEXT, ZERO)
              .always("status", AnnotationForm.TEXT, ZERO)
              .and("lastTransitionTime", AnnotationForm.TIME)
              .and("reason", AnnotationForm.TEXT)
              .and("message", AnnotationForm.TEXT));
  private static final AnnotationForm.Members RULES =
      AnnotationForm.members()
          .and("stabilizationWindowSeconds", AnnotationForm.NUMBER)
          .and("selectPolicy", AnnotationForm.TEXT)
          .and(
              "policies",
              AnnotationForm.list(
                  AnnotationForm.members()
                      .always("type", AnnotationForm.TEXT, ZERO)
                      .always("value", AnnotationForm.NUMBER, 0L)
                      .always("periodSeconds", AnnotationForm.NUMBER, 0L)))
          .and("tolerance", AnnotationForm.QUANTITY);
  private static final AnnotationForm BEHAVIOR =
      AnnotationForm.members().and("scaleUp", RULES).and("scaleDown", RULES);

  private AutoscalerConversion() {}

  public static ApiObject toV1(ApiObject v2) {
    ApiObject v1 = v2.copy();
    v1.root().put("apiVersion", "autoscaling/v1");
    Map<String, Object> spec = ApiObject.child(v1.root(), "spec");
    Map<String, Object> status = ApiObject.child(v1.root(), "status");
    AutoscalerAnnotations.drop(v1);
    Map<String, Object> annotations = ApiObject.child(v1.metadata(), "annotations");
    List<Object> others = new ArrayList<>();
    for (Map<String, Object> metric : maps(spec.remove("metrics"))) {
      Object percent = cpuPercent(metric, "target");
      if (percent == null) {
        others.add(TARGET.toV1(metric));
      } else {
        spec.putIfAbsent("targetCPUUtilizationPercentage", percent);
      }
    }
    keep(annotations, AutoscalerAnnotations.METRICS, others);
    if (spec.remove("behavior") instanceof Map<?, ?> behavior) {
      annotations.put(AutoscalerAnnotations.BEHAVIOR, Json.writeString(goBehavior(behavior)));
    }
    List<Object> current = new ArrayList<>();
    for (Map<String, Object> metric : maps(status.remove("currentMetrics"))) {
      Object percent = cpuPercent(metric, "current");
      if (percent != null) {
        status.put("currentCPUUtilizationPercentage", percent);
      }
      current.add(CURRENT.toV1(metric));
    }
    keep(annotations, AutoscalerAnnotations.CURRENT_METRICS, current);
    List<Object> conditions = new ArrayList<>();
    maps(status.remove("conditions")).forEach(c -> conditions.add(condition(c)));
    keep(annotations, AutoscalerAnnotations.CONDITIONS, conditions);
    status.putIfAbsent("currentReplicas", 0L);
    dropIfEmpty(v1, annotations);
    return v1;
  }

  public static ApiObject toV2(ApiObject v1) {
    ApiObject v2 = v1.copy();
    v2.root().put("apiVersion", "autoscaling/v2");
    Map<String, Object> spec = ApiObject.child(v2.root(), "spec");
    Map<String, Object> status = ApiObject.child(v2.root(), "status");
    Map<String, Object> annotations = ApiObject.child(v2.metadata(), "annotations");
    List<Object> metrics =
        converted(TARGET_METRICS.read(annotations.get(AutoscalerAnnotations.METRICS)), TARGET);
    if (spec.remove("targetCPUUtilizationPercentage") instanceof Long percent) {
      metrics.add(cpuMetric("target", percent));
    }
    if (metrics.isEmpty()) {
      metrics.add(cpuMetric("target", CPU_PERCENT));
    }
    spec.put("metrics", metrics);
    Object behavior = BEHAVIOR.read(annotations.get(AutoscalerAnnotations.BEHAVIOR));
    if (behavior instanceof Map<?, ?> rules && !rules.isEmpty()) {
      spec.put("behavior", behavior);
    }
    Object percent = status.remove("currentCPUUtilizationPercentage");
    List<Object> current =
        converted(
            CURRENT_METRICS.read(annotations.get(AutoscalerAnnotations.CURRENT_METRICS)), CURRENT);
    if (current.isEmpty() && percent instanceof Long now) {
      current.add(cpuMetric("current", now));
    }
    status.put("currentMetrics", current.isEmpty() ? null : current);
    Object conditions = CONDITIONS.read(annotations.get(AutoscalerAnnotations.CONDITIONS));
    if (conditions instanceof List<?> list && !list.isEmpty()) {
      status.put("conditions", conditions);
    }
    if (Long.valueOf(0).equals(status.get("currentReplicas"))) {
      status.remove("currentReplicas");
    }
    AutoscalerAnnotations.drop(v2);
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

  private static List<Object> converted(@Nullable Object v1, MetricConversion conversion) {
    List<Object> values = new ArrayList<>();
    maps(v1).forEach(element -> values.add(conversion.toV2(element)));
    return values;
  }

  private static Map<String, Object> condition(Map<String, Object> condition) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String member : List.of("type", "status", "lastTransitionTime", "reason", "message")) {
      Object value = condition.get(member);
      if (value != null || member.equals("lastTransitionTime")) {
        ordered.put(member, value);
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
        for (String rule : RULES.forms().keySet()) {
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

  private static String capital(String member) {
    return Character.toUpperCase(member.charAt(0)) + member.substring(1);
  }
}

package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code autoscaling/v1} and {@code v2} of a HorizontalPodAutoscaler. What v1 has no field for is
 * kept in its {@code autoscaling.alpha.kubernetes.io/} annotations, so that nothing is lost.
 */
final class AutoscalerConversion {
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

  private AutoscalerConversion() {}

  static ApiObject toV1(ApiObject v2) {
    ApiObject v1 = v2.copy();
    v1.root().put("apiVersion", "autoscaling/v1");
    Map<String, Object> spec = ApiObject.child(v1.root(), "spec");
    Map<String, Object> status = ApiObject.child(v1.root(), "status");
    Map<String, Object> kept = new LinkedHashMap<>();
    List<Object> rest = new ArrayList<>();
    for (Object metric : ApiObject.listAt(spec, "metrics")) {
      if (!spec.containsKey("targetCPUUtilizationPercentage")
          && cpuTarget(metric) instanceof Long n) {
        spec.put("targetCPUUtilizationPercentage", n);
      } else {
        rest.add(metric);
      }
    }
    spec.remove("metrics");
    keep(kept, "metrics", rest);
    keep(kept, "behavior", spec.remove("behavior"));
    List<Object> otherCurrent = new ArrayList<>();
    for (Object metric : ApiObject.listAt(status, "currentMetrics")) {
      if (currentCpu(metric) instanceof Long n) {
        status.put("currentCPUUtilizationPercentage", n);
      } else {
        otherCurrent.add(metric);
      }
    }
    status.remove("currentMetrics");
    keep(kept, "current-metrics", otherCurrent);
    keep(kept, "conditions", status.remove("conditions"));
    if (!kept.isEmpty()) {
      ApiObject.child(v1.metadata(), "annotations").putAll(kept);
    }
    return v1;
  }

  static ApiObject toV2(ApiObject v1) {
    ApiObject v2 = v1.copy();
    v2.root().put("apiVersion", "autoscaling/v2");
    Map<String, Object> spec = ApiObject.child(v2.root(), "spec");
    Map<String, Object> annotations = ApiObject.child(v2.metadata(), "annotations");
    List<Object> metrics = new ArrayList<>();
    if (spec.remove("targetCPUUtilizationPercentage") instanceof Long target) {
      metrics.add(cpuMetric("target", target));
    }
    if (restore(annotations, "metrics") instanceof List<?> more) {
      metrics.addAll(more);
    }
    if (!metrics.isEmpty()) {
      spec.put("metrics", metrics);
    }
    putIfPresent(spec, "behavior", restore(annotations, "behavior"));
    Map<String, Object> status = ApiObject.child(v2.root(), "status");
    List<Object> current = new ArrayList<>();
    if (status.remove("currentCPUUtilizationPercentage") instanceof Long now) {
      current.add(cpuMetric("current", now));
    }
    if (restore(annotations, "current-metrics") instanceof List<?> more) {
      current.addAll(more);
    }
    if (!current.isEmpty()) {
      status.put("currentMetrics", current);
    }
    putIfPresent(status, "conditions", restore(annotations, "conditions"));
    if (annotations.isEmpty()) {
      v2.metadata().remove("annotations");
    }
    return v2;
  }

  private static @Nullable Object cpuTarget(Object metric) {
    return cpu(metric, "target");
  }

  private static @Nullable Object currentCpu(Object metric) {
    return cpu(metric, "current");
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object cpu(Object metric, String side) {
    ApiObject m = new ApiObject((Map<String, Object>) metric);
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

  private static void keep(Map<String, Object> kept, String name, @Nullable Object value) {
    if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
      kept.put(PREFIX + name, Json.writeString(value));
    }
  }

  private static @Nullable Object restore(Map<String, Object> annotations, String name) {
    return annotations.remove(PREFIX + name) instanceof String json ? Json.read(json) : null;
  }

  private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}

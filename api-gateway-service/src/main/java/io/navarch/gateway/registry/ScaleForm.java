package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code autoscaling/v1 Scale} of a workload: its wanted and present size. */
final class ScaleForm {
  static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

  private ScaleForm() {}

  static ApiObject of(ApiObject workload, ResourceDefinition resource) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String key : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      Object value = workload.metadata().get(key);
      if (value != null) {
        metadata.put(key, value);
      }
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    putNumber(spec, "replicas", workload.at("spec", "replicas"));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("replicas", 0L);
    putNumber(status, "replicas", workload.at("status", "replicas"));
    String selector = selector(workload, resource);
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", KIND.kind());
    root.put("apiVersion", KIND.apiVersion());
    root.put("metadata", metadata);
    root.put("spec", spec);
    root.put("status", status);
    return new ApiObject(root);
  }

  private static void putNumber(
      Map<String, Object> to, String key, @org.jspecify.annotations.Nullable Object value) {
    if (value instanceof Number n) {
      to.put(key, n.longValue());
    }
  }

  @SuppressWarnings("unchecked")
  private static String selector(ApiObject workload, ResourceDefinition resource) {
    if (!(workload.at("spec", "selector") instanceof Map<?, ?> selector)) {
      return "";
    }
    return resource.kind().equals("ReplicationController")
        ? LabelSelector.ofLabels((Map<String, Object>) selector).toString()
        : LabelSelector.ofObject((Map<String, Object>) selector).toString();
  }

  /** Puts the size that the scale wants into the workload. */
  static ApiObject apply(ApiObject workload, ApiObject scale) {
    Object replicas = scale.at("spec", "replicas");
    long wanted = replicas instanceof Number n ? n.longValue() : 0;
    if (wanted < 0) {
      throw ApiException.invalid(
          KIND.group(),
          KIND.kind(),
          workload.name(),
          List.of(
              FieldError.invalid("spec.replicas", wanted, "must be greater than or equal to 0")));
    }
    ApiObject.child(workload.root(), "spec").put("replicas", wanted);
    if (!scale.resourceVersion().isEmpty()) {
      workload.metadata().put("resourceVersion", scale.resourceVersion());
    }
    if (!scale.uid().isEmpty()) {
      workload.metadata().put("uid", scale.uid());
    }
    return workload;
  }
}

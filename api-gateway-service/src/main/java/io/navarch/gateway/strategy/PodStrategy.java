package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pods, with their {@code status}, {@code ephemeralcontainers} and {@code resize} subresources. */
final class PodStrategy extends KindStrategy {
  private static final StatusOwnership STATUS = StatusOwnership.startingWith(Map.of());

  PodStrategy() {
    super(STATUS);
  }

  @Override
  public void applyDefaults(ApiObject pod) {
    PodDefaults.ofPodSpec(ApiObject.child(pod.root(), "spec"));
  }

  @Override
  public void prepareForCreate(ApiObject pod) {
    Map<String, Object> spec = ApiObject.child(pod.root(), "spec");
    PodDefaults.ofPodSpec(spec);
    if (spec.get("terminationGracePeriodSeconds") instanceof Number n && n.longValue() < 0) {
      spec.put("terminationGracePeriodSeconds", 1L);
    }
    MatchLabelKeys.mergeInto(spec, pod.labels());
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("phase", "Pending");
    if (!ApiObject.listAt(spec, "schedulingGates").isEmpty()) {
      status.put("conditions", new ArrayList<>(List.of(gatedCondition())));
    }
    status.put("qosClass", PodQos.of(spec));
    pod.root().put("status", status);
  }

  private static Map<String, Object> gatedCondition() {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", "PodScheduled");
    condition.put("status", "False");
    condition.put("lastProbeTime", null);
    condition.put("lastTransitionTime", null);
    condition.put("reason", "SchedulingGated");
    condition.put("message", "Scheduling is blocked due to non-empty scheduling gates");
    return condition;
  }

  @Override
  public void prepareForUpdate(ApiObject pod, ApiObject old, String subresource) {
    switch (subresource) {
      case "status" -> {
        STATUS.onStatusUpdate(pod, old);
        Map<String, Object> status = ApiObject.child(pod.root(), "status");
        if (ApiObject.string(status, "qosClass").isEmpty()) {
          status.put("qosClass", PodQos.of(ApiObject.mapAt(old.root(), "spec")));
        }
      }
      case "ephemeralcontainers" -> keepAllBut(pod, old, "ephemeralContainers");
      case "resize" -> PodResize.keepAllButResources(pod, old);
      default -> {
        STATUS.onUpdate(pod, old);
        PodDefaults.ofTemplateSpec(ApiObject.child(pod.root(), "spec"));
      }
    }
  }

  private static void keepAllBut(ApiObject pod, ApiObject old, String member) {
    Object given = ApiObject.mapAt(pod.root(), "spec").get(member);
    String version = pod.resourceVersion();
    Object managed = pod.metadata().get("managedFields");
    Map<String, Object> copy = Json.copy(old.root());
    pod.root().clear();
    pod.root().putAll(copy);
    if (!version.isEmpty()) {
      pod.metadata().put("resourceVersion", version);
    }
    if (managed != null) {
      pod.metadata().put("managedFields", managed);
    }
    Map<String, Object> spec = ApiObject.child(pod.root(), "spec");
    if (given == null) {
      spec.remove(member);
    } else {
      spec.put(member, given);
    }
    PodDefaults.ofTemplateSpec(spec);
  }

  @Override
  void check(Field pod) {
    PodSpecRules.ofPod(pod);
  }

  @Override
  void checkNew(Field pod) {
    Field ephemeral = pod.at("spec", "ephemeralContainers");
    if (ephemeral.size() > 0) {
      ephemeral.forbidden("cannot be set on create");
    }
    Field nodeName = pod.at("spec", "nodeName");
    if (!nodeName.isEmpty() && pod.at("spec", "schedulingGates").size() > 0) {
      nodeName.forbidden("cannot be set until all schedulingGates have been cleared");
    }
  }

  @Override
  void checkChange(Field pod, Field old) {
    PodUpdateRules.check(pod, old);
  }

  @Override
  void checkStatus(Field pod, Field old) {
    PodStatusRules.check(pod, old);
  }

  @Override
  public List<String> warnings(ApiObject pod) {
    return PodWarnings.of(ApiObject.mapAt(pod.root(), "spec"), "spec");
  }
}

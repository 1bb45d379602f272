package io.navarch.gateway.strategy;

import io.navarch.gateway.access.User;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods, with their {@code status}, {@code ephemeralcontainers} and {@code resize} subresources. */
final class PodStrategy extends KindStrategy {
  private static final StatusOwnership STATUS =
      StatusOwnership.startingWith(Map.of())
          .keeping(List.of("ownerReferences", "deletionTimestamp"));

  PodStrategy() {
    super(STATUS);
  }

  @Override
  public void applyDefaults(ApiObject pod) {
    Map<String, Object> spec = ApiObject.child(pod.root(), "spec");
    PodDefaults.ofPodSpec(spec);
    if (spec.get("terminationGracePeriodSeconds") instanceof Number n && n.longValue() < 0) {
      spec.put("terminationGracePeriodSeconds", 1L);
    }
  }

  @Override
  public void prepareForCreate(ApiObject pod) {
    Map<String, Object> spec = ApiObject.child(pod.root(), "spec");
    PodDefaults.ofPodSpec(spec);
    MatchLabelKeys.mergeInto(spec, pod.labels());
    PodAppArmor.annotationsToFields(pod);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("phase", "Pending");
    if (!ApiObject.listAt(spec, "schedulingGates").isEmpty()) {
      status.put("conditions", new ArrayList<>(List.of(gatedCondition())));
    }
    status.put("qosClass", PodQos.of(spec));
    pod.root().put("status", status);
  }

  /** A gate is a reason not to be scheduled from the start. */
  @Override
  public void attribute(
      ApiObject pod, @Nullable ApiObject old, String subresource, User user, Instant now) {
    if (old == null) {
      Map<String, Object> status = ApiObject.mapAt(pod.root(), "status");
      for (Map<String, Object> condition : PodDefaults.maps(status, "conditions")) {
        condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
      }
    }
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
        keepObservedGenerations(status, ApiObject.mapAt(old.root(), "status"));
      }
      case "ephemeralcontainers" -> keepAllButEphemeralContainers(pod, old);
      case "resize" -> PodResize.keepAllButResources(pod, old);
      default -> {
        STATUS.onUpdate(pod, old);
        PodDefaults.ofTemplateSpec(ApiObject.child(pod.root(), "spec"));
      }
    }
  }

  /** A writer that knows nothing of observed generations does not take them away. */
  private static void keepObservedGenerations(
      Map<String, Object> status, Map<String, Object> before) {
    keepObservedGeneration(status, before);
    List<Map<String, Object>> earlier = new ArrayList<>(PodDefaults.maps(before, "conditions"));
    for (Map<String, Object> condition : PodDefaults.maps(status, "conditions")) {
      for (Map<String, Object> same : earlier) {
        if (Json.equal(same.get("type"), condition.get("type"))) {
          keepObservedGeneration(condition, same);
          earlier.remove(same);
          break;
        }
      }
    }
  }

  private static void keepObservedGeneration(Map<String, Object> now, Map<String, Object> before) {
    Object generation = before.get("observedGeneration");
    if (generation != null
        && !(now.get("observedGeneration") instanceof Number n && n.longValue() != 0)) {
      now.put("observedGeneration", generation);
    }
  }

  private static void keepAllButEphemeralContainers(ApiObject pod, ApiObject old) {
    Map<String, Object> asked = ApiObject.mapAt(pod.root(), "spec");
    Map<String, Object> spec = Json.copy(ApiObject.mapAt(old.root(), "spec"));
    StatusOwnership.keep("ephemeralContainers", asked, spec);
    pod.root().put("spec", spec);
    StatusOwnership.keep("status", old.root(), pod.root());
    StatusOwnership.keepMetadata(pod, old);
    PodDefaults.ofTemplateSpec(spec);
  }

  @Override
  void check(Field pod) {
    PodSpecRules.ofPod(pod);
  }

  @Override
  void checkNew(Field pod) {
    Field spec = pod.at("spec");
    if (spec.at("ephemeralContainers").size() > 0) {
      spec.at("ephemeralContainers").forbidden("cannot be set on create");
    }
    if (!spec.at("nodeName").isEmpty() && spec.at("schedulingGates").size() > 0) {
      spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
    }
    PodAnnotationRules.againstFields(pod.at("metadata", "annotations"), spec);
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
  boolean checkSubresource(Field pod, Field old, String subresource) {
    switch (subresource) {
      case "ephemeralcontainers" -> {
        check(pod);
        PodUpdateRules.ephemeralContainers(pod, old);
      }
      case "resize" -> PodResizeRules.check(pod, old);
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> warningsAsSent(ApiObject pod) {
    return PodAppArmor.warnings(pod);
  }

  @Override
  public List<String> warnings(ApiObject pod) {
    List<String> warnings = new ArrayList<>(0);
    List<String> label = Formats.dns1123Label(pod.name());
    if (!label.isEmpty()) {
      warnings.add(
          "metadata.name: this is used in the Pod's hostname, which can result in surprising"
              + " behavior; a DNS label is recommended: ["
              + String.join(" ", label)
              + "]");
    }
    warnings.addAll(PodWarnings.ofPod(pod));
    return warnings;
  }

  /** Pods are written too often to look at them again for people. */
  @Override
  public List<String> warningsOnUpdate(ApiObject pod, ApiObject old, String subresource) {
    return List.of();
  }
}

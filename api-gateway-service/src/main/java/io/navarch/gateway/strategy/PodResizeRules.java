package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** What the {@code resize} subresource may change: cpu and memory, and never the QoS class. */
final class PodResizeRules {
  private static final String ONLY_THESE = "only cpu and memory resources are mutable";

  private PodResizeRules() {}

  static void check(Field pod, Field old) {
    Field spec = pod.at("spec");
    Field oldSpec = old.at("spec");
    if (old.at("metadata", "annotations").keys().contains(PodUpdateRules.MIRROR)) {
      refuse(pod, "static pods cannot be resized");
      return;
    }
    if (oldSpec.at("os", "name").is("windows")) {
      refuse(pod, "windows pods cannot be resized");
      return;
    }
    PodSpecRules.ofPod(pod);
    String qos = PodQos.of(spec.map());
    if (!qos.equals(qosOf(old))) {
      spec.invalid(
          pod.at("status", "qosClass").string(),
          "Pod QOS Class may not change as a result of resizing");
    }
    if (!isSupported(old)) {
      spec.forbidden("Pod running on node without support for resize");
    }
    Map<String, Object> masked = Json.copy(spec.map());
    podLevel(spec, oldSpec, masked);
    if (reordered(spec, oldSpec)) {
      return;
    }
    removals(spec, oldSpec);
    masks(spec, oldSpec, masked);
    if (spec.errors().isEmpty() && !Json.equal(masked, oldSpec.map())) {
      spec.forbidden(ONLY_THESE);
    }
  }

  private static void refuse(Field pod, String why) {
    pod.errors().clear();
    pod.reportedAs("[]").forbidden(why);
  }

  private static String qosOf(Field pod) {
    Field known = pod.at("status", "qosClass");
    return known.isEmpty() ? PodQos.of(pod.at("spec").map()) : known.string();
  }

  /** The node tells the resources of running containers where it can resize them. */
  private static boolean isSupported(Field old) {
    for (Field status : old.at("status", "containerStatuses").each()) {
      if (status.at("state", "running").isSet()) {
        return status.at("resources").isSet();
      }
    }
    return true;
  }

  private static void podLevel(Field spec, Field oldSpec, Map<String, Object> masked) {
    Field now = spec.at("resources");
    Field before = oldSpec.at("resources");
    if (!isGiven(now) && !isGiven(before)) {
      return;
    }
    if (before.isSet() && !now.isSet()) {
      now.forbidden("pod-level resources cannot be removed");
      return;
    }
    for (String member : List.of("requests", "limits")) {
      if (isRemoved(now.at(member), before.at(member))) {
        now.at(member).forbidden("pod-level resource " + member + " cannot be removed");
      }
    }
    mask(masked, oldSpec.map());
    if (!Json.equal(masked.get("resources"), before.value())) {
      spec.forbidden("only cpu and memory resources are mutable at pod-level");
    }
  }

  private static boolean isGiven(Field resources) {
    return resources.at("requests").size() + resources.at("limits").size() > 0;
  }

  private static boolean isRemoved(Field now, Field before) {
    return !now.keys().containsAll(before.keys());
  }

  private static boolean reordered(Field spec, Field oldSpec) {
    boolean wrong = false;
    for (String list : List.of("containers", "initContainers")) {
      List<Field> now = spec.at(list).each();
      List<Field> before = oldSpec.at(list).each();
      if (now.size() != before.size()) {
        spec.at(list).forbidden(list + " may not be added or removed on resize");
        wrong = true;
        continue;
      }
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).at("name").sameAs(before.get(i).at("name"))) {
          now.get(i).at("name").forbidden(list + " may not be renamed or reordered on resize");
          wrong = true;
        }
      }
    }
    return wrong;
  }

  private static void removals(Field spec, Field oldSpec) {
    for (String list : List.of("initContainers", "containers")) {
      List<Field> before = oldSpec.at(list).each();
      for (int i = 0; i < before.size(); i++) {
        Field now = spec.at(list).each().get(i).at("resources");
        for (String member : List.of("requests", "limits")) {
          if (isRemoved(now.at(member), before.get(i).at("resources", member))) {
            now.at(member).forbidden("resource " + member + " cannot be removed");
          }
        }
      }
    }
  }

  /** Puts cpu and memory back to the old amounts, so that what still differs may not change. */
  private static void masks(Field spec, Field oldSpec, Map<String, Object> masked) {
    for (String list : List.of("containers", "initContainers")) {
      List<Map<String, Object>> before = PodDefaults.maps(oldSpec.map(), list);
      List<Map<String, Object>> now = PodDefaults.maps(masked, list);
      List<Field> fields = spec.at(list).each();
      for (int i = 0; i < now.size(); i++) {
        boolean changed = !Json.equal(now.get(i), before.get(i));
        mask(now.get(i), before.get(i));
        boolean init = list.equals("initContainers");
        if (!Json.equal(now.get(i), before.get(i))) {
          if (init) {
            fields
                .get(i)
                .forbidden(
                    "only cpu and memory resources for init or sidecar containers are mutable");
          } else {
            spec.forbidden(ONLY_THESE);
          }
        }
        if (init && changed && !fields.get(i).at("restartPolicy").is("Always")) {
          restartsToResize(fields.get(i));
        }
      }
    }
  }

  private static void restartsToResize(Field container) {
    for (Field policy : container.at("resizePolicy").each()) {
      if (policy.at("restartPolicy").is("RestartContainer")) {
        container.forbidden(
            "non-sidecar init containers with a resize policy of RestartContainer cannot be"
                + " resized");
      }
    }
  }

  private static void mask(Map<String, Object> holder, Map<String, Object> old) {
    Map<String, Object> before = ApiObject.mapAt(old, "resources");
    Map<String, Object> now = ApiObject.child(holder, "resources");
    now.remove("claims"); // a resize does not look at them
    for (String member : List.of("limits", "requests")) {
      Map<String, Object> amounts = ApiObject.child(now, member);
      for (String name : List.of("cpu", "memory")) {
        StatusOwnership.keep(name, ApiObject.mapAt(before, member), amounts);
      }
      if (amounts.isEmpty() && !before.containsKey(member)) {
        now.remove(member);
      }
    }
    if (now.isEmpty() && !old.containsKey("resources")) {
      holder.remove("resources");
    }
  }
}

package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may change in a pod that exists. */
final class PodUpdateRules {
  static final String MIRROR = "kubernetes.io/config.mirror";

  private PodUpdateRules() {}

  static void check(Field pod, Field old) {
    annotations(pod, old);
    Field spec = pod.at("spec");
    Field oldSpec = old.at("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (!sameContainers(spec.at(list), oldSpec.at(list))) {
        return;
      }
    }
    if (!deadline(spec.at("activeDeadlineSeconds"), oldSpec.at("activeDeadlineSeconds"))) {
      return;
    }
    tolerations(spec.at("tolerations"), oldSpec.at("tolerations"));
    gates(spec.at("schedulingGates"), oldSpec.at("schedulingGates"));
    if (oldSpec.at("schedulingGates").size() > 0) {
      GatedPodRules.check(spec, oldSpec);
    }
    Map<String, Object> restored = mutableParts(spec.map(), oldSpec.map());
    if (!Json.equal(restored, oldSpec.map())) {
      spec.forbidden(
          "pod updates may not change fields other than `spec.containers[*].image`,"
              + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
              + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
              + " (allow it to be set to 1 if it was previously negative)\n"
              + InternalForm.difference("core.PodSpec", oldSpec.map(), restored));
    }
  }

  static void annotations(Field pod, Field old) {
    Field annotations = pod.at("metadata", "annotations");
    Map<String, Object> before = old.at("metadata", "annotations").map();
    before.forEach(
        (key, value) -> {
          if (!value.equals(annotations.map().get(key))) {
            if (key.startsWith(PodAnnotationRules.APP_ARMOR)) {
              annotations.key(key).forbidden("may not remove or update AppArmor annotations");
            } else if (key.equals(MIRROR)) {
              annotations.key(key).forbidden("may not remove or update mirror pod annotation");
            }
          }
        });
    for (String key : annotations.keys()) {
      if (!before.containsKey(key)) {
        if (key.startsWith(PodAnnotationRules.APP_ARMOR)) {
          annotations.key(key).forbidden("may not add AppArmor annotations");
        } else if (key.equals(MIRROR)) {
          annotations.key(key).forbidden("may not add mirror pod annotation");
        }
      }
    }
  }

  private static boolean sameContainers(Field now, Field before) {
    if (now.size() != before.size()) {
      now.forbidden("pod updates may not add or remove containers");
      return false;
    }
    for (Field container : now.each()) {
      container.at("image").requirePresent();
      ContainerRules.imageWithoutBlanks(container);
    }
    return true;
  }

  private static boolean deadline(Field now, Field before) {
    if (!now.isSet()) {
      if (before.isSet()) {
        now.invalid("must not update from a positive integer to nil value");
      }
      return true;
    }
    if (now.number() < 0 || now.number() > Integer.MAX_VALUE) {
      now.inRange(0, Integer.MAX_VALUE);
      return false;
    }
    if (before.isSet() && before.number() < now.number()) {
      now.invalid("must be less than or equal to previous value");
      return false;
    }
    return true;
  }

  private static void tolerations(Field now, Field before) {
    for (Field old : before.each()) {
      boolean kept = now.each().stream().anyMatch(t -> sameToleration(t, old));
      if (!kept) {
        now.forbidden("existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
    TolerationRules.check(now);
  }

  private static boolean sameToleration(Field a, Field b) {
    Map<String, Object> x = new LinkedHashMap<>(a.map());
    Map<String, Object> y = new LinkedHashMap<>(b.map());
    x.remove("tolerationSeconds");
    y.remove("tolerationSeconds");
    return Json.equal(x, y);
  }

  private static void gates(Field now, Field before) {
    for (Field gate : now.each()) {
      if (before.list().stream().noneMatch(g -> Json.equal(g, gate.value()))) {
        gate.at("name")
            .forbidden(
                "only deletion is allowed, but found new scheduling gate '"
                    + gate.at("name").string()
                    + "'");
      }
    }
  }

  /** Ephemeral containers are only ever added. */
  static void ephemeralContainers(Field pod, Field old) {
    annotations(pod, old);
    if (old.at("metadata", "annotations").keys().contains(MIRROR)) {
      pod.errors().clear();
      pod.reportedAs("[]").forbidden("static pods do not support ephemeral containers");
      return;
    }
    Field now = pod.at("spec", "ephemeralContainers");
    for (Field before : old.at("spec", "ephemeralContainers").each()) {
      String name = before.at("name").string();
      Map<String, Object> kept = null;
      for (Map<String, Object> container : PodDefaults.maps(pod.at("spec").map(), now.name())) {
        kept = name.equals(container.get("name")) ? container : kept;
      }
      if (kept == null) {
        now.forbidden("existing ephemeral containers \"" + name + "\" may not be removed\n");
      } else if (!Json.equal(kept, before.value())) {
        now.forbidden(
            "existing ephemeral containers \""
                + name
                + "\" may not be changed\n"
                + InternalForm.difference("core.EphemeralContainer", before.map(), kept));
      }
    }
  }

  /** The new spec with everything that may change put back to the old. */
  private static Map<String, Object> mutableParts(
      Map<String, Object> now, Map<String, Object> old) {
    Map<String, Object> spec = Json.copy(now);
    for (String free : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      StatusOwnership.keep(free, old, spec);
    }
    for (String list : List.of("containers", "initContainers")) {
      List<Map<String, Object>> before = PodDefaults.maps(old, list);
      List<Map<String, Object>> containers = PodDefaults.maps(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        StatusOwnership.keep("image", before.get(i), containers.get(i));
      }
    }
    boolean graceWasNegative =
        old.get("terminationGracePeriodSeconds") instanceof Number n && n.longValue() < 0;
    if (graceWasNegative && Json.equal(spec.get("terminationGracePeriodSeconds"), 1L)) {
      StatusOwnership.keep("terminationGracePeriodSeconds", old, spec);
    }
    if (!PodDefaults.maps(old, "schedulingGates").isEmpty()) {
      GatedPodRules.keep(spec, old);
    }
    return spec;
  }
}

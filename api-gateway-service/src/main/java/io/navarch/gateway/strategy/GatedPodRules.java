package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** While scheduling gates hold a pod back, its choice of nodes may still be narrowed. */
final class GatedPodRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private GatedPodRules() {}

  static void check(Field spec, Field old) {
    Field selector = spec.at("nodeSelector");
    for (Map.Entry<String, Object> entry : old.at("nodeSelector").map().entrySet()) {
      if (!entry.getValue().equals(selector.map().get(entry.getKey()))) {
        selector.invalid(
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        break;
      }
    }
    terms(
        spec.at("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"),
        old.at("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"));
  }

  private static void terms(Field now, Field before) {
    if (before.size() == 0) {
      return;
    }
    if (now.size() != before.size()) {
      now.invalid("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      Field term = now.each().get(i);
      if (!isNarrowed(term, before.each().get(i))) {
        term.invalid("only additions are allowed (no mutations or deletions)");
      }
    }
  }

  private static boolean isNarrowed(Field now, Field before) {
    boolean wasEmpty = true;
    boolean grows = false;
    for (String member : List.of("matchExpressions", "matchFields")) {
      List<Object> kept = before.at(member).list();
      List<Object> all = now.at(member).list();
      if (all.size() < kept.size() || !Json.equal(all.subList(0, kept.size()), kept)) {
        return false;
      }
      wasEmpty &= kept.isEmpty();
      grows |= !all.isEmpty();
    }
    // A term without requirements selects nothing, so adding one would widen the choice.
    return !wasEmpty || !grows;
  }

  /** Puts back what {@link #check} has looked at. */
  static void keep(Map<String, Object> spec, Map<String, Object> old) {
    StatusOwnership.keep("nodeSelector", old, spec);
    Map<String, Object> affinity = new LinkedHashMap<>(child(spec));
    Map<String, Object> before = child(old);
    StatusOwnership.keep("nodeAffinity", before, affinity);
    if (affinity.isEmpty() && !old.containsKey("affinity")) {
      spec.remove("affinity");
    } else {
      spec.put("affinity", affinity);
    }
  }

  private static Map<String, Object> child(Map<String, Object> spec) {
    return io.navarch.model.object.ApiObject.mapAt(spec, "affinity");
  }
}

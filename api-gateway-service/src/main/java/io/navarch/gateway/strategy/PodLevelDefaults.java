package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources of a pod as a whole where they are said only in part: limits of huge pages are
 * those of the containers together; requests are those of the containers together, else the pod's
 * limits. The containers have their own defaults already.
 */
final class PodLevelDefaults {
  private static final List<String> OVERCOMMITTED = List.of("cpu", "memory");

  private PodLevelDefaults() {}

  static void apply(Map<String, Object> spec) {
    Map<String, Object> resources = ApiObject.mapAt(spec, "resources");
    Map<String, Object> givenLimits = ApiObject.mapAt(resources, "limits");
    Map<String, Object> givenRequests = ApiObject.mapAt(resources, "requests");
    if (givenLimits.isEmpty() && givenRequests.isEmpty()) {
      return;
    }
    Map<String, Object> limits = new LinkedHashMap<>(givenLimits);
    PodRequests.limitsOf(spec)
        .forEach(
            (name, sum) -> {
              if (ResourceRules.isHugePages(name) && !givenRequests.containsKey(name)) {
                limits.putIfAbsent(name, sum.toString());
              }
            });
    if (limits.isEmpty()) {
      return;
    }
    Map<String, Object> requests = new LinkedHashMap<>(givenRequests);
    PodRequests total = PodRequests.of(spec);
    for (String name : OVERCOMMITTED) {
      total.get(name).ifPresent(sum -> requests.putIfAbsent(name, sum));
    }
    limits.forEach(
        (name, limit) -> {
          if (OVERCOMMITTED.contains(name) || ResourceRules.isHugePages(name)) {
            requests.putIfAbsent(name, limit);
          }
        });
    resources.put("limits", limits);
    resources.put("requests", requests);
  }
}

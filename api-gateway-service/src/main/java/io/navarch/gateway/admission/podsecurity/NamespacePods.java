package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is said about the pods of a namespace whose enforced level is about to rise. */
final class NamespacePods {
  private static final int MOST = 3_000;

  private NamespacePods() {}

  static List<String> warnings(
      String namespace, List<ApiObject> pods, LevelVersion enforce, Predicate<ApiObject> exempt) {
    List<ApiObject> ordered = oneOfEachControllerFirst(pods, exempt);
    Map<String, List<String>> podsByReason = new TreeMap<>();
    for (ApiObject pod : ordered.subList(0, Math.min(MOST, ordered.size()))) {
      List<Violation> violations =
          PodSecurityStandards.violations(
              enforce, new CheckedPod(pod.annotations(), ApiObject.mapAt(pod.root(), "spec")));
      if (!violations.isEmpty()) {
        String reasons = String.join(", ", violations.stream().map(Violation::reason).toList());
        podsByReason.computeIfAbsent(reasons, _ -> new ArrayList<>()).add(pod.name());
      }
    }
    List<String> warnings = new ArrayList<>();
    if (ordered.size() > MOST) {
      warnings.add(
          "new PodSecurity enforce level only checked against the first "
              + MOST
              + " of "
              + ordered.size()
              + " existing pods");
    }
    if (!podsByReason.isEmpty()) {
      warnings.add(
          "existing pods in namespace \""
              + namespace
              + "\" violate the new PodSecurity enforce level \""
              + enforce
              + "\"");
    }
    warnings.addAll(
        podsByReason.entrySet().stream()
            .map(e -> line(e.getValue(), e.getKey()))
            .sorted()
            .toList());
    return warnings;
  }

  private static String line(List<String> pods, String reasons) {
    String first = pods.stream().sorted().findFirst().orElse("");
    String others =
        switch (pods.size()) {
          case 1 -> "";
          case 2 -> " (and 1 other pod)";
          default -> " (and " + (pods.size() - 1) + " other pods)";
        };
    return first + others + ": " + reasons;
  }

  private static List<ApiObject> oneOfEachControllerFirst(
      List<ApiObject> pods, Predicate<ApiObject> exempt) {
    List<ApiObject> first = new ArrayList<>();
    List<ApiObject> alike = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ApiObject pod : pods) {
      if (exempt.test(pod)) {
        continue;
      }
      String controller = controller(pod);
      (controller.isEmpty() || seen.add(controller) ? first : alike).add(pod);
    }
    first.addAll(alike);
    return first;
  }

  private static String controller(ApiObject pod) {
    for (Map<String, Object> owner : CheckedPod.trees(pod.metadata(), "ownerReferences")) {
      if (Boolean.TRUE.equals(owner.get("controller"))) {
        return ApiObject.string(owner, "uid");
      }
    }
    return "";
  }
}

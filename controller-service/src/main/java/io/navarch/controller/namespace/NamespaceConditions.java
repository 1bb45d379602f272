package io.navarch.controller.namespace;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The conditions that tell how the deletion of a namespace gets on. */
final class NamespaceConditions {

  private NamespaceConditions() {}

  static List<NamespaceCondition> after(
      List<NamespaceCondition> before, Leftovers left, Instant now) {
    List<NamespaceCondition> wanted = new ArrayList<>();
    wanted.add(
        left.undiscovered().isEmpty()
            ? made(
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered")
            : made(
                "NamespaceDeletionDiscoveryFailure",
                true,
                "DiscoveryFailed",
                "Discovery failed for some groups, %d failing: unable to retrieve the complete list of server APIs: %s"
                    .formatted(
                        left.undiscovered().size(),
                        left.undiscovered().stream()
                            .map(each -> each + ": stale GroupVersion discovery: " + each)
                            .collect(Collectors.joining(", ")))));
    wanted.add(
        made(
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed"));
    wanted.add(
        left.failures().isEmpty()
            ? made(
                "NamespaceDeletionContentFailure",
                false,
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization")
            : made(
                "NamespaceDeletionContentFailure",
                true,
                "ContentDeletionFailed",
                "Failed to delete all resource types, %d remaining: %s"
                    .formatted(left.failures().size(), String.join(", ", left.failures()))));
    // While pods are waited for, upstream's controller does not tell what is left.
    wanted.add(
        left.counts().isEmpty() || left.waitsForPods()
            ? made(
                "NamespaceContentRemaining",
                false,
                "ContentRemoved",
                "All content successfully removed")
            : made(
                "NamespaceContentRemaining",
                true,
                "SomeResourcesRemain",
                "Some resources are remaining: "
                    + listed(left.counts(), "%s has %d resource instances")));
    wanted.add(
        left.finalizers().isEmpty() || left.waitsForPods()
            ? made(
                "NamespaceFinalizersRemaining",
                false,
                "ContentHasNoFinalizers",
                "All content-preserving finalizers finished")
            : made(
                "NamespaceFinalizersRemaining",
                true,
                "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: "
                    + listed(left.finalizers(), "%s in %d resource instances")));
    return merged(before, wanted, now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** A condition that says what stands already stays as it is. */
  private static List<NamespaceCondition> merged(
      List<NamespaceCondition> before, List<NamespaceCondition> wanted, String now) {
    List<NamespaceCondition> after = new ArrayList<>(before);
    for (NamespaceCondition each : wanted) {
      NamespaceCondition standing =
          after.stream()
              .filter(condition -> condition.getType().equals(each.getType()))
              .findFirst()
              .orElse(null);
      boolean same =
          standing != null
              && standing.getStatus().equals(each.getStatus())
              && each.getReason().equals(standing.getReason())
              && each.getMessage().equals(standing.getMessage());
      if (same) {
        continue;
      }
      each.setLastTransitionTime(
          standing != null && standing.getStatus().equals(each.getStatus())
              ? standing.getLastTransitionTime()
              : now);
      if (standing == null) {
        after.add(each);
      } else {
        after.set(after.indexOf(standing), each);
      }
    }
    return after;
  }

  private static NamespaceCondition made(
      String type, boolean status, String reason, String message) {
    return new NamespaceConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static String listed(Map<String, Integer> counts, String form) {
    return counts.entrySet().stream()
        .map(entry -> form.formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}

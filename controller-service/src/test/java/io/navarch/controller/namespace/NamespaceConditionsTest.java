package io.navarch.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Order, reasons and texts are those of upstream's namespace controller. */
class NamespaceConditionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static List<String> told(List<NamespaceCondition> conditions) {
    return conditions.stream()
        .map(c -> c.getType() + " " + c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
        .toList();
  }

  private static Leftovers left(boolean waitsForPods, List<String> failures) {
    Map<String, Integer> counts = new TreeMap<>(Map.of("pods.", 2, "deployments.apps", 1));
    return new Leftovers(
        List.of("metrics.k8s.io/v1beta1"),
        failures,
        waitsForPods,
        counts,
        new TreeMap<>(Map.of("a.b/c", 3)));
  }

  @Test
  void anEmptyNamespaceIsAllWell() {
    Leftovers none = new Leftovers(List.of(), List.of(), false, Map.of(), Map.of());
    assertThat(told(NamespaceConditions.after(List.of(), none, NOW)))
        .containsExactly(
            "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources"
                + " successfully discovered",
            "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy"
                + " kube types successfully parsed",
            "NamespaceDeletionContentFailure False ContentDeleted: All content successfully"
                + " deleted, may be waiting on finalization",
            "NamespaceContentRemaining False ContentRemoved: All content successfully removed",
            "NamespaceFinalizersRemaining False ContentHasNoFinalizers: All content-preserving"
                + " finalizers finished");
  }

  @Test
  void whatIsLeftIsTold() {
    assertThat(told(NamespaceConditions.after(List.of(), left(false, List.of("a", "b")), NOW)))
        .containsExactly(
            "NamespaceDeletionDiscoveryFailure True DiscoveryFailed: Discovery failed for some"
                + " groups, 1 failing: unable to retrieve the complete list of server APIs:"
                + " metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
            "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy"
                + " kube types successfully parsed",
            "NamespaceDeletionContentFailure True ContentDeletionFailed: Failed to delete all"
                + " resource types, 2 remaining: a, b",
            "NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining:"
                + " deployments.apps has 1 resource instances, pods. has 2 resource instances",
            "NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the"
                + " namespace has finalizers remaining: a.b/c in 3 resource instances");
  }

  @Test
  void whilePodsAreWaitedForNothingIsSaidToBeLeft() {
    assertThat(told(NamespaceConditions.after(List.of(), left(true, List.of()), NOW)))
        .contains(
            "NamespaceContentRemaining False ContentRemoved: All content successfully removed")
        .noneMatch(each -> each.contains("SomeFinalizersRemain"));
  }
}

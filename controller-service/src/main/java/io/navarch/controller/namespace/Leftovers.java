package io.navarch.controller.namespace;

import java.util.List;
import java.util.Map;

/**
 * What a pass over a namespace's content left.
 *
 * @param undiscovered group versions that did not say what they serve
 * @param failures why resources could not be emptied, in order
 * @param waitsForPods whether nothing but pods was looked at, since some are left
 * @param counts objects left, by {@code plural.group}
 * @param finalizers objects left, by the finalizer that holds them
 */
record Leftovers(
    List<String> undiscovered,
    List<String> failures,
    boolean waitsForPods,
    Map<String, Integer> counts,
    Map<String, Integer> finalizers) {

  boolean none() {
    return undiscovered.isEmpty() && failures.isEmpty() && counts.isEmpty();
  }
}

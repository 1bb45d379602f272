package io.navarch.controller.namespace;

import java.util.List;
import java.util.Map;

/**
 * What a pass over a namespace's content left.
 *
 * @param undiscovered group versions that did not say what they serve
 * @param failures resources that could not be emptied
 * @param counts objects left, by {@code plural.group}
 * @param finalizers objects left, by the finalizer that holds them
 */
record Leftovers(
    List<String> undiscovered,
    List<String> failures,
    Map<String, Integer> counts,
    Map<String, Integer> finalizers) {

  boolean none() {
    return undiscovered.isEmpty() && failures.isEmpty() && counts.isEmpty();
  }
}

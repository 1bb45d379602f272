package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rules of one part of a pod's spec need to know about the rest of it.
 *
 * @param spec of the pod or of the template
 * @param isPod false for a template, for which some rules are looser
 * @param podName empty for templates
 * @param volumes by name, those that are valid themselves
 * @param claims the names in {@code resourceClaims}
 */
record PodScope(
    Field spec,
    boolean isPod,
    String podName,
    boolean isMirror,
    Map<String, Field> volumes,
    Set<String> claims) {

  static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  static PodScope ofPod(Field pod) {
    return of(
        pod.at("spec"),
        true,
        pod.at("metadata", "name").string(),
        pod.at("metadata", "annotations").keys().contains(PodUpdateRules.MIRROR));
  }

  static PodScope ofTemplate(Field spec) {
    return of(spec, false, "", false);
  }

  private static PodScope of(Field spec, boolean isPod, String podName, boolean isMirror) {
    Set<String> claims = new HashSet<>();
    for (Field claim : spec.at("resourceClaims").each()) {
      if (!claim.at("name").isEmpty()) {
        claims.add(claim.at("name").string());
      }
    }
    return new PodScope(spec, isPod, podName, isMirror, new HashMap<>(), claims);
  }

  boolean usesHostUsers() {
    return !Boolean.FALSE.equals(spec.at("hostUsers").value());
  }

  /** All containers: init, app and ephemeral ones, in this order. */
  static List<Field> containersOf(Field spec) {
    List<Field> containers = new ArrayList<>(2);
    for (String list : CONTAINER_LISTS) {
      containers.addAll(spec.at(list).each());
    }
    return containers;
  }
}

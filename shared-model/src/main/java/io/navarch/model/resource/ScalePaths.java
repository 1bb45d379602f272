package io.navarch.model.resource;

import java.util.Arrays;
import java.util.List;

/**
 * Where a custom resource keeps what its {@code scale} subresource shows, as member names from the
 * root.
 *
 * @param selector empty where it has none
 */
public record ScalePaths(
    List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
  public ScalePaths {
    specReplicas = List.copyOf(specReplicas);
    statusReplicas = List.copyOf(statusReplicas);
    selector = List.copyOf(selector);
  }

  /** From paths such as {@code .spec.replicas}. */
  public static ScalePaths of(String specReplicas, String statusReplicas, String selector) {
    return new ScalePaths(names(specReplicas), names(statusReplicas), names(selector));
  }

  private static List<String> names(String path) {
    String plain = path.startsWith(".") ? path.substring(1) : path;
    return plain.isEmpty() ? List.of() : Arrays.asList(plain.split("\\."));
  }
}

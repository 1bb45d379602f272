package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/**
 * The annotations in which {@code autoscaling/v1} carries what it has no field for. They are part
 * of that version's form alone: no other version shows or stores them, whoever wrote them there.
 */
public final class AutoscalerAnnotations {
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

  /** All metrics but the one of CPU time. */
  public static final String METRICS = PREFIX + "metrics";

  public static final String CURRENT_METRICS = PREFIX + "current-metrics";
  public static final String BEHAVIOR = PREFIX + "behavior";
  public static final String CONDITIONS = PREFIX + "conditions";

  private static final List<String> ALL =
      List.of(
          METRICS,
          CURRENT_METRICS,
          BEHAVIOR,
          CONDITIONS,
          PREFIX + "scale-down-tolerance",
          PREFIX + "scale-up-tolerance");

  private AutoscalerAnnotations() {}

  /** Takes them out of an autoscaler, and an empty map of annotations with them. */
  public static void drop(ApiObject autoscaler) {
    if (autoscaler.metadata().get("annotations") instanceof Map<?, ?> annotations) {
      annotations.keySet().removeAll(ALL);
      if (annotations.isEmpty()) {
        autoscaler.metadata().remove("annotations");
      }
    }
  }
}

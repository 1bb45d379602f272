package io.navarch.gateway.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The cells of a HorizontalPodAutoscaler. */
final class AutoscalerRow {
  private static final int SHOWN = 2;

  private AutoscalerRow() {}

  static List<Object> cells(Part object, Instant now) {
    Part spec = object.at("spec");
    Part target = spec.at("scaleTargetRef");
    return List.of(
        Row.name(object),
        target.at("kind").text() + "/" + target.at("name").text(),
        targets(object),
        spec.at("minReplicas").textOr(Texts.UNSET),
        spec.at("maxReplicas").number(),
        object.at("status", "currentReplicas").number(),
        Row.age(object, now));
  }

  private static String targets(Part object) {
    List<Part> metrics = object.at("spec", "metrics").items();
    List<Part> states = object.at("status", "currentMetrics").items();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      all.add(metric(metrics.get(i), i < states.size() ? states.get(i) : new Part(null)));
    }
    Part firstVersion = object.at("spec", "targetCPUUtilizationPercentage");
    if (firstVersion.isPresent()) {
      Part current = object.at("status", "currentCPUUtilizationPercentage");
      all.add("cpu: " + percent(current) + "/" + percent(firstVersion));
    }
    if (all.isEmpty()) {
      return Texts.NONE;
    }
    String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
  }

  private static String metric(Part metric, Part state) {
    return switch (metric.at("type").text()) {
      case "External" -> valueOrAverage(metric.at("external"), state.at("external"));
      case "Object" -> valueOrAverage(metric.at("object"), state.at("object"));
      case "Pods" -> pair(metric.at("pods"), state.at("pods"), "averageValue");
      case "Resource" -> resource(metric.at("resource"), state.at("resource"));
      case "ContainerResource" ->
          resource(metric.at("containerResource"), state.at("containerResource"));
      default -> "<unknown type>";
    };
  }

  private static String valueOrAverage(Part source, Part state) {
    return source.at("target", "averageValue").isPresent()
        ? pair(source, state, "averageValue") + " (avg)"
        : pair(source, state, "value");
  }

  private static String pair(Part source, Part state, String member) {
    Part current = state.at("current", member);
    return (current.isPresent() ? StorageRows.quantity(current) : HumanDuration.UNKNOWN)
        + "/"
        + StorageRows.quantity(source.at("target", member));
  }

  private static String resource(Part source, Part state) {
    String name = source.at("name").text() + ": ";
    if (source.at("target", "averageValue").isPresent()) {
      return name + pair(source, state, "averageValue");
    }
    Part target = source.at("target", "averageUtilization");
    return name
        + percent(state.at("current", "averageUtilization"))
        + "/"
        + (target.isPresent() ? percent(target) : "<auto>");
  }

  private static String percent(Part share) {
    return share.isPresent() ? share.number() + "%" : HumanDuration.UNKNOWN;
  }
}

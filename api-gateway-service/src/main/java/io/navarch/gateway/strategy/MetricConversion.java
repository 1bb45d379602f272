package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A metric of an autoscaler in the form of {@code autoscaling/v2}, where the amounts stand below
 * {@code target} or {@code current}, and in that of v1's annotations, where each has a name of its
 * own: {@code targetAverageValue}.
 */
final class MetricConversion {
  private static final String ZERO = "0";

  /** What a metric speaks of: what is wanted, or what is. */
  enum Side {
    TARGET,
    CURRENT;

    String member() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Side side;

  MetricConversion(Side side) {
    this.side = side;
  }

  /** The form in which a metric stands in an annotation of v1. */
  AnnotationForm form() {
    AnnotationForm text = AnnotationForm.TEXT;
    AnnotationForm quantity = AnnotationForm.QUANTITY;
    AnnotationForm selector =
        AnnotationForm.members()
            .and("matchLabels", AnnotationForm.map(text))
            .and(
                "matchExpressions",
                AnnotationForm.list(
                    AnnotationForm.members()
                        .always("key", text, "")
                        .always("operator", text, "")
                        .and("values", AnnotationForm.list(text))));
    AnnotationForm reference =
        AnnotationForm.members()
            .always("kind", text, "")
            .always("name", text, "")
            .and("apiVersion", text);
    String p = side.member();
    AnnotationForm.Members resource =
        AnnotationForm.members()
            .always("name", text, "")
            .and(p + "AverageUtilization", AnnotationForm.NUMBER);
    resource = withAmount(resource, p + "AverageValue", isCurrent());
    AnnotationForm.Members external =
        AnnotationForm.members().always("metricName", text, "").and("metricSelector", selector);
    return AnnotationForm.members()
        .always("type", text, "")
        .and("resource", resource)
        .and("containerResource", resource.always("container", text, ""))
        .and(
            "pods",
            withAmount(
                AnnotationForm.members().always("metricName", text, "").and("selector", selector),
                p + "AverageValue",
                true))
        .and(
            "object",
            withAmount(
                AnnotationForm.members()
                    .always("target", reference, Map.of("kind", "", "name", ""))
                    .always("metricName", text, "")
                    .and("selector", selector)
                    .and("averageValue", quantity),
                p + "Value",
                true))
        .and(
            "external",
            withAmount(external, p + "Value", isCurrent()).and(p + "AverageValue", quantity));
  }

  private static AnnotationForm.Members withAmount(
      AnnotationForm.Members members, String name, boolean always) {
    return always
        ? members.always(name, AnnotationForm.QUANTITY, ZERO)
        : members.and(name, AnnotationForm.QUANTITY);
  }

  private static String memberOf(Map<String, Object> metric) {
    String type = ApiObject.string(metric, "type");
    return type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  private boolean isCurrent() {
    return side == Side.CURRENT;
  }

  /** Members in the order in which the API writes them, since the whole becomes a text. */
  Map<String, Object> toV1(Map<String, Object> metric) {
    String member = memberOf(metric);
    Map<String, Object> source = ApiObject.mapAt(metric, member);
    Map<String, Object> amounts = ApiObject.mapAt(source, side.member());
    Map<String, Object> identifier = ApiObject.mapAt(source, "metric");
    String p = side.member();
    Map<String, Object> v1 = new LinkedHashMap<>();
    switch (member) {
      case "resource", "containerResource" -> {
        v1.put("name", source.get("name"));
        put(v1, p + "AverageUtilization", amounts.get("averageUtilization"));
        put(v1, p + "AverageValue", amount(amounts.get("averageValue"), isCurrent()));
        put(v1, "container", source.get("container"));
      }
      case "pods" -> {
        v1.put("metricName", identifier.get("name"));
        put(v1, p + "AverageValue", amount(amounts.get("averageValue"), true));
        put(v1, "selector", identifier.get("selector"));
      }
      case "object" -> {
        v1.put("target", reference(ApiObject.mapAt(source, "describedObject")));
        v1.put("metricName", identifier.get("name"));
        put(v1, p + "Value", amount(amounts.get("value"), true));
        put(v1, "selector", identifier.get("selector"));
        put(v1, "averageValue", amounts.get("averageValue"));
      }
      default -> {
        v1.put("metricName", identifier.get("name"));
        put(v1, "metricSelector", identifier.get("selector"));
        put(v1, p + "Value", amount(amounts.get("value"), isCurrent()));
        put(v1, p + "AverageValue", amounts.get("averageValue"));
      }
    }
    return metric(metric, member, v1);
  }

  Map<String, Object> toV2(Map<String, Object> metric) {
    String member = memberOf(metric);
    Map<String, Object> source = ApiObject.mapAt(metric, member);
    String p = side.member();
    Map<String, Object> v2 = new LinkedHashMap<>();
    Object average = source.get(p + "AverageValue");
    switch (member) {
      case "resource", "containerResource" -> {
        v2.put("name", source.get("name"));
        put(v2, "container", source.get("container"));
        Object utilization = source.get(p + "AverageUtilization");
        String type = utilization == null ? "AverageValue" : "Utilization";
        v2.put(p, amounts(type, null, average, utilization));
      }
      case "pods" -> {
        v2.put("metric", identifier(source, "selector"));
        v2.put(p, amounts("AverageValue", null, average, null));
      }
      case "object" -> {
        v2.put("describedObject", reference(ApiObject.mapAt(source, "target")));
        v2.put("metric", identifier(source, "selector"));
        Object value = source.get(p + "Value");
        Object averageValue = source.get("averageValue");
        boolean byValue = averageValue == null;
        boolean shown = byValue || isCurrent() || !isZero(value);
        v2.put(
            p,
            amounts(byValue ? "Value" : "AverageValue", shown ? value : null, averageValue, null));
      }
      default -> {
        v2.put("metric", identifier(source, "metricSelector"));
        Object value = source.get(p + "Value");
        v2.put(p, amounts(value == null ? "AverageValue" : "Value", value, average, null));
      }
    }
    return metric(metric, member, v2);
  }

  private Map<String, Object> amounts(
      String type, @Nullable Object value, @Nullable Object average, @Nullable Object utilization) {
    Map<String, Object> amounts = new LinkedHashMap<>();
    if (side == Side.TARGET) {
      amounts.put("type", type);
    }
    put(amounts, "value", value);
    put(amounts, "averageValue", average);
    put(amounts, "averageUtilization", utilization);
    return amounts;
  }

  private static Map<String, Object> metric(
      Map<String, Object> metric, String member, Map<String, Object> source) {
    Map<String, Object> converted = new LinkedHashMap<>();
    converted.put("type", metric.get("type"));
    if (metric.get(member) != null) {
      converted.put(member, source);
    }
    return converted;
  }

  private static Map<String, Object> identifier(Map<String, Object> source, String selector) {
    Map<String, Object> identifier = new LinkedHashMap<>();
    identifier.put("name", source.get("metricName"));
    put(identifier, "selector", source.get(selector));
    return identifier;
  }

  private static Map<String, Object> reference(Map<String, Object> object) {
    Map<String, Object> reference = new LinkedHashMap<>();
    for (String member : List.of("kind", "name", "apiVersion")) {
      put(reference, member, object.get(member));
    }
    return reference;
  }

  private static @Nullable Object amount(@Nullable Object amount, boolean always) {
    return amount == null && always ? ZERO : amount;
  }

  private static boolean isZero(@Nullable Object amount) {
    try {
      return !(amount instanceof String text) || Quantity.parse(text).isZero();
    } catch (MalformedQuantityException e) {
      return false;
    }
  }

  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}

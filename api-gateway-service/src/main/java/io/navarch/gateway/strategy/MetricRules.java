package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;

/** The rules for the metrics that an autoscaler follows. */
final class MetricRules {
  private static final String[] TYPES = {
    "ContainerResource", "External", "Object", "Pods", "Resource"
  };

  /** The members, in the order in which the API looks at them. */
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private MetricRules() {}

  static void check(Field metric) {
    Field type = metric.at("type");
    if (type.isEmpty()) {
      type.required("must specify a metric source type");
    }
    type.among(TYPES);
    List<Field> sources = new ArrayList<>();
    for (String member : SOURCES) {
      if (metric.at(member).isSet()) {
        sources.add(metric.at(member));
      }
    }
    if (!sources.isEmpty()) {
      source(sources.getFirst());
    }
    String wanted = memberOf(type.string());
    if (wanted.isEmpty()) {
      type.among(TYPES); // said twice, as upstream does
    } else if (!metric.at(wanted).isSet()) {
      metric.at(wanted).required("must populate information for the given metric source");
    }
    if (sources.size() > 1) {
      for (Field source : sources) {
        if (!source.name().equals(wanted)) {
          source.forbidden("must populate the given metric source only");
        }
      }
    }
  }

  private static String memberOf(String type) {
    return List.of(TYPES).contains(type)
        ? Character.toLowerCase(type.charAt(0)) + type.substring(1)
        : "";
  }

  private static void source(Field source) {
    Field target = source.at("target");
    boolean value = target.at("value").isSet();
    boolean average = target.at("averageValue").isSet();
    switch (source.name()) {
      case "object" -> {
        AutoscalerStrategy.reference(source.at("describedObject"));
        identifier(source.at("metric"));
        target(target);
        if (!value && !average) {
          target.at("averageValue").required("must set either a target value or averageValue");
        }
      }
      case "external" -> {
        identifier(source.at("metric"));
        target(target);
        if (!value && !average) {
          target
              .at("averageValue")
              .required("must set either a target value for metric or a per-pod target");
        } else if (value && average) {
          target
              .at("value")
              .forbidden("may not set both a target value for metric and a per-pod target");
        }
      }
      case "pods" -> {
        identifier(source.at("metric"));
        target(target);
        if (!average) {
          target.at("averageValue").required("must specify a positive target averageValue");
        }
      }
      case "resource" -> {
        source.at("name").requirePresent("must specify a resource name");
        target(target);
        valueOrUtilization(target);
      }
      default -> {
        Field name = source.at("name");
        if (name.requirePresent("must specify a resource name")) {
          ResourceRules.containerResource(name);
        }
        Field container = source.at("container");
        if (container.requirePresent("must specify a container")) {
          container.check(Formats.dns1123Label(container.string()));
        }
        target(target);
        valueOrUtilization(target);
      }
    }
  }

  private static void identifier(Field metric) {
    Field name = metric.at("name");
    if (name.requirePresent("must specify a metric name")) {
      name.check(Formats.pathSegment(name.string()));
    }
  }

  private static void valueOrUtilization(Field target) {
    boolean utilization = target.at("averageUtilization").isSet();
    boolean average = target.at("averageValue").isSet();
    if (!utilization && !average) {
      target
          .at("averageUtilization")
          .required("must set either a target raw value or a target utilization");
    } else if (utilization && average) {
      target
          .at("averageValue")
          .forbidden("may not set both a target raw value and a target utilization");
    }
  }

  private static void target(Field target) {
    Field type = target.at("type");
    if (type.isEmpty()) {
      type.required("must specify a metric target type");
    }
    if (!List.of("Utilization", "Value", "AverageValue").contains(type.string())) {
      type.invalid(type.string(), "must be either Utilization, Value, or AverageValue");
    }
    positive(target.at("value"));
    positive(target.at("averageValue"));
    Field utilization = target.at("averageUtilization");
    if (utilization.isSet() && utilization.number() < 1) {
      utilization.invalid("must be greater than 0");
    }
  }

  private static void positive(Field amount) {
    if (amount.isSet() && Quantity.parse(amount.string()).signum() != 1) {
      amount.invalid("must be positive");
    }
  }
}

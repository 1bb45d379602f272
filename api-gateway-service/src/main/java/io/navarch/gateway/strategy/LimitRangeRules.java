package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules for limit ranges. */
final class LimitRangeRules {
  private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");
  private static final List<String> MEMBERS =
      List.of("min", "defaultRequest", "default", "max", "maxLimitRequestRatio");

  private LimitRangeRules() {}

  static void check(Field range) {
    Set<String> types = new HashSet<>();
    for (Field limit : range.at("spec", "limits").each()) {
      Field type = limit.at("type");
      if (type.with(type.string()).check(Formats.labelKey(type.string()))
          && !type.string().contains("/")
          && !TYPES.contains(type.string())) {
        type.invalid("must be a standard limit type or fully qualified");
      }
      if (!types.add(type.string())) {
        type.duplicate();
      }
      boolean forPods = type.is("Pod");
      names(limit, forPods || type.is("Container"), List.of("max", "min"));
      for (String member : List.of("default", "defaultRequest")) {
        if (forPods && limit.at(member).size() > 0) {
          limit.at(member).forbidden("may not be specified when `type` is 'Pod'");
        } else if (!forPods) {
          names(limit, type.is("Container"), List.of(member));
        }
      }
      if (type.is("PersistentVolumeClaim")
          && !limit.at("min").key("storage").isSet()
          && !limit.at("max").key("storage").isSet()) {
        limit
            .at("limits")
            .required(
                "either minimum or maximum storage value is required, but neither was provided");
      }
      names(limit, forPods || type.is("Container"), List.of("maxLimitRequestRatio"));
      Set<String> names = new TreeSet<>();
      MEMBERS.forEach(member -> names.addAll(limit.at(member).keys()));
      names.forEach(name -> amounts(limit, name, forPods));
    }
  }

  private static void names(Field limit, boolean ofContainers, List<String> members) {
    for (String member : members) {
      for (Field amount : limit.at(member).entries()) {
        if (ofContainers) {
          ResourceRules.containerName(amount);
        } else {
          ResourceRules.amountName(amount);
        }
      }
    }
  }

  /** min, default request, default and max come in this order. */
  private static void amounts(Field limit, String name, boolean forPods) {
    Amount min = new Amount(limit, "min", name, "min");
    Amount max = new Amount(limit, "max", name, "max");
    min.notAbove(max, min, "max", min);
    if (!forPods) {
      Amount request = new Amount(limit, "defaultRequest", name, "default request");
      Amount standard = new Amount(limit, "default", name, "default");
      min.notAbove(request, request, "default request", request);
      request.notAbove(max, request, "max", request);
      request.notAbove(standard, request, "default limit", request);
      min.notAbove(standard, standard, "default", min);
      standard.notAbove(max, standard, "max", max);
      if (!ResourceRules.isOvercommittable(name)) {
        same(name, request, standard);
      }
    }
    ratio(new Amount(limit, "maxLimitRequestRatio", name, "ratio"), min, max);
  }

  private static void same(String name, Amount request, Amount standard) {
    if (request.quantity().isPresent()
        && standard.quantity().isPresent()
        && request.quantity().get().compareTo(standard.quantity().get()) != 0) {
      String asked = request.quantity().get().toString();
      request
          .field()
          .invalid(
              asked,
              "default value %s must equal to defaultRequest value %s in %s"
                  .formatted(standard.quantity().get(), asked, name));
    }
  }

  private static void ratio(Amount ratio, Amount min, Amount max) {
    if (ratio.quantity().isEmpty()) {
      return;
    }
    Quantity most = ratio.quantity().get();
    if (most.compareTo(Quantity.of(1)) < 0) {
      ratio.field().invalid(most.toString(), "ratio " + most + " is less than 1");
    }
    if (min.quantity().filter(q -> q.signum() > 0).isEmpty() || max.quantity().isEmpty()) {
      return;
    }
    BigDecimal possible =
        max.quantity().get().value().divide(min.quantity().get().value(), MathContext.DECIMAL64);
    if (most.value().compareTo(possible) > 0) {
      ratio
          .field()
          .invalid(
              most.toString(),
              String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", most, possible));
    }
  }

  private record Amount(Field field, Optional<Quantity> quantity, String label) {
    Amount(Field limit, String member, String name, String label) {
      this(
          limit.at(member).key(name),
          ResourceRules.parsed(limit.at(member).map().get(name)),
          label);
    }

    /**
     * @param reported where the wrong order is reported
     * @param shown the amount that is shown
     */
    void notAbove(Amount high, Amount reported, String highLabel, Amount shown) {
      if (quantity.isEmpty() || high.quantity().isEmpty()) {
        return;
      }
      Quantity low = quantity.get();
      if (low.compareTo(high.quantity().get()) > 0) {
        reported
            .field()
            .invalid(
                shown.quantity().orElseThrow().toString(),
                label
                    + " value "
                    + low
                    + " is greater than "
                    + highLabel
                    + " value "
                    + high.quantity().get());
      }
    }
  }
}

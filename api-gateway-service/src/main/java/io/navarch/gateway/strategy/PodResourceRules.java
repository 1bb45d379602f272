package io.navarch.gateway.strategy;

import io.navarch.model.quantity.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules for the resources of a pod as a whole, beside those of its containers. */
final class PodResourceRules {
  private PodResourceRules() {}

  static void check(PodScope scope) {
    Field spec = scope.spec();
    Field resources = spec.at("resources");
    if (!resources.isSet()) {
      return;
    }
    if (spec.at("os", "name").is("windows")) {
      resources.forbidden("may not be set for a windows pod");
      return;
    }
    if (resources.at("claims").isSet()) {
      resources.at("claims").forbidden("claims may not be set for Resources at pod-level");
    }
    ResourceRules.check(resources, PodResourceRules::name, scope.claims());
    againstContainers(spec, resources);
  }

  private static void name(Field amount) {
    String name = amount.name();
    boolean supported =
        name.equals("cpu") || name.equals("memory") || ResourceRules.isHugePages(name);
    if (ResourceRules.amountName(amount) && !supported) {
      amount
          .errors()
          .add(
              io.navarch.model.status.FieldError.notSupported(
                  amount.path(), name, Set.of("cpu", "hugepages-", "memory")));
    }
  }

  private static void againstContainers(Field spec, Field resources) {
    PodRequests requested = PodRequests.of(spec.map());
    for (Field request : resources.at("requests").entries()) {
      more(requested.amount(request.name()), request)
          .ifPresent(
              sum ->
                  request.invalid(
                      text(request),
                      "must be greater than or equal to aggregate container requests of " + sum));
    }
    PodRequests limited = PodRequests.limitsOf(spec.map());
    for (Field limit : resources.at("limits").entries()) {
      if (ResourceRules.isHugePages(limit.name())) {
        more(limited.amount(limit.name()), limit)
            .ifPresent(
                sum ->
                    limit.invalid(
                        text(limit),
                        "must be greater than or equal to aggregate container limits of " + sum));
      }
    }
    Map<String, Object> podLimits = resources.at("limits").map();
    for (Field container : spec.at("containers").each()) {
      for (Field limit : container.at("resources", "limits").entries()) {
        Optional<Quantity> most = ResourceRules.parsed(podLimits.get(limit.name()));
        Optional<Quantity> wanted = ResourceRules.parsed(limit.value());
        if (most.isPresent() && wanted.isPresent() && wanted.get().compareTo(most.get()) > 0) {
          limit
              .reportedAs(
                  resources.path()
                      + container.path().substring(spec.path().length())
                      + "["
                      + limit.name()
                      + "].limits")
              .invalid(text(limit), "must be less than or equal to pod limits of " + most.get());
        }
      }
    }
  }

  /** The containers' sum where it is more than the pod's own amount. */
  private static Optional<Quantity> more(Optional<Quantity> sum, Field amount) {
    Optional<Quantity> own = ResourceRules.parsed(amount.value());
    return sum.filter(s -> own.isPresent() && s.compareTo(own.get()) > 0);
  }

  private static String text(Field amount) {
    return ResourceRules.parsed(amount.value()).map(Quantity::toString).orElse("");
  }
}

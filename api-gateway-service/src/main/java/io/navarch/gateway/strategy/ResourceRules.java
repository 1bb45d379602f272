package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for amounts of cpu, memory and other resources. */
final class ResourceRules {
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
  private static final String NATIVE_DOMAIN = "kubernetes.io/";

  private ResourceRules() {}

  static void ofContainer(Field resources, Set<String> podClaims) {
    Field limits = resources.at("limits");
    Field requests = resources.at("requests");
    for (Field limit : limits.entries()) {
      containerResource(limit, limits);
    }
    for (Field request : requests.entries()) {
      containerResource(request, requests);
      String name = nameOf(request, requests);
      againstLimit(name, request, requests, limits);
    }
    boolean huge =
        limits.keys().stream().anyMatch(ResourceRules::isHugePages)
            || requests.keys().stream().anyMatch(ResourceRules::isHugePages);
    boolean computing =
        List.of("cpu", "memory").stream()
            .anyMatch(n -> limits.keys().contains(n) || requests.keys().contains(n));
    if (huge && !computing) {
      resources.forbidden("HugePages require cpu or memory");
    }
    claims(resources.at("claims"), podClaims);
  }

  private static void againstLimit(String name, Field request, Field requests, Field limits) {
    Optional<Quantity> limit = parsed(limits.map().get(name));
    Optional<Quantity> asked = parsed(request.value());
    if (limit.isEmpty()) {
      if (!isOvercommittable(name) && !limits.keys().contains(name)) {
        limits.required("Limit must be set for non overcommitable resources");
      }
      return;
    }
    if (asked.isEmpty()) {
      return;
    }
    int order = asked.get().compareTo(limit.get());
    if (order != 0 && !isOvercommittable(name)) {
      requests.invalid(
          asked.get().toString(), "must be equal to " + name + " limit of " + limit.get());
    } else if (order > 0) {
      requests.invalid(
          asked.get().toString(),
          "must be less than or equal to " + name + " limit of " + limit.get());
    }
  }

  private static String nameOf(Field entry, Field map) {
    return entry.path().substring(map.path().length() + 1, entry.path().length() - 1);
  }

  private static void containerResource(Field amount, Field map) {
    String name = nameOf(amount, map);
    amountName(amount, name);
    if (!name.contains("/") && !OF_CONTAINERS.contains(name) && !isHugePages(name)) {
      amount.invalid(name, "must be a standard resource for containers");
    }
    quantity(amount);
    if (parsed(amount.value()).filter(q -> !isWhole(q)).isPresent() && isExtended(name)) {
      amount.invalid(String.valueOf(amount.value()), "must be an integer");
    }
  }

  /** A resource's name: a qualified name, or a standard one without a slash. */
  static void amountName(Field amount, String name) {
    Formats.labelKey(name).forEach(m -> amount.invalid(name, m));
    if (Formats.labelKey(name).isEmpty() && !name.contains("/") && !isStandard(name)) {
      amount.invalid(name, "must be a standard resource type or fully qualified");
    }
  }

  private static boolean isStandard(String name) {
    return switch (name) {
      case "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "services.loadbalancers",
          "services.nodeports" ->
          true;
      default -> isHugePages(name) || name.startsWith("requests.hugepages-");
    };
  }

  private static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  static boolean isExtended(String name) {
    return name.contains("/") && !name.startsWith(NATIVE_DOMAIN) && !name.startsWith("requests.");
  }

  private static boolean isOvercommittable(String name) {
    boolean isNative = !name.contains("/") || name.contains(NATIVE_DOMAIN);
    return isNative && !isHugePages(name);
  }

  private static boolean isWhole(Quantity quantity) {
    return quantity.value().stripTrailingZeros().scale() <= 0;
  }

  /** An amount that may not be negative. */
  static void quantity(Field amount) {
    if (parsed(amount.value()).filter(q -> q.signum() < 0).isPresent()) {
      amount.invalid(String.valueOf(amount.value()), "must be greater than or equal to 0");
    }
  }

  static Optional<Quantity> parsed(@org.jspecify.annotations.Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Quantity.parse(String.valueOf(value)));
    } catch (MalformedQuantityException e) {
      return Optional.empty();
    }
  }

  private static void claims(Field claims, Set<String> podClaims) {
    Set<String> seen = new HashSet<>();
    for (Field claim : claims.each()) {
      String name = claim.at("name").string();
      String request = claim.at("request").string();
      if (name.isEmpty()) {
        claim.required("");
        continue;
      }
      if (!seen.add(request.isEmpty() ? name : name + "/" + request)) {
        claim.duplicate(request.isEmpty() ? name : name + "/" + request);
      }
      if (!podClaims.contains(name)) {
        claim
            .errors()
            .add(io.navarch.model.status.FieldError.notFound(claim.path() + ".name", name));
      }
    }
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The rules for amounts of cpu, memory and other resources. */
final class ResourceRules {
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
  private static final String NATIVE_DOMAIN = "kubernetes.io/";
  private static final String HUGE_PAGES = "hugepages-";

  /** What is counted, not measured. */
  private static final Set<String> COUNTS =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.loadbalancers",
          "services.nodeports");

  private ResourceRules() {}

  static void ofContainer(Field resources, Set<String> podClaims) {
    check(resources, ResourceRules::containerName, podClaims);
  }

  /** The rules for limits that stand alone, such as a pod's overhead. */
  static void ofLimits(Field limits) {
    boolean huge = false;
    for (Field limit : limits.entries()) {
      containerName(limit);
      amount(limit);
      hugePages(limit);
      huge |= isHugePages(limit.name());
    }
    if (huge && !limits.keys().contains("cpu") && !limits.keys().contains("memory")) {
      limits.forbidden("HugePages require cpu or memory");
    }
  }

  /**
   * The rules for limits and requests.
   *
   * @param names the rule for the names that may stand here, which gets an amount
   */
  static void check(Field resources, Consumer<Field> names, Set<String> podClaims) {
    Field limits = resources.at("limits");
    Field requests = resources.at("requests");
    for (Field limit : limits.entries()) {
      names.accept(limit);
      amount(limit);
      hugePages(limit);
    }
    for (Field request : requests.entries()) {
      names.accept(request);
      amount(request);
      againstLimit(request, requests, limits);
      hugePages(request);
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

  private static void againstLimit(Field request, Field requests, Field limits) {
    String name = request.name();
    Optional<Quantity> limit = parsed(limits.map().get(name));
    Optional<Quantity> asked = parsed(request.value());
    if (limit.isEmpty()) {
      if (!isOvercommittable(name)) {
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

  /** A whole number of pages, where the name says how large they are. */
  private static void hugePages(Field amount) {
    if (!isHugePages(amount.name())) {
      return;
    }
    Optional<Quantity> size = parsed(amount.name().substring(HUGE_PAGES.length()));
    Optional<Quantity> asked = parsed(amount.value());
    if (asked.isEmpty()) {
      return;
    }
    boolean whole =
        size.filter(s -> s.signum() > 0)
            .filter(s -> isWhole(asked.get()) && isWhole(s))
            .filter(s -> asked.get().value().remainder(s.value()).signum() == 0)
            .isPresent();
    if (!whole) {
      amount.invalid(
          asked.get().toString(),
          asked.get() + " is not positive integer multiple of " + amount.name());
    }
  }

  /** The name of a resource of a container, where it is a key. */
  static void containerName(Field amount) {
    containerName(amount, amount.name());
  }

  /** The name of a resource of a container, where it is a value. */
  static void containerResource(Field name) {
    containerName(name, name.string());
  }

  private static void containerName(Field amount, String name) {
    amountName(amount, name);
    if (!name.contains("/")) {
      if (!OF_CONTAINERS.contains(name) && !isHugePages(name)) {
        amount.invalid(name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      amount.invalid(name, "doesn't follow extended resource name standard");
    }
  }

  /** A resource's name: a qualified name, or a standard one without a slash. */
  static boolean amountName(Field amount) {
    return amountName(amount, amount.name());
  }

  private static boolean amountName(Field amount, String name) {
    List<String> wrong = Formats.labelKey(name);
    wrong.forEach(m -> amount.invalid(name, m));
    if (wrong.isEmpty() && !name.contains("/") && !isStandard(name)) {
      amount.invalid(name, "must be a standard resource type or fully qualified");
      return false;
    }
    return wrong.isEmpty();
  }

  private static boolean isStandard(String name) {
    return switch (name) {
      case "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage" ->
          true;
      default ->
          COUNTS.contains(name) || isHugePages(name) || name.startsWith("requests.hugepages-");
    };
  }

  /** Whether a quota may count it without a group of its own. */
  static boolean isQuotaStandard(String name) {
    return isStandard(name) && !name.equals("storage");
  }

  static boolean isHugePages(String name) {
    return name.startsWith(HUGE_PAGES);
  }

  static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Formats.labelKey("requests." + name).isEmpty();
  }

  private static boolean isNative(String name) {
    return !name.contains("/") || name.contains(NATIVE_DOMAIN);
  }

  static boolean isOvercommittable(String name) {
    return isNative(name) && !isHugePages(name);
  }

  private static boolean isWhole(Quantity quantity) {
    return quantity.value().stripTrailingZeros().scale() <= 0;
  }

  /** An amount that may not be negative, and is whole where things are counted. */
  static void amount(Field amount) {
    amount(amount, amount);
  }

  /** The same, reported elsewhere than it lies. */
  static void amount(Field amount, Field reported) {
    quantity(reported);
    boolean counted = COUNTS.contains(amount.name()) || isExtended(amount.name());
    Optional<Quantity> parsed = parsed(amount.value());
    if (counted && parsed.filter(q -> !isWhole(q)).isPresent()) {
      reported.invalid(parsed.get().toString(), "must be an integer");
    }
  }

  /** An amount that may not be negative. */
  static void quantity(Field amount) {
    Optional<Quantity> parsed = parsed(amount.value());
    if (parsed.filter(q -> q.signum() < 0).isPresent()) {
      amount.invalid(parsed.get().toString(), "must be greater than or equal to 0");
    }
  }

  /** An amount that must be more than nothing. */
  static void positive(Field amount) {
    Optional<Quantity> parsed = parsed(amount.value());
    if (parsed.filter(q -> q.signum() <= 0).isPresent()) {
      amount.invalid(parsed.get().toString(), "must be greater than zero");
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
      if (name.isEmpty()) {
        claim.required("");
        continue;
      }
      if (seen.contains(name)) {
        claim.duplicate(name);
      } else {
        claimRequest(claim, name, seen);
      }
      if (!podClaims.contains(name)) {
        claim
            .errors()
            .add(
                new FieldError(
                    FieldError.Type.NOT_FOUND,
                    claim.path(),
                    name,
                    "must be one of the names in pod.spec.resourceClaims"
                        + (podClaims.isEmpty()
                            ? " which is empty"
                            : ": " + String.join(", ", new TreeSet<>(podClaims)))));
      }
    }
  }

  private static void claimRequest(Field claim, String name, Set<String> seen) {
    Field request = claim.at("request");
    String key = name;
    if (!request.isEmpty()) {
      request.check(Formats.dns1123Label(request.string()));
      key += "/" + request.string();
    }
    if (seen.contains(key)) {
      claim.duplicate(key);
    } else if (request.isEmpty()) {
      seen.stream().filter(k -> k.startsWith(name + "/")).forEach(_ -> claim.duplicate(name));
    }
    seen.add(key);
  }
}

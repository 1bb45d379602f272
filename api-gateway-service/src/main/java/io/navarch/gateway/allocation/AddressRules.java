package io.navarch.gateway.allocation;

import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Whether a service's address and the IPAddress object of that name belong together, and what is to
 * be done where they do not, as upstream's repair of cluster IPs has it.
 */
final class AddressRules {
  /** A service is stored after its address was taken; a request lasts no longer than this. */
  private static final Duration REQUEST = Duration.ofSeconds(60);

  /** A service of that name is there already, so the write that took the address is undone soon. */
  private static final Duration UNDOING = Duration.ofSeconds(5);

  private AddressRules() {}

  /** What is to be done. */
  sealed interface Verdict {
    /** Nothing. */
    record Fine() implements Verdict {}

    /** Nothing yet. */
    record Later(Duration after) implements Verdict {}

    /** Something is wrong that is not told. */
    record Quietly(Remedy remedy) implements Verdict {}

    /** Something is wrong, and an event says so. */
    record Wrong(Remedy remedy, String reason, String note) implements Verdict {}
  }

  /** What puts an address right. */
  enum Remedy {
    /** People have to see to it. */
    NONE,
    CREATE,
    RECREATE,
    DELETE
  }

  /**
   * What an address of a service needs.
   *
   * @param inRange whether any ServiceCIDR has the address
   * @param object the IPAddress object, where it exists
   * @param parent the service that the object names, where that exists
   */
  static Verdict ofService(
      ApiObject service,
      String address,
      boolean inRange,
      Optional<ApiObject> object,
      Optional<ApiObject> parent) {
    String ip = "[" + family(address) + "]: " + address;
    if (!inRange) {
      return new Verdict.Wrong(
          Remedy.NONE,
          "ClusterIPOutOfRange",
          "Cluster IP %s is not within any configured Service CIDR; please recreate service"
              .formatted(ip));
    }
    if (object.isEmpty()) {
      return new Verdict.Wrong(
          Remedy.CREATE,
          "ClusterIPNotAllocated",
          "Cluster IP %s is not allocated; repairing".formatted(ip));
    }
    AddressParent named = AddressParent.of(object.get());
    if (!named.isService() || (!named.is(service) && parent.isEmpty())) {
      return new Verdict.Wrong(
          Remedy.RECREATE,
          "ClusterIPNotAllocated",
          "the ClusterIP %s for Service %s/%s has a wrong reference; repairing"
              .formatted(ip, service.namespace(), service.name()));
    }
    if (!named.is(service) && parent.filter(other -> holds(other, address)).isPresent()) {
      return new Verdict.Wrong(
          Remedy.NONE,
          "ClusterIPAlreadyAllocated",
          "Cluster IP [%s]:%s was assigned to multiple services; please recreate service"
              .formatted(family(address), address));
    }
    boolean labelled =
        family(address).equals(object.get().labels().get(AddressAllocator.FAMILY))
            && isOurs(object.get());
    return labelled ? new Verdict.Fine() : new Verdict.Quietly(Remedy.RECREATE);
  }

  /**
   * Whether an IPAddress object has the service that it was made for.
   *
   * @param service the one that the object names, where it exists
   */
  static Verdict ofAddress(ApiObject object, Optional<ApiObject> service, Instant now) {
    if (!isOurs(object)) {
      return new Verdict.Fine();
    }
    AddressParent parent = AddressParent.of(object);
    if (!parent.isService()) {
      return new Verdict.Wrong(
          Remedy.DELETE,
          "IPAddressNotAllocated",
          "IPAddress %s appears to have been modified, not referencing a Service: cleaning up"
              .formatted(object.name()));
    }
    if (service.isEmpty()) {
      return youngerThan(REQUEST, object, now)
          .orElseGet(
              () ->
                  new Verdict.Wrong(
                      Remedy.DELETE,
                      "IPAddressNotAllocated",
                      "IPAddress: %s for Service %s/%s appears to have leaked: cleaning up"
                          .formatted(object.name(), parent.namespace(), parent.name())));
    }
    if (holds(service.get(), object.name())) {
      return new Verdict.Fine();
    }
    boolean external =
        ApiObject.string(ServiceHoldings.spec(service.get()), "type").equals("ExternalName");
    return youngerThan(external ? REQUEST : UNDOING, object, now)
        .orElseGet(
            () ->
                new Verdict.Wrong(
                    Remedy.DELETE,
                    "IPAddressWrongReference",
                    "IPAddress: %s for Service %s/%s has a wrong reference; cleaning up"
                        .formatted(object.name(), parent.namespace(), parent.name())));
  }

  private static boolean holds(ApiObject service, String address) {
    return ServiceHoldings.addresses(ServiceHoldings.spec(service)).contains(address);
  }

  private static boolean isOurs(ApiObject object) {
    return AddressAllocator.MANAGER.equals(object.labels().get(AddressAllocator.MANAGED_BY));
  }

  private static String family(String address) {
    return address.contains(":") ? "IPv6" : "IPv4";
  }

  private static Optional<Verdict> youngerThan(Duration age, ApiObject object, Instant now) {
    try {
      Instant created = Instant.parse(String.valueOf(object.metadata().get("creationTimestamp")));
      Duration left = Duration.between(now, created.plus(age));
      // Times are kept in whole seconds.
      return left.isNegative()
          ? Optional.empty()
          : Optional.of(new Verdict.Later(left.plusSeconds(1)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

package io.navarch.gateway.allocation;

import io.navarch.gateway.allocation.AddressRules.Remedy;
import io.navarch.gateway.allocation.AddressRules.Verdict;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Brings services' cluster IPs and the IPAddress objects of those together again, one key at a
 * time.
 */
final class AddressRepair {
  static final String CONTROLLER = "ipallocator-repair-controller";
  private static final String SERVICE = key("services", "");
  private static final String ADDRESS = key("ipaddresses", "");

  private final ObjectReader reader;
  private final AddressAllocator addresses;
  private final RepairEvents events;
  private final InstantSource clock;

  AddressRepair(
      ObjectReader reader, AddressAllocator addresses, RepairEvents events, InstantSource clock) {
    this.reader = reader;
    this.addresses = addresses;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The key of an object.
   *
   * @param path its name, behind its namespace where it has one
   */
  static String key(String plural, String path) {
    return plural + "/" + path;
  }

  /** The keys of all that there is to look at. */
  void all(Consumer<String> keys) {
    reader
        .list("", "services", "")
        .forEach(service -> keys.accept(SERVICE + service.namespace() + "/" + service.name()));
    reader
        .list(AddressAllocator.GROUP, "ipaddresses", "")
        .forEach(address -> keys.accept(ADDRESS + address.name()));
  }

  /** Whether a key, made of a resource and an object's path in it, is an address's. */
  static boolean isAddress(String key) {
    return key.startsWith(ADDRESS);
  }

  /** The key of the service that an address was made for; empty where it is for none. */
  static Optional<String> keyOfService(ApiObject address) {
    AddressParent parent = AddressParent.of(address);
    return parent.isService()
        ? Optional.of(SERVICE + parent.namespace() + "/" + parent.name())
        : Optional.empty();
  }

  /**
   * Puts right what a key stands for.
   *
   * @param later takes keys that are to be looked at again, and after how long
   * @throws io.navarch.model.status.ApiException another write came between; try again
   */
  void look(String key, BiConsumer<String, Duration> later) {
    if (isAddress(key)) {
      addresses
          .object(key.substring(ADDRESS.length()))
          .ifPresent(address -> lookAtAddress(key, address, later));
    } else {
      String[] parts = key.split("/", 3);
      reader.get("", "services", parts[1], parts[2]).ifPresent(this::lookAtService);
    }
  }

  private void lookAtService(ApiObject service) {
    List<AddressRange> ranges = addresses.ranges(false);
    for (String address : ServiceHoldings.addresses(ServiceHoldings.spec(service))) {
      Optional<ApiObject> object = addresses.object(address);
      Verdict verdict =
          AddressRules.ofService(
              service,
              address,
              ranges.stream().anyMatch(range -> range.numberOf(address) >= 0),
              object,
              object.flatMap(this::parent));
      carryOut(
          verdict,
          "ClusterIPAllocation",
          service,
          remedy -> {
            if (remedy == Remedy.RECREATE) {
              object.ifPresent(addresses::remove);
            }
            addresses.restore(address, service);
          });
    }
  }

  private void lookAtAddress(String key, ApiObject address, BiConsumer<String, Duration> later) {
    Verdict verdict = AddressRules.ofAddress(address, parent(address), clock.instant());
    if (verdict instanceof Verdict.Later(Duration delay)) {
      later.accept(key, delay);
    }
    carryOut(verdict, "IPAddressAllocation", address, _ -> addresses.remove(address));
  }

  private Optional<ApiObject> parent(ApiObject address) {
    AddressParent parent = AddressParent.of(address);
    return parent.isService()
        ? reader.get("", "services", parent.namespace(), parent.name())
        : Optional.empty();
  }

  private void carryOut(
      Verdict verdict, String action, ApiObject about, Consumer<Remedy> carryOut) {
    Remedy remedy =
        switch (verdict) {
          case Verdict.Fine(), Verdict.Later(Duration _) -> Remedy.NONE;
          case Verdict.Quietly(Remedy needed) -> needed;
          case Verdict.Wrong(Remedy needed, String reason, String note) -> {
            events.warn(about, action, reason, note);
            yield needed;
          }
        };
    if (remedy != Remedy.NONE) {
      carryOut.accept(remedy);
    }
  }
}

package io.navarch.gateway.allocation;

import io.navarch.gateway.allocation.AllocationMeters.Scope;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Gives services their cluster IPs. Who creates the IPAddress object of an address has it: the
 * store lets only one do so, whichever gateway asks. Addresses come from the ServiceCIDRs that are
 * ready; the lower band of each is left to those who ask for a certain one as long as there are
 * others.
 */
final class AddressAllocator {
  static final String GROUP = "networking.k8s.io";
  static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  static final String MANAGER = "ipallocator.k8s.io";
  static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
  private static final int QUICK_TRIES = 16;

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ResourceDefinition addresses;
  private final AddressRange configured;
  private final RandomGenerator random;
  private final AllocationMeters meters;

  AddressAllocator(
      ObjectReader reader,
      ObjectWriter writer,
      ResourceCatalog catalog,
      String serviceCidr,
      RandomGenerator random,
      AllocationMeters meters) {
    this.reader = reader;
    this.writer = writer;
    this.addresses = catalog.byPlural(GROUP, "v1", "ipaddresses").orElseThrow();
    this.configured = AddressRange.parse(serviceCidr);
    this.random = random;
    this.meters = meters;
    meters.addresses(this::taken);
  }

  private Map<AddressRange, Integer> taken() {
    Map<AddressRange, Integer> taken = new LinkedHashMap<>();
    ranges(true).forEach(range -> taken.put(range, 0));
    for (ApiObject address : reader.list(GROUP, "ipaddresses", "")) {
      taken.replaceAll((range, count) -> range.numberOf(address.name()) >= 0 ? count + 1 : count);
    }
    return taken;
  }

  /** The family that services get when they do not say. */
  String family() {
    return configured.family();
  }

  /** All ranges of services, also those that give out no more. */
  List<AddressRange> ranges(boolean onlyReady) {
    List<AddressRange> ranges = new ArrayList<>();
    List<ApiObject> all = reader.list(GROUP, "servicecidrs", "");
    for (ApiObject range : all) {
      if (!onlyReady || isReady(range)) {
        ApiObject.listAt(ApiObject.mapAt(range.root(), "spec"), "cidrs")
            .forEach(cidr -> ranges.add(AddressRange.parse(String.valueOf(cidr))));
      }
    }
    return all.isEmpty() ? List.of(configured) : ranges;
  }

  private static boolean isReady(ApiObject range) {
    if (range.isBeingDeleted()) {
      return false;
    }
    for (Object condition :
        ApiObject.listAt(ApiObject.mapAt(range.root(), "status"), "conditions")) {
      if (condition instanceof Map<?, ?> tree && "Ready".equals(tree.get("type"))) {
        return "True".equals(tree.get("status"));
      }
    }
    return true;
  }

  /** Takes a certain address. */
  Grant<String> take(String address, ApiObject service, boolean dryRun) {
    long began = System.nanoTime();
    for (AddressRange range : ranges(true)) {
      long number = range.numberOf(address);
      if (number >= 0) {
        boolean free = dryRun ? isFree(range, number) : create(range, number, service);
        told(range, Scope.STATIC, free, dryRun, began);
        return free
            ? new Grant.Given<>(range.address(number))
            : new Grant.Refused<>("provided IP is already allocated");
      }
    }
    return new Grant.Refused<>("the provided network does not match the current range");
  }

  /** Takes any address. */
  Grant<String> takeAny(ApiObject service, boolean dryRun) {
    long began = System.nanoTime();
    for (AddressRange range : ranges(true)) {
      if (!range.family().equals(family())) {
        continue;
      }
      Set<Long> lost = new TreeSet<>();
      OptionalLong candidate = candidate(range, lost);
      while (candidate.isPresent()) {
        if (dryRun || create(range, candidate.getAsLong(), service)) {
          told(range, Scope.DYNAMIC, true, dryRun, began);
          return new Grant.Given<>(range.address(candidate.getAsLong()));
        }
        lost.add(candidate.getAsLong());
        candidate = candidate(range, lost);
      }
      told(range, Scope.DYNAMIC, false, dryRun, began);
    }
    return new Grant.Refused<>("range is full");
  }

  private void told(AddressRange range, Scope scope, boolean given, boolean dryRun, long began) {
    if (!dryRun) {
      if (given) {
        meters.addressGiven(range, scope, began);
      } else {
        meters.addressRefused(range, scope);
      }
    }
  }

  private OptionalLong candidate(AddressRange range, Set<Long> lost) {
    OptionalLong upper = candidate(range, range.staticBand(), range.size(), lost);
    return upper.isPresent() ? upper : candidate(range, 0, range.staticBand(), lost);
  }

  private OptionalLong candidate(AddressRange range, long from, long to, Set<Long> lost) {
    if (from >= to) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < QUICK_TRIES; i++) {
      long number = from + random.nextLong(to - from);
      if (!lost.contains(number) && isFree(range, number)) {
        return OptionalLong.of(number);
      }
    }
    TreeSet<Long> taken = new TreeSet<>(lost);
    for (ApiObject address : reader.list(GROUP, "ipaddresses", "")) {
      taken.add(range.numberOf(address.name()));
    }
    long start = from + random.nextLong(to - from);
    OptionalLong behind = gap(taken, start, to);
    return behind.isPresent() ? behind : gap(taken, from, start);
  }

  /** The first number in the bounds that is not taken. */
  private static OptionalLong gap(TreeSet<Long> taken, long from, long to) {
    long next = from;
    for (long number : taken.tailSet(from)) {
      if (number != next) {
        break;
      }
      next++;
    }
    return next < to ? OptionalLong.of(next) : OptionalLong.empty();
  }

  private boolean isFree(AddressRange range, long number) {
    return object(range.address(number)).isEmpty();
  }

  /** Whether the object could be created: nobody has the address. */
  private boolean create(AddressRange range, long number, ApiObject service) {
    try {
      writer.create(addresses, object(range.address(number), range.family(), service));
      return true;
    } catch (ApiException e) {
      if (e.reason().equals("AlreadyExists")) {
        return false;
      }
      throw e;
    }
  }

  /** Creates the object of an address that a service holds already. */
  void restore(String address, ApiObject service) {
    for (AddressRange range : ranges(false)) {
      long number = range.numberOf(address);
      if (number >= 0 && create(range, number, service)) {
        return;
      }
    }
  }

  /** Gives back what a service held. An address that is another's by now is left alone. */
  void release(String address, ApiObject service) {
    reader
        .getNewest(GROUP, "ipaddresses", "", address)
        .filter(object -> AddressParent.of(object).is(service))
        .ifPresent(this::remove);
  }

  /** Deletes just this object, if it is still there. */
  void remove(ApiObject object) {
    try {
      writer.delete(addresses, "", object.name(), object.uid());
    } catch (ApiException e) {
      if (e.code() != 404 && e.code() != 409) {
        throw e;
      }
    }
  }

  /** The object of an address. */
  Optional<ApiObject> object(String address) {
    return reader.get(GROUP, "ipaddresses", "", address);
  }

  private static ApiObject object(String address, String family, ApiObject service) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(FAMILY, family);
    labels.put(MANAGED_BY, MANAGER);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", address);
    metadata.put("labels", labels);
    Map<String, Object> parent = new LinkedHashMap<>();
    parent.put("resource", "services");
    parent.put("namespace", service.namespace());
    parent.put("name", service.name());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", metadata);
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("parentRef", parent);
    root.put("spec", spec);
    return new ApiObject(root);
  }
}

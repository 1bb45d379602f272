package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives services their cluster IP, node ports and health check node port, and fills in the IP
 * family fields. What stands in the cluster is counted as taken from the start; a service that is
 * deleted, or no longer of a type that needs them, gives them back.
 */
public final class ServiceAllocation implements WriteHook {
  private static final String NONE = "None";
  private static final Set<String> WITH_NODE_PORTS = Set.of("NodePort", "LoadBalancer");

  private final ObjectReader reader;
  private final AddressRange range;
  private final int firstPort;
  private final int lastPort;
  private final Pool addresses;
  private final Pool ports;
  private final AddressObjects addressObjects;
  private boolean repaired;

  /**
   * @param serviceCidr such as {@code 10.96.0.0/16}
   * @param nodePorts such as {@code 30000-32767}
   */
  public ServiceAllocation(
      ObjectReader reader,
      AddressObjects addressObjects,
      String serviceCidr,
      String nodePorts,
      RandomGenerator random) {
    this.reader = reader;
    this.addressObjects = addressObjects;
    this.range = AddressRange.parse(serviceCidr);
    int dash = nodePorts.indexOf('-');
    this.firstPort = Integer.parseInt(nodePorts.substring(0, dash));
    this.lastPort = Integer.parseInt(nodePorts.substring(dash + 1));
    int count = lastPort - firstPort + 1;
    this.addresses = new Pool(range.size(), range.staticBand(), random);
    this.ports = new Pool(count, count <= 16 ? 0 : Math.min(Math.max(16, count / 32), 128), random);
  }

  @Override
  public boolean appliesTo(ResourceDefinition resource) {
    return resource.group().isEmpty() && resource.plural().equals("services");
  }

  @Override
  public Reservation before(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    repairOnce();
    Taken taken = new Taken();
    Map<String, Object> oldSpec = spec(old);
    if (object != null) {
      Map<String, Object> spec = ApiObject.child(object.root(), "spec");
      List<FieldError> errors = new ArrayList<>();
      giveAddress(spec, oldSpec, taken, errors);
      givePorts(spec, oldSpec, taken, errors);
      giveHealthCheckPort(spec, oldSpec, taken, errors);
      if (!errors.isEmpty()) {
        taken.release();
        throw ApiException.invalid("", "Service", object.name(), errors);
      }
      taken.owner = object;
    }
    freeWhatIsGone(object == null ? Map.of() : spec(object), oldSpec, taken);
    return taken;
  }

  private static Map<String, Object> spec(@Nullable ApiObject service) {
    return service == null ? Map.of() : ApiObject.mapAt(service.root(), "spec");
  }

  /** Counts what the services of the cluster hold, once, before the first of them changes. */
  private synchronized void repairOnce() {
    if (repaired) {
      return;
    }
    for (ApiObject service : reader.list("", "services", "")) {
      addressesOf(spec(service)).forEach(a -> addresses.take(range.numberOf(a)));
      portsOf(spec(service)).forEach(p -> ports.take(p - firstPort));
    }
    repaired = true;
  }

  private void giveAddress(
      Map<String, Object> spec, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    if (ApiObject.string(spec, "type").equals("ExternalName")) {
      if (!addressesOf(old).isEmpty()) {
        List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy").forEach(spec::remove);
      }
      return;
    }
    if (!familiesAreServed(spec, errors)) {
      return;
    }
    spec.putIfAbsent("ipFamilyPolicy", "SingleStack");
    if (ApiObject.listAt(spec, "ipFamilies").isEmpty()) {
      spec.put("ipFamilies", new ArrayList<>(List.of(range.family())));
    }
    String asked = ApiObject.string(spec, "clusterIP");
    if (asked.isEmpty() && !ApiObject.string(old, "clusterIP").isEmpty()) {
      asked = ApiObject.string(old, "clusterIP");
    }
    if (!asked.equals(NONE) && !addressesOf(old).contains(asked)) {
      asked = takeAddress(spec, asked, taken, errors);
    }
    spec.put("clusterIP", asked);
    spec.put("clusterIPs", new ArrayList<>(List.of(asked)));
  }

  private boolean familiesAreServed(Map<String, Object> spec, List<FieldError> errors) {
    if (ApiObject.string(spec, "ipFamilyPolicy").equals("RequireDualStack")
        && !ApiObject.string(spec, "clusterIP").equals(NONE)) {
      errors.add(
          FieldError.invalid(
              "spec.ipFamilyPolicy",
              "RequireDualStack",
              "this cluster is not configured for dual-stack services"));
    }
    List<Object> families = ApiObject.listAt(spec, "ipFamilies");
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).equals(range.family())
          && !ApiObject.string(spec, "clusterIP").equals(NONE)) {
        errors.add(
            FieldError.invalid(
                "spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster"));
      }
    }
    return errors.isEmpty();
  }

  private String takeAddress(
      Map<String, Object> spec, String asked, Taken taken, List<FieldError> errors) {
    if (asked.isEmpty()) {
      OptionalInt any = addresses.takeAny();
      if (any.isEmpty()) {
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
      }
      taken.addresses.add(any.getAsInt());
      return range.address(any.getAsInt());
    }
    int number = range.numberOf(asked);
    String why =
        number < 0
            ? "the provided IP ("
                + asked
                + ") is not in the valid range. The range of valid IPs is "
                + range.cidr()
            : "provided IP is already allocated";
    if (number >= 0 && addresses.take(number)) {
      taken.addresses.add(number);
    } else {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs", List.of(asked), "failed to allocate IP " + asked + ": " + why));
    }
    return asked;
  }

  private void givePorts(
      Map<String, Object> spec, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    boolean wanted =
        WITH_NODE_PORTS.contains(ApiObject.string(spec, "type"))
            && !(ApiObject.string(spec, "type").equals("LoadBalancer")
                && Boolean.FALSE.equals(spec.get("allocateLoadBalancerNodePorts")));
    boolean allowed = WITH_NODE_PORTS.contains(ApiObject.string(spec, "type"));
    Set<Integer> held = Set.copyOf(portsOf(old));
    Map<String, Integer> byPort = new HashMap<>();
    List<Object> entries = ApiObject.listAt(spec, "ports");
    for (int i = 0; i < entries.size(); i++) {
      Map<String, Object> port = tree(entries.get(i));
      int asked = port.get("nodePort") instanceof Number n ? n.intValue() : 0;
      if (!allowed) {
        if (held.contains(asked)) {
          port.remove("nodePort");
        }
        continue;
      }
      int kept = asked == 0 && wanted ? nodePortBefore(old, port) : asked;
      if (kept == 0 && wanted) {
        kept = byPort.getOrDefault(String.valueOf(port.get("port")), 0);
      }
      if (kept == 0 && wanted) {
        kept = takeAnyPort(taken);
      } else if (kept != 0 && !held.contains(kept) && !byPort.containsValue(kept)) {
        takePort(kept, "spec.ports[" + i + "].nodePort", taken, errors);
      }
      if (kept != 0) {
        port.put("nodePort", (long) kept);
        byPort.put(String.valueOf(port.get("port")), kept);
      }
    }
  }

  /** A client that leaves node ports out means those that are there. */
  private static int nodePortBefore(Map<String, Object> old, Map<String, Object> port) {
    for (Object entry : ApiObject.listAt(old, "ports")) {
      Map<String, Object> before = tree(entry);
      if (String.valueOf(before.get("port")).equals(String.valueOf(port.get("port")))
          && String.valueOf(before.get("protocol")).equals(String.valueOf(port.get("protocol")))
          && before.get("nodePort") instanceof Number n) {
        return n.intValue();
      }
    }
    return 0;
  }

  private int takeAnyPort(Taken taken) {
    OptionalInt any = ports.takeAny();
    if (any.isEmpty()) {
      throw ApiException.internal("failed to allocate a nodePort: range is full");
    }
    taken.ports.add(any.getAsInt());
    return firstPort + any.getAsInt();
  }

  private void takePort(int port, String field, Taken taken, List<FieldError> errors) {
    if (port < firstPort || port > lastPort) {
      errors.add(
          FieldError.invalid(
              field,
              (long) port,
              "provided port is not in the valid range. The range of valid ports is "
                  + firstPort
                  + "-"
                  + lastPort));
    } else if (ports.take(port - firstPort)) {
      taken.ports.add(port - firstPort);
    } else {
      errors.add(FieldError.invalid(field, (long) port, "provided port is already allocated"));
    }
  }

  private void giveHealthCheckPort(
      Map<String, Object> spec, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    boolean wanted = needsHealthCheckPort(spec);
    int before = healthCheckPort(old);
    int asked = healthCheckPort(spec);
    if (!wanted) {
      if (before != 0 && asked == before) {
        spec.remove("healthCheckNodePort");
      }
    } else if (asked == 0) {
      spec.put("healthCheckNodePort", (long) (before != 0 ? before : takeAnyPort(taken)));
    } else if (asked != before) {
      takePort(asked, "spec.healthCheckNodePort", taken, errors);
    }
  }

  private static boolean needsHealthCheckPort(Map<String, Object> spec) {
    return ApiObject.string(spec, "type").equals("LoadBalancer")
        && ApiObject.string(spec, "externalTrafficPolicy").equals("Local");
  }

  private static int healthCheckPort(Map<String, Object> spec) {
    return spec.get("healthCheckNodePort") instanceof Number n ? n.intValue() : 0;
  }

  private void freeWhatIsGone(Map<String, Object> spec, Map<String, Object> old, Taken taken) {
    List<String> addressesNow = addressesOf(spec);
    for (String address : addressesOf(old)) {
      if (!addressesNow.contains(address) && range.numberOf(address) >= 0) {
        taken.freedAddresses.add(range.numberOf(address));
      }
    }
    List<Integer> portsNow = portsOf(spec);
    for (int port : portsOf(old)) {
      if (!portsNow.contains(port)) {
        taken.freedPorts.add(port - firstPort);
      }
    }
  }

  private static List<String> addressesOf(Map<String, Object> spec) {
    String address = ApiObject.string(spec, "clusterIP");
    return address.isEmpty() || address.equals(NONE) ? List.of() : List.of(address);
  }

  private static List<Integer> portsOf(Map<String, Object> spec) {
    List<Integer> found = new ArrayList<>();
    for (Object entry : ApiObject.listAt(spec, "ports")) {
      if (tree(entry).get("nodePort") instanceof Number n && n.intValue() != 0) {
        found.add(n.intValue());
      }
    }
    if (healthCheckPort(spec) != 0) {
      found.add(healthCheckPort(spec));
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** What one write took and what it sets free. */
  private final class Taken implements Reservation {
    private final List<Integer> addresses = new ArrayList<>(1);
    private final List<Integer> ports = new ArrayList<>(1);
    private final List<Integer> freedAddresses = new ArrayList<>(1);
    private final List<Integer> freedPorts = new ArrayList<>(1);
    private @Nullable ApiObject owner;

    @Override
    public void commit() {
      for (int address : freedAddresses) {
        addressObjects.remove(range.address(address));
        ServiceAllocation.this.addresses.release(address);
      }
      freedPorts.forEach(ServiceAllocation.this.ports::release);
      if (owner != null) {
        for (int address : addresses) {
          addressObjects.add(range.address(address), range.family(), owner);
        }
      }
    }

    @Override
    public void release() {
      addresses.forEach(ServiceAllocation.this.addresses::release);
      ports.forEach(ServiceAllocation.this.ports::release);
    }
  }
}

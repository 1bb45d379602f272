package io.navarch.gateway.allocation;

import static java.util.Objects.requireNonNull;

import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives services their cluster IP, node ports and health check node port, and fills in the IP
 * family fields. A service that is deleted, or no longer of a type that needs them, gives them back
 * when that is stored. Dry runs are told what is free and take nothing.
 */
public final class ServiceAllocation implements WriteHook {
  private static final Logger log = LoggerFactory.getLogger(ServiceAllocation.class);
  private static final String NONE = "None";
  private static final Set<String> WITH_NODE_PORTS = Set.of("NodePort", "LoadBalancer");

  private final AddressAllocator addresses;
  private final PortAllocator ports;

  ServiceAllocation(AddressAllocator addresses, PortAllocator ports) {
    this.addresses = addresses;
    this.ports = ports;
  }

  @Override
  public boolean appliesTo(ResourceDefinition resource) {
    return resource.group().isEmpty() && resource.plural().equals("services");
  }

  @Override
  public Reservation before(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    Taken taken = new Taken(object != null ? object : requireNonNull(old), context.dryRun());
    Map<String, Object> oldSpec = ServiceHoldings.spec(old);
    if (object != null) {
      try {
        give(object, oldSpec, taken);
      } catch (RuntimeException e) {
        taken.release();
        throw e;
      }
    }
    freeWhatIsGone(ServiceHoldings.spec(object), oldSpec, taken);
    return taken;
  }

  private void give(ApiObject service, Map<String, Object> oldSpec, Taken taken) {
    Map<String, Object> spec = ApiObject.child(service.root(), "spec");
    List<FieldError> errors = new ArrayList<>();
    giveAddress(service, oldSpec, taken, errors);
    givePorts(spec, oldSpec, taken, errors);
    giveHealthCheckPort(spec, oldSpec, taken, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", "Service", service.name(), errors);
    }
  }

  private void giveAddress(
      ApiObject service, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    Map<String, Object> spec = ApiObject.child(service.root(), "spec");
    if (ApiObject.string(spec, "type").equals("ExternalName")) {
      if (!ServiceHoldings.addresses(old).isEmpty()) {
        List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy").forEach(spec::remove);
      }
      return;
    }
    errors.addAll(ServiceFamilies.complete(spec, old, addresses.family()));
    if (!errors.isEmpty()) {
      return;
    }
    String asked = ApiObject.string(spec, "clusterIP");
    if (asked.isEmpty() && !ApiObject.string(old, "clusterIP").isEmpty()) {
      asked = ApiObject.string(old, "clusterIP");
    }
    if (!asked.equals(NONE) && !ServiceHoldings.addresses(old).contains(asked)) {
      asked = takeAddress(service, asked, taken, errors);
    }
    spec.put("clusterIP", asked);
    spec.put("clusterIPs", new ArrayList<>(List.of(asked)));
  }

  private String takeAddress(
      ApiObject service, String asked, Taken taken, List<FieldError> errors) {
    Grant<String> grant =
        asked.isEmpty()
            ? addresses.takeAny(service, taken.dryRun)
            : addresses.take(asked, service, taken.dryRun);
    return switch (grant) {
      case Grant.Given<String>(String address) -> {
        taken.addresses.add(address);
        yield address;
      }
      case Grant.Refused<String>(String why) -> {
        if (asked.isEmpty()) {
          throw ApiException.internal("failed to allocate a serviceIP: " + why);
        }
        errors.add(
            FieldError.invalid(
                "spec.clusterIPs", List.of(asked), "failed to allocate IP " + asked + ": " + why));
        yield asked;
      }
    };
  }

  /**
   * What an update leaves out and means to keep was put back by name before ({@code
   * ServiceStrategy}). Protocols of one port share a node port in a new service alone.
   */
  private void givePorts(
      Map<String, Object> spec, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    boolean wanted =
        WITH_NODE_PORTS.contains(ApiObject.string(spec, "type"))
            && !(ApiObject.string(spec, "type").equals("LoadBalancer")
                && Boolean.FALSE.equals(spec.get("allocateLoadBalancerNodePorts")));
    boolean allowed = WITH_NODE_PORTS.contains(ApiObject.string(spec, "type"));
    Set<Integer> held = ServiceHoldings.ports(old);
    Map<String, Integer> byPort = new HashMap<>();
    List<Object> entries = ApiObject.listAt(spec, "ports");
    for (int i = 0; i < entries.size(); i++) {
      Map<String, Object> port = ServiceHoldings.tree(entries.get(i));
      int asked = port.get("nodePort") instanceof Number n ? n.intValue() : 0;
      if (!allowed) {
        if (held.contains(asked)) {
          port.remove("nodePort");
        }
        continue;
      }
      int kept = asked;
      if (kept == 0 && wanted && old.isEmpty()) {
        kept = byPort.getOrDefault(String.valueOf(port.get("port")), 0);
      }
      if (kept == 0 && wanted) {
        kept = takeAnyPort(ServiceHoldings.ports(spec), taken);
      } else if (kept != 0 && !held.contains(kept) && !byPort.containsValue(kept)) {
        takePort(kept, "spec.ports[" + i + "].nodePort", taken, errors);
      }
      if (kept != 0) {
        port.put("nodePort", (long) kept);
        byPort.put(String.valueOf(port.get("port")), kept);
      }
    }
  }

  /**
   * @param asked ports that the service names itself
   */
  private int takeAnyPort(Set<Integer> asked, Taken taken) {
    Set<Integer> avoid = new TreeSet<>(taken.ports);
    avoid.addAll(asked);
    return switch (ports.takeAny(taken.dryRun, avoid)) {
      case Grant.Given<Integer>(Integer port) -> {
        taken.ports.add(port);
        yield port;
      }
      case Grant.Refused<Integer>(String why) ->
          throw ApiException.internal("failed to allocate a nodePort: " + why);
    };
  }

  private void takePort(int port, String field, Taken taken, List<FieldError> errors) {
    switch (ports.take(port, taken.dryRun)) {
      case Grant.Given<Integer>(Integer given) -> taken.ports.add(given);
      case Grant.Refused<Integer>(String why) ->
          errors.add(FieldError.invalid(field, (long) port, why));
    }
  }

  private void giveHealthCheckPort(
      Map<String, Object> spec, Map<String, Object> old, Taken taken, List<FieldError> errors) {
    boolean wanted = needsHealthCheckPort(spec);
    int before = ServiceHoldings.healthCheckPort(old);
    int asked = ServiceHoldings.healthCheckPort(spec);
    if (!wanted) {
      if (before != 0 && asked == before) {
        spec.remove("healthCheckNodePort");
      }
    } else if (asked == 0) {
      spec.put(
          "healthCheckNodePort",
          (long) (before != 0 ? before : takeAnyPort(ServiceHoldings.ports(spec), taken)));
    } else if (asked != before) {
      takePort(asked, "spec.healthCheckNodePort", taken, errors);
    }
  }

  private static boolean needsHealthCheckPort(Map<String, Object> spec) {
    return ApiObject.string(spec, "type").equals("LoadBalancer")
        && ApiObject.string(spec, "externalTrafficPolicy").equals("Local");
  }

  private static void freeWhatIsGone(
      Map<String, Object> spec, Map<String, Object> old, Taken taken) {
    taken.freedAddresses.addAll(ServiceHoldings.addresses(old));
    taken.freedAddresses.removeAll(ServiceHoldings.addresses(spec));
    taken.freedPorts.addAll(ServiceHoldings.ports(old));
    taken.freedPorts.removeAll(ServiceHoldings.ports(spec));
  }

  /** What one write took and what it sets free. */
  private final class Taken implements Reservation {
    private final ApiObject service;
    private final boolean dryRun;
    private final List<String> addresses = new ArrayList<>(1);
    private final Set<Integer> ports = new TreeSet<>();
    private final List<String> freedAddresses = new ArrayList<>(1);
    private final Set<Integer> freedPorts = new TreeSet<>();

    Taken(ApiObject service, boolean dryRun) {
      this.service = service;
      this.dryRun = dryRun;
    }

    @Override
    public void commit() {
      giveBack(freedAddresses, freedPorts);
    }

    @Override
    public void release() {
      giveBack(addresses, ports);
    }

    private void giveBack(List<String> gone, Set<Integer> gonePorts) {
      if (dryRun) {
        return;
      }
      try {
        gone.forEach(address -> ServiceAllocation.this.addresses.release(address, service));
        ServiceAllocation.this.ports.release(gonePorts);
      } catch (ApiException | StoreException | IllegalStateException e) {
        log.warn(
            "{} and node ports {} of {}/{} are free only when they are found to have leaked: {}",
            gone,
            gonePorts,
            service.namespace(),
            service.name(),
            e.getMessage());
      }
    }
  }
}

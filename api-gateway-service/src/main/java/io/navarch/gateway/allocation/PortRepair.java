package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings services' node ports and what counts as taken together again, as upstream's repair of node
 * ports has it. A port is taken before its service is stored, so one without a service is taken
 * back only when it was found so in three rounds.
 */
final class PortRepair {
  static final String CONTROLLER = "portallocator-repair-controller";
  private static final Logger log = LoggerFactory.getLogger(PortRepair.class);
  private static final String ACTION = "PortAllocation";
  private static final int ROUNDS_BEFORE_LEAK = 3;

  private final ObjectReader reader;
  private final PortAllocator ports;
  private final RepairEvents events;
  private final Map<Integer, Integer> suspects = new HashMap<>();

  PortRepair(ObjectReader reader, PortAllocator ports, RepairEvents events) {
    this.reader = reader;
    this.ports = ports;
    this.events = events;
  }

  /** One look at all services. */
  synchronized void round() {
    Set<Integer> taken = ports.taken();
    Set<Integer> held = held(services(), taken);
    Set<Integer> missing = new TreeSet<>(held);
    missing.removeAll(taken);
    Set<Integer> leaked = leaked(taken, held);
    if (!missing.isEmpty() || !leaked.isEmpty()) {
      ports.correct(missing, leaked);
    }
  }

  /** As new as what was read of the store before: a port is free only after its service is gone. */
  private List<ApiObject> services() {
    var unused = reader.getNewest("", "services", "default", "kubernetes");
    return reader.list("", "services", "");
  }

  private Set<Integer> held(List<ApiObject> services, Set<Integer> taken) {
    Set<Integer> held = new TreeSet<>();
    for (ApiObject service : services) {
      for (int port : ServiceHoldings.ports(ServiceHoldings.spec(service))) {
        if (!ports.range().contains(port)) {
          String note = "Port %d is not within the port range %s; please recreate service";
          events.warn(service, ACTION, "PortOutOfRange", note.formatted(port, ports.range()));
        } else if (!held.add(port)) {
          String note = "Port %d was assigned to multiple services; please recreate service";
          events.warn(service, ACTION, "PortAlreadyAllocated", note.formatted(port));
        } else if (!taken.contains(port)) {
          String note = "Port %d is not allocated; repairing";
          events.warn(service, ACTION, "PortNotAllocated", note.formatted(port));
        }
      }
    }
    return held;
  }

  private Set<Integer> leaked(Set<Integer> taken, Set<Integer> held) {
    Set<Integer> unheld = new TreeSet<>(taken);
    unheld.removeAll(held);
    suspects.keySet().retainAll(unheld);
    Set<Integer> leaked = new TreeSet<>();
    for (int port : unheld) {
      if (suspects.merge(port, 1, Integer::sum) >= ROUNDS_BEFORE_LEAK) {
        log.warn("The node port {} leaked; it is free now", port);
        leaked.add(port);
      }
    }
    leaked.forEach(suspects::remove);
    return leaked;
  }
}

package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Resource claims and the devices they ask for, by device class. */
final class DeviceClaimUsage implements QuotaEvaluator {
  private static final String COUNT = "count/resourceclaims.resource.k8s.io";
  private static final String DEVICES = ".deviceclass.resource.k8s.io/devices";

  /** What a request for all devices of a node counts for, as it may be given that many. */
  private static final long MOST_DEVICES = 32;

  @Override
  public boolean handles(QuotaWrite write) {
    return write.isCreate();
  }

  @Override
  public Set<String> counted(Set<String> limited) {
    Set<String> found = new TreeSet<>(limited);
    found.removeIf(name -> !name.equals(COUNT) && !name.endsWith(DEVICES));
    return found;
  }

  @Override
  public Map<String, Quantity> usage(ApiObject claim, Instant now) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put(COUNT, Quantity.of(1));
    Map<String, Object> devices = ApiObject.mapAt(ApiObject.mapAt(claim.root(), "spec"), "devices");
    for (Object request : ApiObject.listAt(devices, "requests")) {
      if (!(request instanceof Map<?, ?> tree)) {
        continue;
      }
      if (tree.get("exactly") instanceof Map<?, ?> exactly) {
        add(exactly, usage);
      } else if (tree.get("firstAvailable") instanceof List<?> choices) {
        largest(choices).forEach((name, q) -> usage.merge(name, q, Quantity::add));
      }
    }
    return usage;
  }

  /** Any of the choices may be taken: each class counts for the most that one of them needs. */
  private static Map<String, Quantity> largest(List<?> choices) {
    Map<String, Quantity> most = new TreeMap<>();
    for (Object choice : choices) {
      Map<String, Quantity> one = new TreeMap<>();
      if (choice instanceof Map<?, ?> tree) {
        add(tree, one);
      }
      one.forEach((name, q) -> most.merge(name, q, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
    return most;
  }

  private static void add(Map<?, ?> request, Map<String, Quantity> usage) {
    if (request.get("deviceClassName") instanceof String name) {
      long count = 1;
      if ("All".equals(request.get("allocationMode"))) {
        count = MOST_DEVICES;
      } else if (request.get("count") instanceof Number n) {
        count = n.longValue();
      }
      usage.merge(name + DEVICES, Quantity.of(count), Quantity::add);
    }
  }
}

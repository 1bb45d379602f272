package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The quality of service class of a pod, from the cpu and memory of its containers, or of the pod
 * itself where it says so at pod level:
 *
 * <ul>
 *   <li>BestEffort: nothing is requested or limited
 *   <li>Guaranteed: every container limits cpu and memory, and requests equal limits
 *   <li>Burstable: everything else
 * </ul>
 */
public final class PodQos {
  private static final List<String> COUNTED = List.of("cpu", "memory");

  private PodQos() {}

  /** The class of a pod by its spec. */
  public static String of(Map<String, Object> podSpec) {
    List<Map<String, Object>> resources = new ArrayList<>();
    Map<String, Object> podLevel = ApiObject.mapAt(podSpec, "resources");
    if (!podLevel.isEmpty()) {
      resources.add(podLevel);
    } else {
      for (String list : List.of("containers", "initContainers")) {
        for (Map<String, Object> container : PodDefaults.maps(podSpec, list)) {
          resources.add(ApiObject.mapAt(container, "resources"));
        }
      }
    }
    return of(resources);
  }

  private static String of(List<Map<String, Object>> resources) {
    Map<String, Quantity> requests = new HashMap<>();
    Map<String, Quantity> limits = new HashMap<>();
    boolean guaranteed = true;
    for (Map<String, Object> one : resources) {
      sum(ApiObject.mapAt(one, "requests"), requests);
      guaranteed &= sum(ApiObject.mapAt(one, "limits"), limits) == COUNTED.size();
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    return guaranteed && requests.equals(limits) ? "Guaranteed" : "Burstable";
  }

  /** Adds what counts and is not zero; returns how many resources that were. */
  private static int sum(Map<String, Object> list, Map<String, Quantity> total) {
    int counted = 0;
    for (String name : COUNTED) {
      Object text = list.get(name);
      if (text != null) {
        Quantity quantity = Quantity.parse(String.valueOf(text));
        if (!quantity.isZero()) {
          total.merge(name, quantity, Quantity::add);
          counted++;
        }
      }
    }
    return counted;
  }
}

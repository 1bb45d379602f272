package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a pod's containers request together: the sum over containers and sidecars, or the largest
 * need while init containers run, whichever is more.
 */
final class PodRequests {
  private final Map<String, Quantity> total;

  private PodRequests(Map<String, Quantity> total) {
    this.total = total;
  }

  static PodRequests of(Map<String, Object> podSpec) {
    return of(podSpec, "requests");
  }

  /** The same of what they limit. */
  static PodRequests limitsOf(Map<String, Object> podSpec) {
    return of(podSpec, "limits");
  }

  private static PodRequests of(Map<String, Object> podSpec, String member) {
    Map<String, Quantity> running = new HashMap<>();
    for (Map<String, Object> container : PodDefaults.maps(podSpec, "containers")) {
      add(resources(container, member), running);
    }
    Map<String, Quantity> sidecars = new HashMap<>();
    Map<String, Quantity> starting = new HashMap<>();
    for (Map<String, Object> container : PodDefaults.maps(podSpec, "initContainers")) {
      Map<String, Quantity> needed = new HashMap<>(sidecars);
      add(resources(container, member), needed);
      if ("Always".equals(container.get("restartPolicy"))) {
        sidecars = needed;
      }
      needed.forEach((name, q) -> starting.merge(name, q, PodRequests::larger));
    }
    sidecars.forEach((name, q) -> running.merge(name, q, Quantity::add));
    starting.forEach((name, q) -> running.merge(name, q, PodRequests::larger));
    return new PodRequests(running);
  }

  void forEach(BiConsumer<String, Quantity> consumer) {
    total.forEach(consumer);
  }

  Optional<String> get(String resource) {
    return Optional.ofNullable(total.get(resource)).map(Quantity::toString);
  }

  /** The sum of one resource; empty where no container names it. */
  Optional<Quantity> amount(String resource) {
    return Optional.ofNullable(total.get(resource));
  }

  private static Map<String, Object> resources(Map<String, Object> container, String member) {
    return ApiObject.mapAt(ApiObject.mapAt(container, "resources"), member);
  }

  private static void add(Map<String, Object> requests, Map<String, Quantity> to) {
    requests.forEach((name, q) -> to.merge(name, Quantity.parse(String.valueOf(q)), Quantity::add));
  }

  private static Quantity larger(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}

package io.navarch.scheduler.cluster;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Services and pod-owning controllers, from which the default spreading of pods takes its selector:
 * the selectors of all services that select the pod, and that of the controller that owns it.
 */
public final class Siblings {
  private final Map<String, Map<String, LabelQuery>> services = new HashMap<>();
  private final Map<String, LabelQuery> owners = new HashMap<>();

  public void putService(String namespace, String name, LabelQuery selector) {
    services.computeIfAbsent(namespace, none -> new LinkedHashMap<>()).put(name, selector);
  }

  public void removeService(String namespace, String name) {
    Map<String, LabelQuery> there = services.get(namespace);
    if (there != null) {
      there.remove(name);
      if (there.isEmpty()) {
        services.remove(namespace);
      }
    }
  }

  /** Keeps the selector of a ReplicaSet, StatefulSet or ReplicationController by its uid. */
  public void putOwner(String uid, LabelQuery selector) {
    owners.put(uid, selector);
  }

  public void removeOwner(String uid) {
    owners.remove(uid);
  }

  LabelQuery of(PodInfo pod) {
    LabelQuery selector = LabelQuery.EVERYTHING;
    for (LabelQuery service : services.getOrDefault(pod.namespace(), Map.of()).values()) {
      if (!service.empty() && service.matches(pod.labels())) {
        selector = selector.and(service);
      }
    }
    PodInfo.Owner owner = pod.owner();
    if (owner != null) {
      LabelQuery ofOwner = owners.get(owner.uid());
      if (ofOwner != null && !ofOwner.nothing()) {
        selector = selector.and(ofOwner);
      }
    }
    return selector;
  }
}

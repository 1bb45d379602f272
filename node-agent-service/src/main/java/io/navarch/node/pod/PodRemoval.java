package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.volume.Trees;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what pods leave behind: the API's object, dead containers and sandboxes, logs. */
final class PodRemoval {
  private static final Logger log = LoggerFactory.getLogger(PodRemoval.class);

  /**
   * How many containers of a name are kept: the current one, and the one before it for its logs.
   */
  private static final int KEPT = 2;

  private final NodeServices services;

  PodRemoval(NodeServices services) {
    this.services = services;
  }

  /** Deletes the API's object at once, provided that it is still the same one. */
  void deleteFromApi(Pod pod) {
    var meta = pod.getMetadata();
    Map<String, Object> options =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "gracePeriodSeconds",
            0,
            "preconditions",
            Map.of("uid", meta.getUid()));
    try {
      String path = "/api/v1/namespaces/" + meta.getNamespace() + "/pods/" + meta.getName();
      var unused = services.api().delete(path, Serialization.asJson(options));
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
  }

  /** Removes the runtime's objects and the logs of a pod that is gone. */
  void removeTraces(ObservedPod observed, Pod pod) {
    observed.containers().forEach(c -> quietly(() -> services.runtime().removeContainer(c.id())));
    observed.sandboxes().forEach(s -> quietly(() -> services.runtime().removeSandbox(s.id())));
    var meta = pod.getMetadata();
    try {
      Trees.delete(services.node().podLogDir(meta.getNamespace(), meta.getName(), meta.getUid()));
    } catch (IOException e) {
      log.warn(
          "The logs of pod {}/{} could not be removed", meta.getNamespace(), meta.getName(), e);
    }
  }

  /** Removes containers and sandboxes that newer ones have replaced. */
  void prune(ObservedPod observed) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> inUse = new HashSet<>();
    for (ObservedContainer c : observed.containers()) {
      int nth = seen.merge(c.name(), 1, Integer::sum);
      if (nth > KEPT && !c.running()) {
        quietly(() -> services.runtime().removeContainer(c.id()));
      } else {
        inUse.add(c.sandboxId());
      }
    }
    ObservedSandbox current = observed.sandbox();
    for (ObservedSandbox s : observed.sandboxes()) {
      if (!s.ready() && !s.equals(current) && !inUse.contains(s.id())) {
        quietly(() -> services.runtime().removeSandbox(s.id()));
      }
    }
  }

  private static void quietly(Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeFailure e) {
      log.debug("Left for the next round", e);
    }
  }
}

package io.navarch.controller.podgc;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.PeriodicController;
import io.navarch.controller.pod.DisruptionTarget;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.GatewayClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every 20 s removes finished pods beyond a number, pods of nodes that have been gone for 40 s, and
 * pods that are to go but have no node that would end them.
 */
public final class PodGarbageCollector implements PeriodicController.Round {

  private static final Duration PERIOD = Duration.ofSeconds(20);
  private static final Duration QUARANTINE = Duration.ofSeconds(40);

  private final ControllerContext context;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Node> nodes;
  private final int threshold;
  private final Map<String, Instant> missingSince = new HashMap<>();

  private PodGarbageCollector(
      ControllerContext context,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<Node> nodes,
      int threshold) {
    this.context = context;
    this.pods = pods;
    this.nodes = nodes;
    this.threshold = threshold;
  }

  /**
   * @param threshold finished pods that are kept; 0 keeps all
   */
  public static Controller create(ControllerContext context, int threshold) {
    return new PeriodicController(
        "pod-garbage-collector-controller",
        PERIOD,
        new PodGarbageCollector(
            context,
            context.informers().of(Pod.class),
            context.informers().of(Node.class),
            threshold));
  }

  @Override
  public void run() {
    List<Pod> all = pods.getStore().list();
    Map<String, Node> byName = new HashMap<>();
    nodes.getStore().list().forEach(node -> byName.put(node.getMetadata().getName(), node));
    PodGarbagePlanner.plan(all, byName, vanished(all, byName.keySet()), threshold)
        .forEach(this::remove);
  }

  private Set<String> vanished(Collection<Pod> all, Set<String> known) {
    Instant now = context.clock().instant();
    Set<String> missing = new HashSet<>();
    for (Pod pod : all) {
      String node = PodFacts.nodeName(pod);
      if (node != null && !known.contains(node)) {
        missing.add(node);
      }
    }
    missingSince.keySet().retainAll(missing);
    Set<String> vanished = new HashSet<>();
    for (String node : missing) {
      Instant since = missingSince.computeIfAbsent(node, name -> now);
      if (!since.plus(QUARANTINE).isAfter(now)
          && context.client().nodes().withName(node).get() == null) {
        vanished.add(node);
      }
    }
    return vanished;
  }

  private void remove(PodGarbage garbage) {
    Pod pod = garbage.pod();
    try {
      if (garbage.message() != null && !PodFacts.finished(pod)) {
        DisruptionTarget.fail(
            context.client(), pod, "DeletionByPodGC", garbage.message(), context.clock().instant());
      }
      Deletions.delete(
          context.client(),
          Deletions.core(pod.getMetadata().getNamespace(), "pods", pod.getMetadata().getName()),
          pod.getMetadata().getUid(),
          null,
          0L);
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isNotFound(refused)) {
        throw refused;
      }
    }
  }
}

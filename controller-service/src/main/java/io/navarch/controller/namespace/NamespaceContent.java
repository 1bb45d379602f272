package io.navarch.controller.namespace;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.ServedResource;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.pod.PodControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deletes all that is in a namespace, and tells what is left. */
final class NamespaceContent {

  private static final Duration DISCOVERY_AGE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Discovery discovery;
  private final InstantSource clock;

  NamespaceContent(KubernetesClient client, Discovery discovery, InstantSource clock) {
    this.client = client;
    this.discovery = discovery;
    this.clock = clock;
  }

  /** One pass over all resources; pods go first, and what they use only when they are gone. */
  Leftovers deleteAll(String namespace) {
    Discovery.Served served = discovery.served(DISCOVERY_AGE);
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (ServedResource resource : order(served.resources())) {
      try {
        deleteAndCount(resource, namespace, counts, finalizers, failures);
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != 404 && refused.getCode() != 405) {
          failures.add(PodControl.reasonOf(refused));
        }
      }
      if (isPods(resource) && !counts.isEmpty()) {
        return new Leftovers(served.failed(), failures, true, counts, finalizers);
      }
    }
    Collections.sort(failures);
    return new Leftovers(served.failed(), failures, false, counts, finalizers);
  }

  private static boolean isPods(ServedResource resource) {
    return resource.groupResource().equals("pods");
  }

  private static List<ServedResource> order(List<ServedResource> resources) {
    return resources.stream()
        .filter(ServedResource::namespaced)
        .filter(each -> each.verbs().contains("delete") && each.verbs().contains("list"))
        .sorted(Comparator.comparing(each -> !isPods(each)))
        .toList();
  }

  private void deleteAndCount(
      ServedResource resource,
      String namespace,
      Map<String, Integer> counts,
      Map<String, Integer> finalizers,
      List<String> failures) {
    List<GenericKubernetesResource> items = list(resource, namespace);
    if (items.isEmpty()) {
      return;
    }
    if (resource.verbs().contains("deletecollection")) {
      Deletions.delete(client, resource.path(namespace), null, "Background", null);
    } else {
      for (GenericKubernetesResource item : items) {
        Deletions.delete(
            client,
            resource.path(namespace) + "/" + item.getMetadata().getName(),
            null,
            "Background",
            null);
      }
    }
    List<GenericKubernetesResource> left = list(resource, namespace);
    if (left.isEmpty()) {
      return;
    }
    String name =
        resource.group().isEmpty()
            ? resource.plural() + "."
            : resource.plural() + "." + resource.group();
    counts.put(name, left.size());
    boolean held = false;
    for (GenericKubernetesResource item : left) {
      for (String finalizer : item.getMetadata().getFinalizers()) {
        finalizers.merge(finalizer, 1, Integer::sum);
        held = true;
      }
    }
    if (!held && !(isPods(resource) && mayStillStop(left))) {
      failures.add(
          "unexpected items still remain in namespace: %s for gvr: %s/%s, Resource=%s"
              .formatted(namespace, resource.group(), resource.version(), resource.plural()));
    }
  }

  /** Whether the time that one of the pods has to stop is not over yet. */
  private boolean mayStillStop(List<GenericKubernetesResource> pods) {
    Instant now = clock.instant();
    return pods.stream()
        .map(pod -> pod.getMetadata().getDeletionTimestamp())
        .anyMatch(end -> end != null && now.isBefore(Instant.parse(end)));
  }

  private List<GenericKubernetesResource> list(ServedResource resource, String namespace) {
    return client
        .genericKubernetesResources(resource.context())
        .inNamespace(namespace)
        .list()
        .getItems();
  }
}

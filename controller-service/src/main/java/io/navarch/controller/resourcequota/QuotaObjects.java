package io.navarch.controller.resourcequota;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.ServedResource;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.Quota;
import io.navarch.model.quota.QuotaEvaluator;
import io.navarch.model.quota.QuotaEvaluators;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts the objects that a quota limits, with what the gateway says now. */
final class QuotaObjects {
  private static final Duration DISCOVERY_AGE = Duration.ofSeconds(30);

  /** Resources of which each object counts for something of its own. */
  private static final Set<String> WEIGHED =
      Set.of("pods", "services", "persistentvolumeclaims", "resourceclaims.resource.k8s.io");

  private final KubernetesClient client;
  private final Discovery discovery;

  QuotaObjects(KubernetesClient client, Discovery discovery) {
    this.client = client;
    this.discovery = discovery;
  }

  Map<String, Quantity> count(ApiObject tree, Instant now) {
    Quota quota = Quota.of(tree);
    Map<String, Quantity> counted = new TreeMap<>();
    for (ServedResource resource : discovery.served(DISCOVERY_AGE).resources()) {
      if (!resource.namespaced() || !resource.verbs().contains("list")) {
        continue;
      }
      QuotaEvaluator evaluator =
          QuotaEvaluators.of(resource.group(), resource.plural()).orElse(null);
      if (evaluator == null || evaluator.counted(quota.specHard().keySet()).isEmpty()) {
        continue;
      }
      String path = resource.path(tree.namespace());
      if (WEIGHED.contains(resource.groupResource())) {
        counted.putAll(quota.count(evaluator, items(read(path)), now));
      } else {
        Map<String, Quantity> one = quota.count(evaluator, List.of(tree), now);
        long number = number(read(path + "?limit=1"));
        one.forEach((name, q) -> counted.put(name, q.multiply(number)));
      }
    }
    return counted;
  }

  private ApiObject read(String path) {
    return new ApiObject(
        Json.readObject(String.valueOf(client.raw(path)).getBytes(StandardCharsets.UTF_8)));
  }

  @SuppressWarnings("unchecked")
  private static List<ApiObject> items(ApiObject list) {
    List<ApiObject> items = new ArrayList<>();
    for (Object item : ApiObject.listAt(list.root(), "items")) {
      items.add(new ApiObject((Map<String, Object>) item));
    }
    return items;
  }

  private static long number(ApiObject firstPage) {
    long rest =
        firstPage.metadata().get("remainingItemCount") instanceof Number n ? n.longValue() : 0;
    return ApiObject.listAt(firstPage.root(), "items").size() + rest;
  }
}

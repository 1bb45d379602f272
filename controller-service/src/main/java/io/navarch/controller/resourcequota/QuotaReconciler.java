package io.navarch.controller.resourcequota;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the status of quotas true. */
final class QuotaReconciler implements Reconciler<ObjectKey> {
  private static final Duration RESYNC = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final QuotaObjects objects;
  private final InstantSource clock;
  private final Map<ObjectKey, QuotaPlanner.Sighting> sightings = new ConcurrentHashMap<>();

  QuotaReconciler(KubernetesClient client, QuotaObjects objects, InstantSource clock) {
    this.client = client;
    this.objects = objects;
    this.clock = clock;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<ApiObject> found = read(key);
    if (found.isEmpty()) {
      sightings.remove(key);
      return Outcome.DONE;
    }
    ApiObject quota = found.get();
    QuotaPlan plan = QuotaPlanner.plan(quota, sightings.get(key), clock.instant());
    if (plan instanceof QuotaPlan.Count) {
      plan = QuotaPlanner.afterCount(quota, objects.count(quota, clock.instant()));
    }
    return switch (plan) {
      case QuotaPlan.Settled() -> Outcome.after(RESYNC);
      case QuotaPlan.Wait() -> {
        QuotaPlanner.Sighting seen = sightings.get(key);
        if (seen == null || !seen.resourceVersion().equals(quota.resourceVersion())) {
          sightings.put(key, new QuotaPlanner.Sighting(quota.resourceVersion(), clock.instant()));
        }
        yield Outcome.after(QuotaPlanner.REST);
      }
      case QuotaPlan.Count() -> Outcome.retry("not counted");
      case QuotaPlan.Write(Map<String, Object> status) -> {
        quota.root().put("status", status);
        client.raw(path(key) + "/status", "PUT", Json.writeString(quota.root()));
        yield Outcome.after(RESYNC);
      }
    };
  }

  private static String path(ObjectKey key) {
    return Deletions.core(key.namespace(), "resourcequotas", key.name());
  }

  private Optional<ApiObject> read(ObjectKey key) {
    try {
      return Optional.ofNullable(client.raw(path(key)))
          .map(text -> ApiObject.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}

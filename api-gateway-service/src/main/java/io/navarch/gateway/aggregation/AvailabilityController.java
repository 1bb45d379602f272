package io.navarch.gateway.aggregation;

import io.navarch.gateway.access.User;
import io.navarch.gateway.aggregation.ApiConditions.Availability;
import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.Watcher;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.stream.BackendIdentity;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.client.WorkQueue;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the servers of aggregated APIs whether they answer, writes that down as the condition {@code
 * Available}, and keeps their discovery documents. Also keeps the APIService objects of what this
 * server serves itself.
 */
public final class AvailabilityController implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AvailabilityController.class);
  private static final Duration RECHECK = Duration.ofSeconds(15);
  private static final User AGGREGATOR =
      new User("system:kube-aggregator", "", List.of(User.PRIVILEGED_GROUP), Map.of());

  /** The key under which our own APIServices are put right. */
  private static final String LOCAL = "";

  private final ApiServices apis;
  private final ServicePresence presence;
  private final ServiceRelay relay;
  private final Function<AggregatedApi, BackendIdentity> identities;
  private final RemoteDiscovery discovery;
  private final LocalApiServices local;
  private final ResourceCaches caches;
  private final ObjectWriter writer;
  private final InstantSource clock;
  private final WorkQueue<String> queue =
      new WorkQueue<>(Duration.ofMillis(200), Duration.ofSeconds(10), System::nanoTime);
  private volatile @Nullable Thread worker;

  AvailabilityController(
      ApiServices apis,
      ServicePresence presence,
      ServiceRelay relay,
      Function<AggregatedApi, BackendIdentity> identities,
      RemoteDiscovery discovery,
      LocalApiServices local,
      ResourceCaches caches,
      ObjectWriter writer,
      InstantSource clock) {
    this.apis = apis;
    this.presence = presence;
    this.relay = relay;
    this.identities = identities;
    this.discovery = discovery;
    this.local = local;
    this.caches = caches;
    this.writer = writer;
    this.clock = clock;
  }

  /** Begins to check, after the feed has started. */
  public void start() {
    queue.add(LOCAL);
    follow(apis.resource());
    follow(local.definitions());
    worker = Thread.ofVirtual().name("api-availability").start(this::work);
  }

  private void follow(ResourceDefinition resource) {
    ResourceCache cache = caches.of(resource);
    ResourceCache.Start unused = cache.watch(new Changes(resource), -1);
    apis.remote().keySet().forEach(queue::add);
  }

  private final class Changes implements Watcher {
    private final ResourceDefinition resource;

    Changes(ResourceDefinition resource) {
      this.resource = resource;
    }

    @Override
    public String keyPrefix() {
      return resource.storagePrefix("");
    }

    @Override
    public void onEvent(CacheEvent event) {
      queue.add(LOCAL);
      apis.remote().keySet().forEach(queue::add);
    }

    @Override
    public void onExpired() {
      follow(resource);
    }
  }

  private void work() {
    try {
      for (String key = queue.take(); key != null; key = queue.take()) {
        try {
          reconcile(key);
        } catch (ApiException e) {
          queue.addRateLimited(key);
        } catch (RuntimeException e) {
          log.warn("The APIService of {} could not be checked", key, e);
          queue.addRateLimited(key);
        } finally {
          queue.done(key);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reconcile(String key) {
    if (key.equals(LOCAL)) {
      local.reconcile();
      queue.forget(key);
      return;
    }
    AggregatedApi api = apis.remote().get(key);
    discovery.keepOnly(apis.remote().keySet());
    if (api == null) {
      queue.forget(key);
      return;
    }
    Availability found = check(api);
    writer.update(
        apis.resource(),
        "",
        api.name(),
        tree -> {
          if (!ApiConditions.says(tree, found)) {
            ApiConditions.set(tree, found, clock.instant());
          }
          return tree;
        });
    if (found.available()) {
      queue.forget(key);
      queue.addAfter(key, RECHECK);
    } else {
      queue.addRateLimited(key);
    }
  }

  private Availability check(AggregatedApi api) {
    Availability service = presence.check(api.service());
    if (!service.available()) {
      return service;
    }
    String shown =
        "https://" + api.service().serverName() + ":" + api.service().port() + api.path();
    try {
      ServiceRelay.Fetched answer =
          relay.fetch(
              api.service(),
              identities.apply(api),
              api.path(),
              AggregatedProxy.headers(AGGREGATOR));
      if (answer.status() < 200 || answer.status() > 299) {
        return Availability.missing(
            "FailedDiscoveryCheck",
            "failing or missing response from "
                + shown
                + ": bad status from "
                + shown
                + ": "
                + answer.status());
      }
      discovery.learn(api, answer.body());
      return Availability.PASSED;
    } catch (IOException | ApiException | IllegalStateException e) {
      return Availability.missing(
          "FailedDiscoveryCheck",
          "failing or missing response from "
              + shown
              + ": Get \""
              + shown
              + "\": "
              + e.getMessage());
    }
  }

  @Override
  public void close() {
    queue.shutDown();
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }
}

package io.navarch.gateway.aggregation;

import io.navarch.gateway.access.User;
import io.navarch.gateway.aggregation.ApiConditions.Availability;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.loop.Changes;
import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.stream.BackendIdentity;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the servers of aggregated APIs whether they answer, writes that down as the condition {@code
 * Available}, and keeps their discovery documents. Also keeps the APIService objects of what this
 * server serves itself.
 */
public final class AvailabilityController implements Looping, AutoCloseable {
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
  private final RemoteOpenApi openApi;
  private final LocalApiServices local;
  private final ResourceCaches caches;
  private final ObjectWriter writer;
  private final InstantSource clock;
  private final AvailabilityMeters meters;
  private final ReconcileLoop loop =
      new ReconcileLoop(
          "api-availability", Duration.ofMillis(200), Duration.ofSeconds(10), this::reconcile);
  private volatile boolean registered;

  AvailabilityController(
      ApiServices apis,
      ServicePresence presence,
      ServiceRelay relay,
      Function<AggregatedApi, BackendIdentity> identities,
      RemoteDiscovery discovery,
      RemoteOpenApi openApi,
      LocalApiServices local,
      ResourceCaches caches,
      ObjectWriter writer,
      InstantSource clock,
      AvailabilityMeters meters) {
    this.apis = apis;
    this.presence = presence;
    this.relay = relay;
    this.identities = identities;
    this.discovery = discovery;
    this.openApi = openApi;
    this.local = local;
    this.caches = caches;
    this.writer = writer;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Makes the APIServices of what is served here, and begins to check, after the feed has started.
   * Where the store does not answer, they are made as soon as it does.
   */
  public void start() {
    try {
      register();
    } catch (ApiException | StoreException e) {
      log.warn("APIServices are made later, since the store does not answer: {}", e.getMessage());
    }
    follow(apis.resource());
    follow(local.definitions());
    loop.start();
  }

  private void register() {
    local.reconcile();
    registered = true;
  }

  private void follow(ResourceDefinition resource) {
    Changes.follow(caches, resource, _ -> lookAtAll(), _ -> lookAtAll());
  }

  private void lookAtAll() {
    loop.add(LOCAL);
    apis.remote().keySet().forEach(loop::add);
  }

  /** Whether the APIServices of what this server serves itself have been made. */
  boolean hasRegistered() {
    return registered;
  }

  private boolean reconcile(String key) {
    if (key.equals(LOCAL)) {
      register();
      return true;
    }
    AggregatedApi api = apis.remote().get(key);
    discovery.keepOnly(apis.remote().keySet());
    openApi.keepOnly(apis.remote().keySet());
    if (api == null) {
      return true;
    }
    Availability found = check(api);
    AtomicBoolean lost = new AtomicBoolean();
    writer.updateStatus(
        apis.resource(),
        "",
        api.name(),
        tree -> {
          lost.set(ApiConditions.isAvailable(tree) && !found.available());
          if (!ApiConditions.says(tree, found)) {
            ApiConditions.set(tree, found, clock.instant());
          }
          return tree;
        });
    if (lost.get()) {
      meters.lost(api.name(), found.reason());
    }
    if (found.available()) {
      loop.addAfter(key, RECHECK);
    }
    return found.available();
  }

  private Availability check(AggregatedApi api) {
    Availability service = presence.check(api.service());
    if (!service.available()) {
      return service;
    }
    try {
      ServiceRelay.Fetched answer = fetch(api, api.path());
      if (answer.status() < 200 || answer.status() > 299) {
        return failed(
            "failing or missing response from %1$s: bad status from %1$s: %2$d"
                .formatted(answer.url(), answer.status()));
      }
      discovery.learn(api, answer.body());
      openApi.learn(api, path -> fetch(api, path), clock.instant());
      return Availability.PASSED;
    } catch (IOException | ApiException | IllegalStateException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static Availability failed(String why) {
    return Availability.missing("FailedDiscoveryCheck", why);
  }

  private ServiceRelay.Fetched fetch(AggregatedApi api, String path) throws IOException {
    return relay.fetch(
        api.service(), identities.apply(api), path, AggregatedProxy.headers(AGGREGATOR));
  }

  @Override
  public ReconcileLoop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}

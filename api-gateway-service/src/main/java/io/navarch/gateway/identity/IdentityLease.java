package io.navarch.gateway.identity;

import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.format.MicroTime;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the Lease {@code kube-system/apiserver-<hash>} that says that this API server runs, and
 * takes away those of servers that have been gone for an hour. Names, labels and times are those of
 * kube-apiserver's feature {@code APIServerIdentity}; one write a renewal.
 */
final class IdentityLease implements SmartLifecycle, Looping {
  static final Duration RENEWAL = Duration.ofSeconds(10);
  static final int DURATION_SECONDS = 3600;

  private static final Logger log = LoggerFactory.getLogger(IdentityLease.class);

  /** After the gateway takes requests, and gone before it takes no more. */
  private static final int PHASE = 210;

  private static final Duration COLLECTION = Duration.ofHours(1);
  private static final String NAMESPACE = "kube-system";
  private static final String IDENTITY = "apiserver.kubernetes.io/identity";
  private static final String HOSTNAME = "kubernetes.io/hostname";
  private static final String PEER_ADDRESS = "kubernetes.io/peer-advertise-address";
  static final String OWN = "own";
  static final String EXPIRED = "expired";

  private final ResourceDefinition leases;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ServerIdentity server;
  private final String holder;
  private final InstantSource clock;
  private final ReconcileLoop loop =
      new ReconcileLoop(
          "apiserver-identity", Duration.ofMillis(200), Duration.ofSeconds(7), this::reconcile);
  private volatile boolean running;

  /**
   * @param id of this run of the server
   */
  IdentityLease(
      ResourceDefinition leases,
      ObjectReader reader,
      ObjectWriter writer,
      ServerIdentity server,
      String id,
      InstantSource clock) {
    this.leases = leases;
    this.reader = reader;
    this.writer = writer;
    this.server = server;
    this.holder = server.name() + "_" + id;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    begin();
    loop.add(EXPIRED);
    loop.start();
  }

  /** The Lease of an earlier run on this machine says nothing of this one. */
  private synchronized void begin() {
    try {
      delete(server.name(), null);
    } catch (ApiException | StoreException e) {
      log.warn("The lease of this API server's last run is taken over: {}", e.getMessage());
    }
    try {
      renew();
      loop.addAfter(OWN, RENEWAL);
    } catch (ApiException | StoreException e) {
      loop.add(OWN);
    }
  }

  synchronized boolean reconcile(String key) {
    if (!running) {
      return true;
    }
    if (key.equals(OWN)) {
      renew();
      loop.addAfter(OWN, RENEWAL);
    } else {
      collect();
      loop.addAfter(EXPIRED, COLLECTION);
    }
    return true;
  }

  /** The store itself says whether there is one: the cache may not know yet that it went. */
  private void renew() {
    try {
      ApiObject unused = writer.update(leases, NAMESPACE, server.name(), this::stamped);
    } catch (ApiException e) {
      if (!e.reason().equals("NotFound")) {
        throw e;
      }
      ApiObject lease = new ApiObject(new LinkedHashMap<>());
      lease.metadata().put("name", server.name());
      lease.metadata().put("namespace", NAMESPACE);
      ApiObject.child(lease.root(), "spec").put("holderIdentity", holder);
      writer.createUnlessThere(leases, stamped(lease));
    }
  }

  /** The Lease as it is from now on; who holds it stays. */
  private ApiObject stamped(ApiObject lease) {
    Map<String, Object> labels = ApiObject.child(lease.metadata(), "labels");
    labels.put(IDENTITY, ServerIdentity.COMPONENT);
    labels.put(HOSTNAME, server.hostname());
    ApiObject.child(lease.metadata(), "annotations").put(PEER_ADDRESS, server.address());
    Map<String, Object> spec = ApiObject.child(lease.root(), "spec");
    spec.put("leaseDurationSeconds", DURATION_SECONDS);
    spec.put("renewTime", MicroTime.text(clock.instant()));
    return lease;
  }

  private void collect() {
    for (ApiObject lease : reader.list(leases.group(), leases.plural(), NAMESPACE)) {
      if (ServerIdentity.COMPONENT.equals(lease.labels().get(IDENTITY)) && hasExpired(lease)) {
        reader
            .getNewest(leases.group(), leases.plural(), NAMESPACE, lease.name())
            .filter(this::hasExpired)
            .ifPresent(expired -> delete(expired.name(), expired.uid()));
      }
    }
  }

  /** One that does not say how long it holds, or since when, does not hold. */
  private boolean hasExpired(ApiObject lease) {
    if (!(lease.at("spec", "leaseDurationSeconds") instanceof Number seconds)
        || !(lease.at("spec", "renewTime") instanceof String renewed)) {
      return true;
    }
    try {
      return Instant.parse(renewed).plusSeconds(seconds.longValue()).isBefore(clock.instant());
    } catch (DateTimeException e) {
      return true;
    }
  }

  private void delete(String name, @Nullable String uid) {
    try {
      writer.delete(leases, NAMESPACE, name, uid);
    } catch (ApiException e) {
      if (!e.reason().equals("NotFound")) {
        throw e;
      }
    }
  }

  @Override
  public void stop() {
    loop.close();
    end();
  }

  private synchronized void end() {
    running = false;
    try {
      delete(server.name(), null);
    } catch (ApiException | StoreException e) {
      log.warn("This API server's lease could not be taken away: {}", e.getMessage());
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public ReconcileLoop loop() {
    return loop;
  }
}

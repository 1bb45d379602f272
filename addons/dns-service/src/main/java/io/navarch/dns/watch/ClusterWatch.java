package io.navarch.dns.watch;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.dns.zone.ServiceDirectory;
import io.navarch.dns.zone.ServiceTable;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directory in step with the API: informers name the services that changed, one thread
 * reads them anew.
 */
public final class ClusterWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
  private static final String BY_SERVICE = "service";
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final long POLL_MILLIS = 20;
  private static final int FORBIDDEN = 403;

  private static final Duration KNOCK = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final Informers informers;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<EndpointSlice> slices;
  private final ServiceTable table;
  private final WorkQueue<ObjectKey> changed = new WorkQueue<>();
  private final Thread worker = Thread.ofVirtual().name("dns-watch").unstarted(this::run);
  private volatile boolean synced;
  private volatile Consumer<ObjectKey> listener = key -> {};

  /**
   * @param firstSerial see {@link ServiceTable}
   */
  public ClusterWatch(KubernetesClient client, long firstSerial) {
    this.client = client;
    informers = new Informers(client);
    SharedIndexInformer<Namespace> namespaces =
        informers.of(Namespace.class, ClusterWatch::nameOnly);
    services = informers.of(Service.class, ClusterWatch::trimmed);
    slices = informers.of(EndpointSlice.class, ClusterWatch::trimmed);
    Informers.index(slices, BY_SERVICE, slice -> List.of(serviceOf(slice).cacheKey()));
    Informers.onAnyKey(services, ObjectKey::of, this::mark);
    Informers.onAnyKey(slices, ClusterWatch::serviceOf, this::mark);
    table = new ServiceTable(name -> namespaces.getStore().getByKey(name) != null, firstSerial);
  }

  /** Starts watching; returns at once and goes on trying until the API answers. */
  public void start() {
    worker.start();
  }

  /**
   * Waits until services may be listed: a new cluster gives the rights to that only when it is up,
   * and informers that were refused wait longer and longer before they try again.
   */
  private void awaitRights() throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        var unused =
            client.services().inAnyNamespace().list(new ListOptionsBuilder().withLimit(1L).build());
        return;
      } catch (KubernetesClientException refused) {
        if (refused.getCode() == FORBIDDEN && !told) {
          LOG.info("waiting for the right to watch services");
          told = true;
        }
      }
      Thread.sleep(KNOCK);
    }
  }

  /** Whether the directory has once been brought to what the API tells. */
  public boolean isSynced() {
    return synced;
  }

  public ServiceDirectory directory() {
    return table;
  }

  /** How many services are known. */
  public int size() {
    return table.size();
  }

  /** Names every service that has changed, once it is in the directory; there is one listener. */
  public void onChange(Consumer<ObjectKey> newListener) {
    listener = newListener;
  }

  /** The service as last seen, without what the zone does not need. */
  public Optional<Service> service(ObjectKey key) {
    return Optional.ofNullable(Informers.find(services, key));
  }

  /** The slice as last seen, without what the zone does not need. */
  public Optional<EndpointSlice> slice(ObjectKey key) {
    return Optional.ofNullable(Informers.find(slices, key));
  }

  private static Namespace nameOnly(Namespace namespace) {
    namespace.setSpec(null);
    namespace.setStatus(null);
    namespace.getMetadata().setLabels(null);
    namespace.getMetadata().setAnnotations(null);
    return namespace;
  }

  private static Service trimmed(Service service) {
    service.setStatus(null);
    service.getMetadata().setAnnotations(null);
    return service;
  }

  private static EndpointSlice trimmed(EndpointSlice slice) {
    slice.getMetadata().setAnnotations(null);
    if (slice.getEndpoints() != null) {
      slice.getEndpoints().forEach(e -> e.setTargetRef(null));
    }
    return slice;
  }

  private static ObjectKey serviceOf(EndpointSlice slice) {
    Map<String, String> labels =
        Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
    return ObjectKey.of(slice.getMetadata().getNamespace(), labels.getOrDefault(SERVICE_NAME, ""));
  }

  private void mark(ObjectKey service) {
    changed.add(service);
  }

  private void run() {
    try {
      awaitRights();
      informers.start();
      while (!informers.synced()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    services.getStore().list().forEach(s -> read(ObjectKey.of(s)));
    synced = true;
    LOG.info("answering for {} services", table.size());
    changed.serve(this::read);
  }

  private void read(ObjectKey key) {
    Service service = Informers.find(services, key);
    table.set(
        key,
        service == null
            ? null
            : ServiceReader.read(service, slices.getIndexer().byIndex(BY_SERVICE, key.cacheKey()))
                .orElse(null));
    listener.accept(key);
  }

  @Override
  public void close() {
    changed.shutDown();
    worker.interrupt();
    informers.close();
  }
}

package io.navarch.proxy.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.proxy.nft.Nft;
import io.navarch.proxy.plan.NodeNetwork;
import io.navarch.proxy.plan.ServicePort;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's rules in step with services and endpoint slices: informers mark services as
 * changed, one thread programs whatever is marked in one transaction.
 */
public final class ServiceProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
  private static final String BY_SERVICE = "service";
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final NodeNetwork node;
  private final Nft nft;
  private final Timer syncTimer;
  private final Set<String> dirty = new LinkedHashSet<>();
  private @Nullable SharedIndexInformer<Service> services;
  private @Nullable SharedIndexInformer<EndpointSlice> slices;
  private @Nullable Thread worker;
  private volatile boolean synced;
  private volatile boolean closed;

  public ServiceProxy(KubernetesClient client, NodeNetwork node, Nft nft, MeterRegistry meters) {
    this.client = client;
    this.node = node;
    this.nft = nft;
    this.syncTimer = meters.timer("kubeproxy_sync_proxy_rules_duration_seconds");
  }

  /** Starts watching; returns at once and goes on trying until the API answers. */
  public void start() {
    SharedIndexInformer<Service> serviceInformer =
        client.services().inAnyNamespace().runnableInformer(0);
    serviceInformer.addEventHandler(marking(ServiceProxy::nameOf));
    SharedIndexInformer<EndpointSlice> sliceInformer =
        client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0);
    sliceInformer.addIndexers(Map.of(BY_SERVICE, slice -> List.of(serviceOf(slice))));
    sliceInformer.addEventHandler(marking(ServiceProxy::serviceOf));
    serviceInformer.exceptionHandler((started, e) -> true);
    sliceInformer.exceptionHandler((started, e) -> true);
    services = serviceInformer;
    slices = sliceInformer;
    serviceInformer.start();
    sliceInformer.start();
    worker = Thread.ofVirtual().name("service-proxy").start(this::run);
  }

  /** Whether the rules have once been brought to what the API wants. */
  public boolean isSynced() {
    return synced;
  }

  private static String nameOf(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private static String serviceOf(EndpointSlice slice) {
    Map<String, String> labels =
        Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
    return slice.getMetadata().getNamespace() + "/" + labels.getOrDefault(SERVICE_NAME, "");
  }

  private <T extends HasMetadata> ResourceEventHandler<T> marking(
      java.util.function.Function<T, String> key) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        mark(key.apply(object));
      }

      @Override
      public void onUpdate(T old, T object) {
        mark(key.apply(old));
        mark(key.apply(object));
      }

      @Override
      public void onDelete(T object, boolean finalStateUnknown) {
        mark(key.apply(object));
      }
    };
  }

  private void mark(String service) {
    synchronized (dirty) {
      dirty.add(service);
      dirty.notifyAll();
    }
  }

  private void run() {
    ServiceRules rules = new ServiceRules(nft, node);
    try {
      awaitSync();
      LOG.info("programming services through {}", nft.description());
      while (!closed) {
        Set<String> changed = takeDirty();
        try {
          syncTimer.record(() -> rules.apply(wanted(changed)));
          synced = true;
        } catch (Nft.NftException e) {
          LOG.error(
              "nftables refused the rules of {}; the whole table is written again. {}",
              changed,
              e.getMessage());
          again(changed);
        } catch (RuntimeException e) {
          LOG.error("cannot work out the rules of {}; trying again", changed, e);
          again(changed);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void again(Set<String> services) throws InterruptedException {
    Thread.sleep(RETRY);
    services.forEach(this::mark);
  }

  private void awaitSync() throws InterruptedException {
    while (!closed && !(informer(services).hasSynced() && informer(slices).hasSynced())) {
      Thread.sleep(20);
    }
  }

  private static <T> SharedIndexInformer<T> informer(@Nullable SharedIndexInformer<T> informer) {
    return Objects.requireNonNull(informer, "not started");
  }

  /**
   * The marked services; waits for one, except the first time, when the fixed rules must be written
   * anyway.
   */
  private Set<String> takeDirty() throws InterruptedException {
    synchronized (dirty) {
      while (synced && dirty.isEmpty() && !closed) {
        dirty.wait();
      }
      Set<String> taken = new LinkedHashSet<>(dirty);
      dirty.clear();
      return taken;
    }
  }

  private Map<String, List<ServicePort>> wanted(Set<String> names) {
    Map<String, List<ServicePort>> result = new TreeMap<>();
    for (String name : names) {
      Service service = informer(services).getStore().getByKey(name);
      result.put(
          name,
          service == null
              ? List.of()
              : ServiceResolver.resolve(
                  service,
                  informer(slices).getIndexer().byIndex(BY_SERVICE, name),
                  node.nodeName()));
    }
    return result;
  }

  @Override
  public void close() {
    closed = true;
    if (services != null) {
      services.stop();
    }
    if (slices != null) {
      slices.stop();
    }
    if (worker != null) {
      worker.interrupt();
    }
  }
}

package io.navarch.dns.publish;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.dns.publish.PublicationPlanner.Step;
import io.navarch.dns.watch.ClusterWatch;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the Service and this node's EndpointSlice, and puts them back when they are changed. */
public final class ServicePublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePublisher.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final ClusterWatch watch;
  private final Publication wanted;
  private final Semaphore changed = new Semaphore(0);
  private final Thread worker = Thread.ofVirtual().name("dns-publisher").unstarted(this::run);
  private String lastProblem = "";

  public ServicePublisher(KubernetesClient client, ClusterWatch watch, Publication wanted) {
    this.client = client;
    this.watch = watch;
    this.wanted = wanted;
  }

  /** Starts publishing; returns at once and goes on trying until the API answers. */
  public void start() {
    watch.onChange(this::noteChange);
    worker.start();
  }

  private void noteChange(ObjectKey service) {
    if (service.equals(wanted.service())) {
      changed.release();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Duration pause = watch.isSynced() ? publish() : Duration.ofMillis(20);
        var unused = changed.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        changed.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes one step and returns how long to wait for a change before the next one. */
  private Duration publish() {
    Step step =
        PublicationPlanner.plan(
            wanted,
            watch.service(wanted.service()).orElse(null),
            watch.slice(PublicationPlanner.sliceKey(wanted)).orElse(null));
    try {
      switch (step) {
        case Step.CreateService(var service) -> {
          client.resource(service).create();
          LOG.info("Service {} made at {}", wanted.service(), wanted.serviceIp());
        }
        case Step.CreateSlice(var slice) -> {
          client.resource(slice).create();
          LOG.info("Service {} leads to {}:{}", wanted.service(), wanted.address(), wanted.port());
        }
        case Step.UpdateSlice(var slice) -> client.resource(slice).update();
        case Step.Nothing() -> {
          return LOOK_AGAIN;
        }
        case Step.Refrain(String reason) -> {
          tell("cluster DNS is not published: " + reason);
          return LOOK_AGAIN;
        }
      }
      lastProblem = "";
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isConflict(refused)) {
        tell("cannot publish cluster DNS, trying again: " + reason(refused));
      }
    }
    return RETRY;
  }

  /** In the API's own words, where it said any. */
  private static String reason(KubernetesClientException refused) {
    return refused.getStatus() == null
        ? String.valueOf(refused.getMessage())
        : String.valueOf(refused.getStatus().getMessage());
  }

  private void tell(String problem) {
    if (!problem.equals(lastProblem)) {
      LOG.warn("{}", problem);
      lastProblem = problem;
    }
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}

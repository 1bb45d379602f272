package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The garbage collector of all kinds that can be listed, watched and deleted.
 *
 * <p>What is served is asked every 30 s. Objects are looked at only after every kind has been
 * listed once.
 */
public final class GarbageCollector implements Controller {

  private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);
  private static final String NAME = "garbage-collector-controller";
  private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);
  private static final int WORKERS = 20;

  private final Discovery discovery;
  private final GraphWatches watches;
  private final KeyedController<String> workers;
  private @Nullable Thread follower;

  private GarbageCollector(
      Discovery discovery, GraphWatches watches, KeyedController<String> workers) {
    this.discovery = discovery;
    this.watches = watches;
    this.workers = workers;
  }

  /**
   * @param metadata a client that reads metadata only
   * @param deleted is told the namespace of every object that goes
   */
  public static Controller create(
      ControllerContext context,
      KubernetesClient metadata,
      Discovery discovery,
      Consumer<String> deleted) {
    WorkQueue<String> queue = new WorkQueue<>();
    OwnerGraph graph = new OwnerGraph();
    GarbageReconciler reconciler =
        new GarbageReconciler(
            context.client(), graph, new GraphObjects(metadata), discovery, queue::add);
    return new GarbageCollector(
        discovery,
        new GraphWatches(metadata, graph, queue::add, deleted),
        new KeyedController<>(NAME, WORKERS, queue, reconciler));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start() {
    follower = Thread.ofVirtual().name(NAME + "-discovery").start(this::follow);
  }

  @Override
  public synchronized void stop() {
    if (follower != null) {
      follower.interrupt();
      follower = null;
    }
    workers.stop();
    watches.stop();
  }

  @Override
  public Load load() {
    return workers.load();
  }

  @Override
  public Map<String, WorkQueue.Activity> queues() {
    return workers.queues();
  }

  private void follow() {
    try {
      boolean started = false;
      while (true) {
        boolean known = refresh();
        if (known && !started) {
          while (!watches.synced()) {
            Thread.sleep(Duration.ofMillis(50));
          }
          workers.start();
          started = true;
        }
        Thread.sleep(known ? DISCOVERY_PERIOD : Duration.ofSeconds(1));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean refresh() {
    try {
      Discovery.Served served = discovery.served(Duration.ofSeconds(1));
      if (!served.failed().isEmpty()) {
        log.warn("some groups do not say what they serve: {}", served.failed());
      }
      watches.follow(served);
      return true;
    } catch (KubernetesClientException refused) {
      log.warn("discovery failed: {}", refused.getMessage());
    }
    return false;
  }
}

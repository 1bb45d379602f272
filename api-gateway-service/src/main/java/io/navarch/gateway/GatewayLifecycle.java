package io.navarch.gateway;

import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.http.GatewayServer;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.Registry;
import io.navarch.model.store.StoreException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the gateway after the store and before everything that calls it. */
final class GatewayLifecycle implements SmartLifecycle {
  static final int PHASE = 200;

  private static final Logger log = LoggerFactory.getLogger(GatewayLifecycle.class);
  private static final long STORE_RETRY_MILLIS = 250;

  private final StoreFeed feed;
  private final Registry registry;
  private final List<BootstrapStep> steps;
  private final GatewayServer server;
  private final ShutdownSignal shutdown;
  private volatile boolean running;

  GatewayLifecycle(
      StoreFeed feed,
      Registry registry,
      List<BootstrapStep> steps,
      GatewayServer server,
      ShutdownSignal shutdown) {
    this.feed = feed;
    this.registry = registry;
    this.steps = steps.stream().sorted(Comparator.comparingInt(BootstrapStep::order)).toList();
    this.server = server;
    this.shutdown = shutdown;
  }

  @Override
  public void start() {
    startFeed();
    steps.forEach(BootstrapStep::run);
    server.start();
    running = true;
  }

  private void startFeed() {
    while (true) {
      try {
        feed.start();
        return;
      } catch (StoreException.Unavailable e) {
        log.info("Waiting for the state store: {}", e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(STORE_RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for the state store", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    shutdown.give();
    registry.close();
    server.stop();
    feed.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

package io.navarch.proxy;

import io.navarch.proxy.podnetwork.PodNetwork;
import io.navarch.proxy.service.ServiceProxy;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the proxy when the application is up, and leaves the kernel's rules in place when it
 * stops.
 */
final class NetworkProxyLifecycle implements SmartLifecycle {
  private final ServiceProxy services;
  private final PodNetwork pods;
  private volatile boolean running;

  NetworkProxyLifecycle(ServiceProxy services, PodNetwork pods) {
    this.services = services;
    this.pods = pods;
  }

  @Override
  public void start() {
    pods.start();
    services.start();
    running = true;
  }

  @Override
  public void stop() {
    services.close();
    pods.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

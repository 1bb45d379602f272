package io.navarch.dns;

import io.navarch.dns.publish.ServicePublisher;
import io.navarch.dns.serve.DnsServer;
import io.navarch.dns.serve.QueryHandler;
import io.navarch.dns.watch.ClusterWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts cluster DNS when the application is up. A port that is taken does not end the process,
 * which has other roles: it is tried again until it is free.
 */
final class DnsLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(DnsLifecycle.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final ClusterWatch watch;
  private final ServicePublisher publisher;
  private final QueryHandler handler;
  private final InetSocketAddress address;
  private final Thread opener = Thread.ofVirtual().name("dns-opener").unstarted(this::open);
  private volatile @Nullable DnsServer server;
  private volatile boolean running;

  DnsLifecycle(
      ClusterWatch watch,
      ServicePublisher publisher,
      QueryHandler handler,
      InetSocketAddress address) {
    this.watch = watch;
    this.publisher = publisher;
    this.handler = handler;
    this.address = address;
  }

  @Override
  public void start() {
    running = true;
    watch.start();
    publisher.start();
    opener.start();
  }

  private void open() {
    boolean told = false;
    while (running) {
      try {
        server = DnsServer.open(address, handler);
        LOG.info("cluster DNS listens on {}", address);
        return;
      } catch (IOException e) {
        if (!told) {
          LOG.error("cannot listen on {}, trying again: {}", address, e.getMessage());
          told = true;
        }
      }
      try {
        Thread.sleep(RETRY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  boolean isListening() {
    return server != null;
  }

  @Override
  public void stop() {
    running = false;
    opener.interrupt();
    publisher.close();
    DnsServer open = server;
    if (open != null) {
      open.close();
    }
    watch.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

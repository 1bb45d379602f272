package io.navarch.scheduler;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.decide.Profile;
import io.navarch.scheduler.decide.SchedulePod;
import io.navarch.scheduler.queue.SchedulingQueue;
import io.navarch.scheduler.run.Journal;
import io.navarch.scheduler.run.SchedulerCore;
import io.navarch.scheduler.run.SchedulerLoop;
import io.navarch.scheduler.run.SchedulerMetrics;
import io.navarch.scheduler.wire.ApiOutbox;
import io.navarch.scheduler.wire.ClusterFeed;
import io.navarch.scheduler.wire.EventWriter;
import io.navarch.scheduler.wire.LeaderLease;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Puts the scheduler together and runs it. It starts at once and waits, for as long as it takes,
 * for the API to answer.
 */
public final class SchedulerService implements SmartLifecycle {
  private static final Log log = LogFactory.getLog(SchedulerService.class);
  private static final int AFTER_THE_GATEWAY = 300;
  private static final long POLL_MS = 100;

  private final SchedulerProperties properties;
  private final ResourceNames names = new ResourceNames();
  private final Journal journal = new Journal();
  private final KubernetesClient client;
  private final ApiOutbox outbox;
  private final SchedulerLoop loop;
  private final ClusterFeed feed;
  private final LeaderLease lease;
  private volatile boolean running;

  SchedulerService(
      SchedulerProperties properties,
      MeterRegistry meters,
      InstantSource clock,
      RandomGenerator random) {
    this.properties = properties;
    this.client = client(properties);
    String host = hostname();
    this.outbox = new ApiOutbox(client, new EventWriter(client, clock, host), clock);
    List<SchedulePod> profiles =
        properties.schedulerNames().stream()
            .map(name -> Profile.standard(name, names, properties.percentageOfNodesToScore()))
            .map(profile -> new SchedulePod(profile, random))
            .toList();
    SchedulerCore core =
        new SchedulerCore(
            new ClusterState(),
            new SchedulingQueue(
                properties.initialBackoff().toMillis(), properties.maxBackoff().toMillis()),
            profiles,
            journal,
            new SchedulerMetrics(meters),
            clock);
    this.loop = new SchedulerLoop(core, outbox, clock);
    this.feed = new ClusterFeed(client, loop, names);
    this.lease = lease(host + "_" + new UUID(random.nextLong(), random.nextLong()));
  }

  private LeaderLease lease(String identity) {
    SchedulerProperties.LeaderElection election = properties.leaderElection();
    return new LeaderLease(
        client,
        new LeaderLease.Terms(
            election.namespace(),
            election.name(),
            identity,
            election.leaseDuration(),
            election.renewDeadline(),
            election.retryPeriod()),
        loop::lead);
  }

  private static KubernetesClient client(SchedulerProperties properties) {
    Path kubeconfig = properties.kubeconfig();
    Config config =
        kubeconfig == null
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(kubeconfig.toFile());
    config.setMaxConcurrentRequests(256);
    config.setMaxConcurrentRequestsPerHost(256);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }

  SchedulerLoop loop() {
    return loop;
  }

  Journal journal() {
    return journal;
  }

  ResourceNames names() {
    return names;
  }

  @Override
  public void start() {
    running = true;
    loop.start();
    Thread.ofVirtual().name("scheduler-start").start(this::connect);
  }

  private void connect() {
    while (running && !answers()) {
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException interrupted) {
        return;
      }
    }
    if (running) {
      feed.start();
      if (properties.leaderElection().enabled()) {
        lease.start();
      } else {
        loop.lead(true);
      }
    }
  }

  private boolean answers() {
    try {
      client.raw("/readyz");
      return true;
    } catch (RuntimeException notYet) {
      log.debug("The API does not answer yet", notYet);
      return false;
    }
  }

  @Override
  public void stop() {
    running = false;
    lease.close();
    feed.close();
    loop.stop();
    outbox.close();
    client.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return AFTER_THE_GATEWAY;
  }
}

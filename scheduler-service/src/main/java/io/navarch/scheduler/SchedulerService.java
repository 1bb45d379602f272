package io.navarch.scheduler;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.LeaderElection;
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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Puts the scheduler together and runs it. It starts at once and waits, for as long as it takes,
 * for the API to answer.
 */
public final class SchedulerService implements SmartLifecycle {
  private static final int AFTER_THE_GATEWAY = 300;

  private final SchedulerProperties properties;
  private final ResourceNames names = new ResourceNames();
  private final Journal journal = new Journal();
  private final KubernetesClient client;
  private final ApiOutbox outbox;
  private final SchedulerLoop loop;
  private final ClusterFeed feed;
  private final LeaderElection election;
  private @Nullable Thread connecting;
  private volatile boolean running;

  SchedulerService(
      SchedulerProperties properties,
      MeterRegistry meters,
      InstantSource clock,
      RandomGenerator random) {
    this.properties = properties;
    this.client = client(properties.kubeconfig());
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
    this.election =
        new LeaderElection(
            client,
            "kube-scheduler",
            host + "_" + new UUID(random.nextLong(), random.nextLong()),
            () -> loop.lead(true),
            () -> loop.lead(false));
  }

  private static KubernetesClient client(@Nullable Path kubeconfig) {
    return kubeconfig == null
        ? new KubernetesClientBuilder().build()
        : GatewayClients.fromKubeconfig(kubeconfig, "navarch-scheduler");
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
    connecting = Thread.ofVirtual().name("scheduler-start").start(this::connect);
  }

  private void connect() {
    if (LeaderElection.awaitGateway(client) && running) {
      feed.start();
      if (properties.leaderElection()) {
        election.start();
      } else {
        loop.lead(true);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    if (connecting != null) {
      connecting.interrupt();
    }
    if (properties.leaderElection()) {
      election.close();
    }
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

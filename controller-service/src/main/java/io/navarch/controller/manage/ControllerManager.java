package io.navarch.controller.manage;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.controller.loop.Controller;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.Informers;
import io.navarch.model.client.LeaderElection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs all controllers while this process leads, and none while it does not.
 *
 * <p>Starting does not wait for the gateway: the controllers begin once it answers.
 */
public final class ControllerManager implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ControllerManager.class);
  private static final String LEASE = "kube-controller-manager";
  private static final int PHASE = 300;

  /**
   * All that is alive between start and stop.
   *
   * @param recorders are closed with the rest
   */
  public record Fleet(
      KubernetesClient client,
      KubernetesClient metadata,
      Informers informers,
      List<Controller> controllers,
      List<EventRecorder> recorders) {}

  private final Supplier<Fleet> building;
  private final boolean leaderElect;
  private final String identity;
  private volatile @Nullable Fleet fleet;
  private volatile boolean working;
  private @Nullable LeaderElection election;
  private @Nullable Thread starter;

  /**
   * @param building makes the clients and controllers when the process starts
   * @param identity this process in the election
   */
  public ControllerManager(Supplier<Fleet> building, boolean leaderElect, String identity) {
    this.building = building;
    this.leaderElect = leaderElect;
    this.identity = identity;
  }

  @Override
  public synchronized void start() {
    if (starter == null) {
      starter = Thread.ofVirtual().name("controllers-start").start(this::run);
    }
  }

  @Override
  public synchronized void stop() {
    Thread starting = starter;
    if (starting == null) {
      return;
    }
    starting.interrupt();
    starter = null;
    Fleet built = fleet;
    if (built != null) {
      built.controllers().forEach(Controller::stop);
      if (election != null) {
        election.close();
        election = null;
      }
      built.recorders().forEach(EventRecorder::close);
      built.informers().close();
      built.metadata().close();
      built.client().close();
      fleet = null;
    }
    working = false;
  }

  @Override
  public synchronized boolean isRunning() {
    return starter != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /** Controllers in the order in which they were made; empty before the start. */
  public List<Controller> controllers() {
    Fleet built = fleet;
    return built == null ? List.of() : List.copyOf(built.controllers());
  }

  /** True while this process leads and its controllers run. */
  public boolean working() {
    return working;
  }

  private void run() {
    Fleet built = building.get();
    fleet = built;
    if (!LeaderElection.awaitGateway(built.client())) {
      return;
    }
    if (!leaderElect) {
      lead(built);
      return;
    }
    synchronized (this) {
      if (starter != null) {
        LeaderElection candidacy =
            new LeaderElection(
                built.client(), LEASE, identity, () -> lead(built), () -> standDown(built));
        election = candidacy;
        candidacy.start();
      }
    }
  }

  private void lead(Fleet built) {
    built.informers().start();
    try {
      while (!built.informers().synced()) {
        Thread.sleep(Duration.ofMillis(20));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return;
    }
    new ArrayList<>(built.controllers()).forEach(Controller::start);
    working = true;
    log.info("{} controllers run", built.controllers().size());
  }

  private void standDown(Fleet built) {
    working = false;
    built.controllers().forEach(Controller::stop);
  }
}

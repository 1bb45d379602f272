package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Competes for a Lease, again and again, so that one scheduler of several acts. */
public final class LeaderLease implements AutoCloseable {
  private static final Log log = LogFactory.getLog(LeaderLease.class);

  private final KubernetesClient client;
  private final Terms terms;
  private final Consumer<Boolean> leading;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("scheduler-lease-", 0).factory());
  private volatile boolean closed;
  private volatile @Nullable CompletableFuture<?> running;

  /**
   * @param identity who this scheduler is among those that compete
   * @param duration how long others wait after the last renewal
   * @param renewDeadline how long renewal is tried before leadership is given up
   * @param retryPeriod how long between tries
   */
  public record Terms(
      String namespace,
      String name,
      String identity,
      Duration duration,
      Duration renewDeadline,
      Duration retryPeriod) {}

  public LeaderLease(KubernetesClient client, Terms terms, Consumer<Boolean> leading) {
    this.client = client;
    this.terms = terms;
    this.leading = leading;
  }

  public void start() {
    if (closed) {
      return;
    }
    LeaderElector elector =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(terms.name())
                    .withLock(new LeaseLock(terms.namespace(), terms.name(), terms.identity()))
                    .withLeaseDuration(terms.duration())
                    .withRenewDeadline(terms.renewDeadline())
                    .withRetryPeriod(terms.retryPeriod())
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> leading.accept(true),
                            () -> leading.accept(false),
                            who -> log.info("The scheduler that leads is " + who)))
                    .build())
            .build();
    CompletableFuture<?> election = elector.start();
    running = election;
    election.whenCompleteAsync((done, problem) -> start(), thread);
  }

  @Override
  public void close() {
    closed = true;
    CompletableFuture<?> election = running;
    if (election != null) {
      election.cancel(true);
    }
    thread.shutdown();
  }
}

package io.navarch.model.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election for a Lease in {@code kube-system} and says when this process leads.
 *
 * <p>Timings are upstream's: the lease holds 15 s, is renewed within 10 s and tried for every 2 s.
 * Closing gives the lease back, so that a successor need not wait. A process that lost the lease
 * takes part again.
 */
public final class LeaderElection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
  private static final Duration ANSWER_POLL = Duration.ofMillis(100);

  private final KubernetesClient client;
  private final String lease;
  private final String identity;
  private final Runnable onLead;
  private final Runnable onLost;
  private final ExecutorService tasks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("leader-", 0).factory());
  private final Thread candidate;
  private volatile boolean closed;
  private volatile boolean leading;
  private volatile @Nullable CompletableFuture<?> term;

  /**
   * @param lease name of the Lease, such as {@code kube-scheduler}
   * @param identity unlike that of any other candidate, such as {@code <host>_<random id>}
   * @param onLead called once for each term, on a thread of its own
   * @param onLost called when a term ends
   */
  public LeaderElection(
      KubernetesClient client, String lease, String identity, Runnable onLead, Runnable onLost) {
    this.client = client;
    this.lease = lease;
    this.identity = identity;
    this.onLead = onLead;
    this.onLost = onLost;
    this.candidate = Thread.ofVirtual().name("candidate-" + lease).unstarted(this::runForOffice);
  }

  public void start() {
    candidate.start();
  }

  public boolean leading() {
    return leading;
  }

  @Override
  public void close() {
    closed = true;
    CompletableFuture<?> current = term;
    if (current != null) {
      current.cancel(true);
    }
    candidate.interrupt();
    try {
      candidate.join(Duration.ofSeconds(5));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    tasks.shutdown();
  }

  /** Waits until the gateway answers; false when the thread was interrupted. */
  public static boolean awaitGateway(KubernetesClient client) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (client.raw("/readyz") != null) {
          return true;
        }
      } catch (KubernetesClientException notYet) {
        log.trace("the gateway does not answer yet", notYet);
      }
      try {
        Thread.sleep(ANSWER_POLL);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    return false;
  }

  private void runForOffice() {
    while (!closed && awaitGateway(client)) {
      CompletableFuture<?> current = elector().start();
      term = current;
      if (closed) {
        current.cancel(true);
      }
      try {
        current.get();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | java.util.concurrent.CancellationException ended) {
        log.debug("term for {} ended", lease, ended);
      }
    }
  }

  private LeaderElector elector() {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(lease)
                .withLock(new UpdatingLeaseLock("kube-system", lease, identity))
                .withLeaseDuration(Duration.ofSeconds(15))
                .withRenewDeadline(Duration.ofSeconds(10))
                .withRetryPeriod(Duration.ofSeconds(2))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, leader -> {}))
                .build())
        .build();
  }

  private void won() {
    log.info("{} leads by lease {}", identity, lease);
    leading = true;
    tasks.execute(onLead);
  }

  private void lost() {
    if (leading) {
      log.info("{} no longer leads by lease {}", identity, lease);
      leading = false;
      onLost.run();
    }
  }
}

package io.navarch.gateway.loop;

import io.navarch.model.client.WorkQueue;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reconciles keys. A key that is not settled, or whose reconciliation fails, comes
 * back after its backoff.
 */
public final class ReconcileLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

  private final String name;
  private final WorkQueue<String> queue;
  private final Reconciler reconciler;
  private volatile @Nullable Thread worker;

  /** Brings what a key stands for one step forward. */
  @FunctionalInterface
  public interface Reconciler {
    /**
     * @return false where something is still to be waited for
     */
    boolean reconcile(String key);
  }

  /**
   * @param firstDelay of a key that failed once; doubled with each failure up to the last
   */
  public ReconcileLoop(
      String name, Duration firstDelay, Duration lastDelay, Reconciler reconciler) {
    this.name = name;
    this.queue = new WorkQueue<>(firstDelay, lastDelay, System::nanoTime);
    this.reconciler = reconciler;
  }

  public void start() {
    worker = Thread.ofVirtual().name(name).start(() -> queue.serve(this::work));
  }

  public void add(String key) {
    queue.add(key);
  }

  public String name() {
    return name;
  }

  /** What its queue does. */
  public WorkQueue.Activity activity() {
    return queue.activity();
  }

  public void addAfter(String key, Duration delay) {
    queue.addAfter(key, delay);
  }

  private void work(String key) {
    if (settled(key)) {
      queue.forget(key);
    } else {
      queue.addRateLimited(key);
    }
  }

  private boolean settled(String key) {
    try {
      return reconciler.reconcile(key);
    } catch (ApiException | StoreException expected) {
      log.debug("{}: {} is tried again", name, key, expected);
      return false;
    } catch (RuntimeException bug) {
      log.warn("{}: {} could not be reconciled", name, key, bug);
      return false;
    }
  }

  @Override
  public void close() {
    queue.shutDown();
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }
}

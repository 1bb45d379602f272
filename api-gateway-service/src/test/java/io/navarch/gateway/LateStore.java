package io.navarch.gateway;

import io.navarch.gateway.stored.ForwardingStore;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A store whose news take their time, as they do on a busy machine. */
public final class LateStore extends ForwardingStore {
  private final Duration late;

  /** One thread, so that news keep their order. */
  private final ScheduledExecutorService underWay = Executors.newSingleThreadScheduledExecutor();

  public LateStore(StateStore store, Duration late) {
    super(store);
    this.late = late;
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    return super.watch(
        start,
        end,
        fromRevision,
        batch -> schedule(() -> onBatch.accept(batch)),
        why -> schedule(() -> onClosed.accept(why)));
  }

  private void schedule(Runnable news) {
    if (!underWay.isShutdown()) {
      var unused = underWay.schedule(news, late.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    underWay.shutdownNow();
    super.close();
  }
}

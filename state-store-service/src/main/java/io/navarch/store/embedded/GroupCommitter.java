package io.navarch.store.embedded;

import io.navarch.model.store.StoreException;
import io.navarch.store.feed.WatchHub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The one writer. It takes whatever commands wait, evaluates them in order, writes them with one
 * synced batch, publishes the events and only then answers. A lone command is written at once;
 * while one group is on its way to the disk the next one gathers.
 */
final class GroupCommitter implements AutoCloseable {
  private static final int MOST_COMMANDS = 1024;
  private static final long MOST_BYTES = 4 << 20;

  private record Waiting(@Nullable Command command, CompletableFuture<Object> answer) {}

  private record Answered(Waiting waiting, @Nullable Object result, @Nullable Throwable refused) {
    void deliver() {
      if (refused != null) {
        waiting.answer().completeExceptionally(refused);
      } else {
        waiting.answer().complete(result);
      }
    }
  }

  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Tables tables;
  private final HeadCache heads;
  private final LeaseBook leases;
  private final WatchHub hub;
  private final BooleanSupplier full;
  private final WriteOptions writeOptions;
  private final Thread thread;
  private long nextLease;
  private volatile boolean stopped;
  private volatile @Nullable StoreException failure;

  GroupCommitter(
      Tables tables,
      HeadCache heads,
      LeaseBook leases,
      WatchHub hub,
      BooleanSupplier full,
      boolean sync) {
    this.tables = tables;
    this.heads = heads;
    this.leases = leases;
    this.hub = hub;
    this.full = full;
    this.nextLease = tables.metaNumber(EmbeddedStore.NEXT_LEASE, 1);
    this.writeOptions = new WriteOptions().setSync(sync);
    this.thread = Thread.ofPlatform().daemon().name("store-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Waits until the command is on disk.
   *
   * @throws StoreException.Unavailable if the disk failed; the store takes no writes after that
   */
  Object submit(Command command) {
    if (failure != null) {
      throw failure;
    }
    CompletableFuture<Object> answer = new CompletableFuture<>();
    queue.add(new Waiting(command, answer));
    if (stopped) {
      refuseQueued(closed());
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof StoreException refused) {
      return refused;
    }
    return new StoreException.Unavailable("the write failed", cause);
  }

  boolean healthy() {
    return failure == null && !stopped;
  }

  private void run() {
    try (WriteBatch batch = new WriteBatch()) {
      for (boolean going = true; going; ) {
        List<Waiting> group = new ArrayList<>();
        going = gather(group);
        batch.clear();
        commit(group, batch);
        going &= failure == null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // In this order: a command queued after the last look finds the flag set and refuses itself.
      stopped = true;
      refuseQueued(closed());
    }
  }

  /** Takes what waits; false where the store is to be closed after this group. */
  private boolean gather(List<Waiting> group) throws InterruptedException {
    long bytes = 0;
    for (Waiting next = queue.take(); next != null; next = queue.poll()) {
      if (next.command() == null) {
        return false;
      }
      group.add(next);
      bytes += next.command().weight();
      if (bytes >= MOST_BYTES || group.size() >= MOST_COMMANDS) {
        return true;
      }
    }
    return true;
  }

  private void commit(List<Waiting> waiting, WriteBatch batch) {
    try {
      WriteGroup group =
          new WriteGroup(
              tables, heads, leases, batch, hub.published(), nextLease, full.getAsBoolean());
      List<Answered> answers = new ArrayList<>(waiting.size());
      for (Waiting one : waiting) {
        answers.add(evaluate(group, one));
      }
      if (batch.count() > 0) {
        tables.db().write(writeOptions, batch);
        nextLease = group.nextLease();
        heads.committed();
        hub.publish(group.changes(), group.revision());
      }
      answers.forEach(Answered::deliver);
    } catch (RocksDBException | RuntimeException | Error e) {
      // Whether the batch is on disk is unknown: nothing more may build on it before a restart.
      StoreException broken = new StoreException.Unavailable("the store's disk failed", e);
      failure = broken;
      waiting.forEach(one -> one.answer().completeExceptionally(broken));
    }
  }

  private static Answered evaluate(WriteGroup group, Waiting one) throws RocksDBException {
    try {
      Command command = java.util.Objects.requireNonNull(one.command());
      return new Answered(one, group.evaluate(command), null);
    } catch (StoreException.NoSpace | StoreException.LeaseNotFound refused) {
      return new Answered(one, null, refused);
    }
  }

  private StoreException closed() {
    return failure != null ? failure : new StoreException.Unavailable("the store is closed", null);
  }

  private void refuseQueued(StoreException reason) {
    for (Waiting one = queue.poll(); one != null; one = queue.poll()) {
      one.answer().completeExceptionally(reason);
    }
  }

  /** Writes what waits, then ends the thread. */
  @Override
  public void close() {
    queue.add(new Waiting(null, new CompletableFuture<>()));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    writeOptions.close();
  }
}

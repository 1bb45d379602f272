package io.navarch.store.embedded;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import io.navarch.store.feed.HubWatch;
import io.navarch.store.feed.KeyRange;
import io.navarch.store.feed.WatchHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A state store on this machine's disk, for one process at a time. A write is acknowledged when
 * RocksDB's synced log has it; reads see what is acknowledged and nothing else.
 */
public final class EmbeddedStore implements StateStore {
  static final String NEXT_LEASE = "nextLease";

  /** An empty store stands at revision 1, as etcd's does. */
  private static final long FIRST_REVISION = 1;

  private static final long TICK_MILLIS = 500;

  private final EmbeddedOptions options;
  private final Tables tables;
  private final Gate gate = new Gate();
  private final LeaseBook leases;
  private final VersionReader versions;
  private final Compactor compactor;
  private final LogReader log;
  private final WatchHub hub;
  private final GroupCommitter committer;
  private final ScheduledExecutorService upkeep;
  private volatile boolean full;
  private volatile boolean closing;

  private EmbeddedStore(EmbeddedOptions options, InstantSource clock) {
    this.options = options;
    tables = Tables.open(options);
    versions = new VersionReader(tables);
    compactor = new Compactor(tables);
    log = new LogReader(tables, versions, compactor, gate);
    hub = new WatchHub(newestRevision(tables));
    leases = new LeaseBook(clock);
    leases.load(tables);
    HeadCache heads = new HeadCache(options.headCacheBytes(), this::head);
    committer = new GroupCommitter(tables, heads, leases, hub, () -> full, options.sync());
    upkeep =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-upkeep").factory());
  }

  /**
   * Opens the store, or makes it where there is none.
   *
   * @param clock measures the leases
   * @throws StoreException.Unavailable if the files cannot be opened
   */
  public static EmbeddedStore open(EmbeddedOptions options, InstantSource clock) {
    EmbeddedStore store = new EmbeddedStore(options, clock);
    store.measure();
    store.committer.start();
    store.upkeep.execute(store::sweep);
    store.upkeep.scheduleWithFixedDelay(
        store::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return store;
  }

  /**
   * Makes a store's files from a snapshot.
   *
   * @throws IOException if the directory is not empty or the snapshot is damaged; nothing is
   *     changed then
   */
  public static void restore(InputStream snapshot, EmbeddedOptions options) throws IOException {
    SnapshotFile.restore(snapshot, options);
  }

  private static long newestRevision(Tables tables) {
    try (RocksIterator it = tables.db().newIterator(tables.log())) {
      it.seekToLast();
      VersionReader.check(it);
      return it.isValid() ? Rows.logRevision(it.key()) : FIRST_REVISION;
    }
  }

  private @Nullable Entry head(String key) {
    return versions.at(key, Rows.utf8(key), Long.MAX_VALUE);
  }

  @Override
  public GetResult get(String key, long revision) {
    return read(
        revision,
        (at, newest) -> {
          @Nullable Entry entry = versions.at(key, Rows.utf8(key), at);
          // A compaction in the meantime may have taken the version away.
          compactor.requireKept(at);
          return new GetResult(entry, newest);
        });
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    return read(
        revision,
        (at, newest) -> {
          try (RocksIterator it = tables.db().newIterator(tables.versions())) {
            // The iterator is a snapshot: a compaction from here on does not concern it.
            compactor.requireKept(at);
            RangeResult found = versions.range(KeyRange.of(start, end), at, limit, it);
            return new RangeResult(found.entries(), newest, found.more(), found.totalCount());
          }
        });
  }

  @Override
  public long count(String start, String end) {
    return gate.pass(
        () -> {
          try (RocksIterator it = tables.db().newIterator(tables.versions())) {
            return versions.count(KeyRange.of(start, end), Long.MAX_VALUE, it);
          }
        });
  }

  private interface Read<T> {
    T read(long at, long newest);
  }

  /**
   * Reads at the asked revision; a read of the newest one is repeated where compaction passed it.
   */
  private <T> T read(long asked, Read<T> call) {
    return gate.pass(
        () -> {
          while (true) {
            long newest = hub.published();
            if (asked > newest) {
              throw new StoreException.FutureRevision(asked, newest);
            }
            try {
              return call.read(asked == 0 ? newest : asked, newest);
            } catch (StoreException.Compacted e) {
              if (asked != 0) {
                throw e;
              }
            }
          }
        });
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    return (TxnResult) committer.submit(new Command.Txn(compares, ops));
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    if (fromRevision != 0) {
      compactor.requireKept(fromRevision);
    }
    return new HubWatch(KeyRange.of(start, end), fromRevision, onBatch, onClosed, hub, log);
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return (Long) committer.submit(new Command.GrantLease(ttlSeconds));
  }

  @Override
  public long renewLease(long lease) {
    return leases.renew(lease);
  }

  @Override
  public void revokeLease(long lease) {
    committer.submit(new Command.RevokeLease(lease, false));
  }

  @Override
  public void compact(long revision) {
    long newest = hub.published();
    if (revision > newest) {
      throw new StoreException.FutureRevision(revision, newest);
    }
    gate.run(() -> compactor.mark(revision));
    upkeep.execute(this::sweep);
  }

  private void sweep() {
    gate.run(() -> compactor.sweep(() -> !closing));
  }

  /** Ends leases whose time is over and measures the files. */
  private void tick() {
    try {
      for (long lease : leases.expired()) {
        committer.submit(new Command.RevokeLease(lease, true));
      }
      measure();
    } catch (StoreException e) {
      // The store is closing or its disk failed; the writer reports that to its callers.
    }
  }

  private void measure() {
    full = options.quotaBytes() > 0 && Tables.sizeOf(options.directory()) > options.quotaBytes();
  }

  @Override
  public Status status() {
    return gate.pass(
        () ->
            new Status(
                "embedded",
                RocksDB.rocksdbVersion().toString(),
                hub.published(),
                compactor.compacted(),
                Tables.sizeOf(options.directory()),
                tables.property("rocksdb.estimate-live-data-size")
                    + tables.property("rocksdb.cur-size-all-mem-tables"),
                committer.healthy()));
  }

  @Override
  public long revision() {
    return gate.pass(hub::published);
  }

  @Override
  public void snapshot(OutputStream out) throws IOException {
    try {
      gate.run(
          () -> {
            try {
              SnapshotFile.write(tables, out);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Rewrites the files without what is deleted, which gives its space back to the disk. */
  public void defragment() {
    gate.run(
        () -> {
          try {
            for (var table : tables.all()) {
              tables.db().compactRange(table);
            }
          } catch (RocksDBException e) {
            throw Tables.failed(e);
          }
        });
    measure();
  }

  /** What is wrong with the files, in words; empty where all is well. */
  public List<String> verify() {
    return gate.pass(() -> new IntegrityCheck(tables, compactor.compacted()).run());
  }

  /** The number of running watches. */
  public int watches() {
    return hub.size();
  }

  @Override
  public void close() {
    closing = true;
    upkeep.shutdownNow();
    committer.close();
    hub.close(new StoreException.Unavailable("the store is closed", null));
    gate.close(tables::close);
  }
}

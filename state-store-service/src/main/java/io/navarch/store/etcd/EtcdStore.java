package io.navarch.store.etcd;

import static io.navarch.store.etcd.EtcdEntries.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.navarch.model.store.SharedRevision;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import io.navarch.store.feed.HubWatch;
import io.navarch.store.feed.KeyRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The state kept in an etcd cluster (3.4 or newer), whose consensus makes writes durable. */
public final class EtcdStore implements StateStore {
  /** Objects reach 1.5 MB and pages of them come in one message. */
  private static final int MOST_MESSAGE_BYTES = Integer.MAX_VALUE;

  private final EtcdOptions options;
  private final Client client;
  private final EtcdCalls calls;
  private final SharedRevision newest = new SharedRevision(this::newestRevision);
  private @Nullable EtcdFeed feed;
  private boolean closed;
  private volatile long compacted;

  private EtcdStore(EtcdOptions options, Client client) {
    this.options = options;
    this.client = client;
    this.calls = new EtcdCalls(options.timeout());
  }

  /**
   * Connects; etcd need not answer yet.
   *
   * @throws StoreException.Unavailable if the TLS files cannot be used
   */
  public static EtcdStore connect(EtcdOptions options) {
    try {
      ClientBuilder builder =
          Client.builder()
              .endpoints(options.endpoints())
              .maxInboundMessageSize(MOST_MESSAGE_BYTES)
              .waitForReady(true);
      @Nullable Path ca = options.ca();
      if (ca != null) {
        builder.sslContext(
            tls -> {
              tls.trustManager(ca.toFile());
              if (options.cert() != null && options.key() != null) {
                tls.keyManager(options.cert().toFile(), options.key().toFile());
              }
            });
      }
      return new EtcdStore(options, builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new StoreException.Unavailable("etcd's TLS files cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public GetResult get(String key, long revision) {
    GetOption at = GetOption.builder().withRevision(revision).build();
    GetResponse found =
        atRevision(
            revision, () -> calls.repeatable(() -> client.getKVClient().get(bytes(key), at)));
    List<KeyValue> kvs = found.getKvs();
    return new GetResult(
        kvs.isEmpty() ? null : EtcdEntries.entry(kvs.getFirst()), found.getHeader().getRevision());
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    GetOption wanted =
        GetOption.builder().withRange(bytes(end)).withRevision(revision).withLimit(limit).build();
    GetResponse found =
        atRevision(
            revision, () -> calls.repeatable(() -> client.getKVClient().get(bytes(start), wanted)));
    return new RangeResult(
        found.getKvs().stream().map(EtcdEntries::entry).toList(),
        found.getHeader().getRevision(),
        found.isMore(),
        found.getCount());
  }

  @Override
  public long count(String start, String end) {
    GetOption wanted = GetOption.builder().withRange(bytes(end)).withCountOnly(true).build();
    return calls.repeatable(() -> client.getKVClient().get(bytes(start), wanted)).getCount();
  }

  /** Fills in the revisions that etcd's error texts leave out. */
  private <T> T atRevision(long asked, Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException.Compacted e) {
      throw new StoreException.Compacted(
          Math.max(Math.max(compacted, e.compactedRevision()), asked + 1));
    } catch (StoreException.FutureRevision e) {
      throw new StoreException.FutureRevision(asked, newestRevision());
    }
  }

  /** The newest revision, agreed on by the cluster. */
  private long newestRevision() {
    GetOption nothing = GetOption.builder().withCountOnly(true).build();
    return calls
        .repeatable(() -> client.getKVClient().get(bytes("\0"), nothing))
        .getHeader()
        .getRevision();
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    StateStore.requireAcceptable(ops);
    Txn txn = client.getKVClient().txn();
    txn.If(compares.stream().map(EtcdStore::condition).toArray(Cmp[]::new));
    txn.Then(ops.stream().map(EtcdStore::write).toArray(io.etcd.jetcd.op.Op[]::new));
    txn.Else(
        compares.stream()
            .map(c -> io.etcd.jetcd.op.Op.get(bytes(c.key()), GetOption.DEFAULT))
            .toArray(io.etcd.jetcd.op.Op[]::new));
    TxnResponse done = calls.once(txn::commit);
    long revision = done.getHeader().getRevision();
    return done.isSucceeded()
        ? new TxnResult(true, revision, List.of(), replaced(ops, done))
        : new TxnResult(false, revision, standing(done), List.of());
  }

  private static Cmp condition(Compare compare) {
    return new Cmp(
        bytes(compare.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(compare.modRevision()));
  }

  private static io.etcd.jetcd.op.Op write(Op op) {
    ByteSequence key = bytes(op.key());
    return switch (op) {
      case Op.Put put ->
          io.etcd.jetcd.op.Op.put(
              key,
              ByteSequence.from(put.value()),
              PutOption.builder().withLeaseId(put.lease()).withPrevKV().build());
      case Op.Delete delete ->
          io.etcd.jetcd.op.Op.delete(key, DeleteOption.builder().withPrevKV(true).build());
    };
  }

  private static List<Entry> replaced(List<Op> ops, TxnResponse done) {
    Iterator<PutResponse> puts = done.getPutResponses().iterator();
    Iterator<DeleteResponse> deletes = done.getDeleteResponses().iterator();
    List<Entry> previous = new ArrayList<>();
    for (Op op : ops) {
      switch (op) {
        case Op.Put put -> {
          PutResponse response = puts.next();
          if (response.hasPrevKv()) {
            previous.add(EtcdEntries.entry(response.getPrevKv()));
          }
        }
        case Op.Delete delete ->
            deletes.next().getPrevKvs().forEach(kv -> previous.add(EtcdEntries.entry(kv)));
      }
    }
    return previous;
  }

  private static List<Entry> standing(TxnResponse done) {
    return done.getGetResponses().stream()
        .flatMap(found -> found.getKvs().stream())
        .map(EtcdEntries::entry)
        .toList();
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    EtcdFeed source = feed();
    long from = fromRevision == 0 ? newestRevision() + 1 : fromRevision;
    if (from < compacted) {
      throw new StoreException.Compacted(compacted);
    }
    HubWatch watch =
        new HubWatch(KeyRange.of(start, end), from, onBatch, onClosed, source.hub(), source);
    return new Watch() {
      @Override
      public void requestProgress() {
        Thread.startVirtualThread(() -> markProgress(source, watch));
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  private void markProgress(EtcdFeed source, HubWatch watch) {
    try {
      if (source.await(newestRevision())) {
        watch.requestProgress();
      }
    } catch (StoreException e) {
      // No mark while etcd is away: the caller asks again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized EtcdFeed feed() {
    if (closed) {
      throw new StoreException.Unavailable("the store is closed", null);
    }
    EtcdFeed running = feed;
    if (running == null || running.failed()) {
      if (running != null) {
        running.close();
      }
      running = new EtcdFeed(client.getWatchClient(), newestRevision(), options.timeout());
      feed = running;
    }
    return running;
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return calls.once(() -> client.getLeaseClient().grant(ttlSeconds)).getID();
  }

  @Override
  public long renewLease(long lease) {
    try {
      return Math.max(
          0, calls.repeatable(() -> client.getLeaseClient().keepAliveOnce(lease)).getTTL());
    } catch (StoreException.LeaseNotFound e) {
      return 0;
    }
  }

  @Override
  public void revokeLease(long lease) {
    try {
      calls.once(() -> client.getLeaseClient().revoke(lease));
    } catch (StoreException.LeaseNotFound e) {
      // It has ended by itself.
    }
  }

  @Override
  public void compact(long revision) {
    atRevision(revision, () -> calls.once(() -> client.getKVClient().compact(revision)));
    compacted = Math.max(compacted, revision);
  }

  @Override
  public Status status() {
    String endpoint = options.endpoints().getFirst().toString();
    StatusResponse member =
        calls.repeatable(() -> client.getMaintenanceClient().statusMember(endpoint));
    return new Status(
        "etcd",
        member.getVersion(),
        newestRevision(),
        compacted,
        member.getDbSize(),
        member.getDbSizeInUse(),
        member.getErrorList().isEmpty());
  }

  @Override
  public long revision() {
    return newest.get();
  }

  @Override
  public void snapshot(OutputStream out) throws IOException {
    try {
      client.getMaintenanceClient().snapshot(out).get();
    } catch (ExecutionException e) {
      throw new IOException("etcd's snapshot failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    @Nullable EtcdFeed running;
    synchronized (this) {
      closed = true;
      running = feed;
      feed = null;
    }
    if (running != null) {
      running.close();
    }
    client.close();
  }
}

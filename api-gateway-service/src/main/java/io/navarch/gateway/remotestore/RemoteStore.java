package io.navarch.gateway.remotestore;

import io.navarch.model.json.Json;
import io.navarch.model.store.SharedRevision;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.model.store.wire.WireCodec;
import io.navarch.model.store.wire.WireCodec.TxnRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The state store in a process of its own, over HTTP/2 and mutual TLS. */
public final class RemoteStore implements StateStore {
  private static final String FRAMED = StoreWire.MEDIA_TYPE;
  private static final String JSON = "application/json";

  private final RemoteCalls calls;
  private final SharedRevision newest = new SharedRevision(this::newestRevision);
  private final Set<RemoteWatch> watches = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog;

  public RemoteStore(RemoteStoreOptions options) {
    calls = new RemoteCalls(options);
    watchdog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-watchdog").factory());
    watchdog.scheduleWithFixedDelay(
        () -> watches.forEach(RemoteWatch::endIfSilent), 10, 10, TimeUnit.SECONDS);
  }

  @Override
  public GetResult get(String key, long revision) {
    return calls.read(
        RemoteCalls.path("entry", "key", key, "revision", revision),
        FRAMED,
        WireCodec::readGetResult);
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    return calls.read(
        RemoteCalls.path("range", "start", start, "end", end, "revision", revision, "limit", limit),
        FRAMED,
        WireCodec::readRangeResult);
  }

  @Override
  public long count(String start, String end) {
    return calls.read(
        RemoteCalls.path("count", "start", start, "end", end), JSON, in -> number(in, "count"));
  }

  private static Map<String, Object> object(DataInputStream in) throws IOException {
    return Json.readObject(in.readAllBytes());
  }

  private static long number(DataInputStream in, String field) throws IOException {
    return number(object(in), field);
  }

  private static long number(Map<String, Object> object, String field) {
    if (object.get(field) instanceof Number number) {
      return number.longValue();
    }
    throw new StoreException.Unavailable("the state store's answer lacks " + field, null);
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    StateStore.requireAcceptable(ops);
    return calls.once(
        "POST",
        "txn",
        FRAMED,
        out -> WireCodec.write(out, new TxnRequest(compares, ops)),
        WireCodec::readTxnResult);
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    InputStream stream =
        calls.stream(
            RemoteCalls.path("watch", "start", start, "end", end, "revision", fromRevision),
            FRAMED);
    RemoteWatch watch = new RemoteWatch(calls, stream, onBatch, onClosed, watches::remove);
    watches.add(watch);
    watch.start();
    return watch;
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return calls.once(
        "POST",
        RemoteCalls.path("leases", "ttlSeconds", ttlSeconds),
        JSON,
        null,
        in -> number(in, "id"));
  }

  @Override
  public long renewLease(long lease) {
    return calls.repeatable(
        "POST", "leases/" + lease + "/renew", JSON, in -> number(in, "ttlSeconds"));
  }

  @Override
  public void revokeLease(long lease) {
    calls.repeatable("DELETE", "leases/" + lease, JSON, in -> lease);
  }

  @Override
  public void compact(long revision) {
    calls.once(
        "POST", RemoteCalls.path("compact", "revision", revision), JSON, null, in -> revision);
  }

  @Override
  public Status status() {
    Map<String, Object> status = calls.read("status", JSON, RemoteStore::object);
    return new Status(
        String.valueOf(status.get("engine")),
        String.valueOf(status.get("version")),
        number(status, "revision"),
        number(status, "compactedRevision"),
        number(status, "sizeBytes"),
        number(status, "sizeInUseBytes"),
        Boolean.TRUE.equals(status.get("healthy")));
  }

  @Override
  public long revision() {
    return newest.get();
  }

  private long newestRevision() {
    return calls.read("revision", JSON, in -> number(in, "revision"));
  }

  @Override
  public void snapshot(OutputStream out) throws IOException {
    try (InputStream in = calls.stream("snapshot", "application/octet-stream")) {
      in.transferTo(out);
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    watches.forEach(RemoteWatch::abort);
    calls.close();
  }
}

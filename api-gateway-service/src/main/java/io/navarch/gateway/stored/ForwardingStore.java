package io.navarch.gateway.stored;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** A store in front of another one that changes some of its calls and passes on all others. */
public abstract class ForwardingStore implements StateStore {
  private final StateStore store;

  protected ForwardingStore(StateStore store) {
    this.store = store;
  }

  @Override
  public GetResult get(String key, long revision) {
    return store.get(key, revision);
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    return store.range(start, end, revision, limit);
  }

  @Override
  public long count(String start, String end) {
    return store.count(start, end);
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    return store.txn(compares, ops);
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    return store.watch(start, end, fromRevision, onBatch, onClosed);
  }

  @Override
  public boolean isOutdated(String key) {
    return store.isOutdated(key);
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return store.grantLease(ttlSeconds);
  }

  @Override
  public long renewLease(long lease) {
    return store.renewLease(lease);
  }

  @Override
  public void revokeLease(long lease) {
    store.revokeLease(lease);
  }

  @Override
  public void compact(long revision) {
    store.compact(revision);
  }

  @Override
  public Status status() {
    return store.status();
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public void snapshot(OutputStream out) throws IOException {
    store.snapshot(out);
  }

  @Override
  public void close() {
    store.close();
  }
}

package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.StoreException;
import io.navarch.store.feed.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Evaluates the commands of one group in their order and gathers what they write. Nothing is
 * visible to anyone before the group's batch is in the database.
 */
final class WriteGroup {
  private final Tables tables;
  private final HeadCache heads;
  private final LeaseBook leases;
  private final WriteBatch batch;
  private final boolean full;
  private final List<Change> changes = new ArrayList<>();
  private long revision;
  private long nextLease;

  /**
   * @param revision the newest revision of the store
   * @param nextLease the id that the next lease gets
   * @param full whether the store's space is used up, so that puts are refused
   */
  WriteGroup(
      Tables tables,
      HeadCache heads,
      LeaseBook leases,
      WriteBatch batch,
      long revision,
      long nextLease,
      boolean full) {
    this.tables = tables;
    this.heads = heads;
    this.leases = leases;
    this.batch = batch;
    this.revision = revision;
    this.nextLease = nextLease;
    this.full = full;
  }

  long revision() {
    return revision;
  }

  long nextLease() {
    return nextLease;
  }

  List<Change> changes() {
    return changes;
  }

  /**
   * @return what the command's caller gets: a {@link TxnResult}, a lease id, or whether a lease was
   *     revoked
   */
  Object evaluate(Command command) throws RocksDBException {
    return switch (command) {
      case Command.Txn txn -> txn(txn);
      case Command.GrantLease grant -> grant(grant);
      case Command.RevokeLease revoke -> revoke(revoke);
    };
  }

  private TxnResult txn(Command.Txn txn) throws RocksDBException {
    if (!holds(txn.compares())) {
      return new TxnResult(false, revision, standing(txn.compares()), List.of());
    }
    refuseWhatCannotBeDone(txn.ops());
    List<Entry> previous = new ArrayList<>(txn.ops().size());
    long next = revision + 1;
    int index = 0;
    for (Op op : txn.ops()) {
      @Nullable Entry old = heads.get(op.key());
      if (old != null) {
        previous.add(old);
      }
      switch (op) {
        case Op.Put put -> put(put, old, next, index++);
        case Op.Delete delete -> {
          if (old != null) {
            delete(old, next, index++);
          }
        }
      }
    }
    revision = index > 0 ? next : revision;
    return new TxnResult(true, revision, List.of(), previous);
  }

  private boolean holds(List<Compare> compares) {
    for (Compare compare : compares) {
      @Nullable Entry entry = heads.get(compare.key());
      if ((entry == null ? 0 : entry.modRevision()) != compare.modRevision()) {
        return false;
      }
    }
    return true;
  }

  private List<Entry> standing(List<Compare> compares) {
    List<Entry> found = new ArrayList<>();
    for (Compare compare : compares) {
      @Nullable Entry entry = heads.get(compare.key());
      if (entry != null) {
        found.add(entry);
      }
    }
    return found;
  }

  /** All checks come before the first write, since a batch cannot be taken back in part. */
  private void refuseWhatCannotBeDone(List<Op> ops) {
    for (Op op : ops) {
      if (op instanceof Op.Put put) {
        if (full) {
          throw new StoreException.NoSpace("database space exceeded");
        }
        if (put.lease() != 0 && !leases.has(put.lease())) {
          throw new StoreException.LeaseNotFound(put.lease());
        }
      }
    }
  }

  private void put(Op.Put put, @Nullable Entry old, long at, int index) throws RocksDBException {
    Entry now =
        new Entry(
            put.key(),
            put.value(),
            old == null ? at : old.createRevision(),
            at,
            old == null ? 1 : old.version() + 1,
            put.lease());
    byte[] key = Rows.utf8(put.key());
    long oldLease = old == null ? 0 : old.lease();
    if (oldLease != put.lease()) {
      detach(oldLease, key);
      if (put.lease() != 0) {
        batch.put(tables.attachments(), Rows.attachmentRow(put.lease(), key), Rows.EMPTY);
      }
    }
    write(key, Rows.putValue(now), old, at, index);
    heads.set(put.key(), now);
    changes.add(new Change(key, new Event(Event.Type.PUT, now, old)));
  }

  private void delete(Entry old, long at, int index) throws RocksDBException {
    byte[] key = Rows.utf8(old.key());
    detach(old.lease(), key);
    write(key, Rows.tombstoneValue(), old, at, index);
    heads.set(old.key(), null);
    Entry gone = new Entry(old.key(), Rows.EMPTY, 0, at, 0, 0);
    changes.add(new Change(key, new Event(Event.Type.DELETE, gone, old)));
  }

  private void write(byte[] key, byte[] value, @Nullable Entry old, long at, int index)
      throws RocksDBException {
    batch.put(tables.versions(), Rows.versionRow(key, at), value);
    long replaced = old == null ? 0 : old.modRevision();
    batch.put(tables.log(), Rows.logRow(at, index), Rows.logValue(replaced, key));
  }

  private void detach(long lease, byte[] key) throws RocksDBException {
    if (lease != 0) {
      batch.delete(tables.attachments(), Rows.attachmentRow(lease, key));
    }
  }

  private Long grant(Command.GrantLease grant) throws RocksDBException {
    long lease = nextLease++;
    batch.put(tables.meta(), Rows.utf8(EmbeddedStore.NEXT_LEASE), Rows.number(nextLease));
    batch.put(tables.leases(), Rows.number(lease), Rows.number(grant.ttlSeconds()));
    leases.add(lease, grant.ttlSeconds());
    return lease;
  }

  private Boolean revoke(Command.RevokeLease revoke) throws RocksDBException {
    long lease = revoke.lease();
    if (!leases.remove(lease, revoke.onlyIfExpired())) {
      return false;
    }
    batch.delete(tables.leases(), Rows.number(lease));
    int index = 0;
    for (byte[] key : attached(lease)) {
      @Nullable Entry old = heads.get(Rows.text(key));
      if (old != null && old.lease() == lease) {
        delete(old, revision + 1, index++);
      }
    }
    revision += index > 0 ? 1 : 0;
    return true;
  }

  /** The keys attached on disk, and those that this group has attached. */
  private List<byte[]> attached(long lease) {
    List<byte[]> keys = new ArrayList<>();
    try (RocksIterator it = tables.db().newIterator(tables.attachments())) {
      it.seek(Rows.number(lease));
      while (it.isValid() && Rows.number(it.key()) == lease) {
        keys.add(Rows.attachedKey(it.key()));
        it.next();
      }
      VersionReader.check(it);
    }
    for (Change change : changes) {
      if (change.event().entry().lease() == lease) {
        keys.add(change.key());
      }
    }
    return keys;
  }
}

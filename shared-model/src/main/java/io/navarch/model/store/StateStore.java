package io.navarch.model.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's state: etcd's model cut to what the gateway needs. Keys are UTF-8 strings in
 * bytewise order, values are opaque bytes. There is one global revision; it grows by one with every
 * transaction that changes something, and it is never reused, not even across restarts.
 *
 * <p>All calls block and are meant for virtual threads; implementations are safe for concurrent
 * use. A write returns only after it is durable. Every method may throw {@link StoreException}; its
 * subtype says what a caller can do.
 */
public interface StateStore extends AutoCloseable {

  /**
   * A stored entry. Revisions are global; {@code version} counts the writes of the key since its
   * creation.
   */
  record Entry(
      String key, byte[] value, long createRevision, long modRevision, long version, long lease) {}

  /**
   * What a range read saw: its entries, the revision of the whole read, and whether more entries
   * follow.
   */
  record RangeResult(List<Entry> entries, long revision, boolean more, long totalCount) {}

  /**
   * Reads one key.
   *
   * @param revision the revision to read at, or 0 for the newest
   * @return the entry and the store's revision at the time of the read; entry is null where the key
   *     does not exist
   * @throws StoreException.Compacted if the revision is compacted
   * @throws StoreException.FutureRevision if the revision is not reached yet
   */
  GetResult get(String key, long revision);

  record GetResult(@Nullable Entry entry, long revision) {}

  /**
   * Reads {@code [start, end)} in key order.
   *
   * @param revision the revision to read at, or 0 for the newest
   * @param limit the most entries to return, or 0 for all
   */
  RangeResult range(String start, String end, long revision, int limit);

  /** Counts the keys of {@code [start, end)} at the newest revision. */
  long count(String start, String end);

  /**
   * A condition on a key: its mod revision equals {@code modRevision}; 0 means that the key does
   * not exist.
   */
  record Compare(String key, long modRevision) {}

  /** One write of a transaction. */
  sealed interface Op {
    String key();

    /** Puts the value; {@code lease} is 0 for none. */
    record Put(String key, byte[] value, long lease) implements Op {}

    record Delete(String key) implements Op {}
  }

  /**
   * Checks what every engine refuses: empty keys, and a key written twice in one transaction.
   *
   * @throws IllegalArgumentException if the writes are not acceptable
   */
  static void requireAcceptable(List<Op> ops) {
    Set<String> keys = HashSet.newHashSet(ops.size());
    for (Op op : ops) {
      if (op.key().isEmpty()) {
        throw new IllegalArgumentException("key is not provided");
      }
      if (!keys.add(op.key())) {
        throw new IllegalArgumentException("duplicate key given in transaction: " + op.key());
      }
    }
  }

  /**
   * If every comparison holds, applies all writes at one new revision; else returns what stands at
   * the compared keys.
   */
  TxnResult txn(List<Compare> compares, List<Op> ops);

  /**
   * @param succeeded whether the comparisons held and the writes were applied
   * @param revision the revision of the writes, or the store's revision where nothing was written
   * @param current where not succeeded: the entries that exist now under the compared keys
   * @param previous where succeeded: the entries that the writes replaced or deleted
   */
  record TxnResult(boolean succeeded, long revision, List<Entry> current, List<Entry> previous) {}

  /**
   * One change. {@code previous} is what stood there before, null where there was nothing or it is
   * compacted.
   */
  record Event(Type type, Entry entry, @Nullable Entry previous) {
    public enum Type {
      PUT,
      /** The entry has the key and the deletion's mod revision; its value is empty. */
      DELETE
    }
  }

  /**
   * A batch of changes of one revision or of several whole revisions; with no events it is a
   * progress mark.
   */
  record WatchBatch(List<Event> events, long revision) {}

  /**
   * Streams the changes of {@code [start, end)} from a revision on (inclusive), each exactly once
   * and in order.
   *
   * @param fromRevision first revision to deliver, or 0 for what comes after now
   * @param onBatch called on one thread at a time; blocking it slows only this watch down
   * @param onClosed called once when the watch ends for another reason than {@link Watch#close}
   * @throws StoreException.Compacted if the revision is compacted
   */
  Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed);

  /** A running watch. */
  interface Watch extends AutoCloseable {
    /**
     * Asks for a progress mark: an empty batch whose revision says that everything up to it was
     * delivered.
     */
    void requestProgress();

    @Override
    void close();
  }

  /**
   * Whether putting the same value again would change what is stored: where values are kept in a
   * form that has changed since, such as encrypted with a key that is no longer the first.
   */
  default boolean isOutdated(String key) {
    return false;
  }

  /** Grants a lease; the keys attached to it vanish when it is not renewed for the given time. */
  long grantLease(long ttlSeconds);

  /**
   * Renews a lease.
   *
   * @return the remaining time in seconds, or 0 where the lease no longer exists
   */
  long renewLease(long lease);

  void revokeLease(long lease);

  /**
   * Forgets all revisions before the given one; reads and watches from before it fail with
   * Compacted.
   */
  void compact(long revision);

  Status status();

  /**
   * The newest revision; every write acknowledged before the call is in it. Cheap: every consistent
   * read asks for it.
   */
  long revision();

  /**
   * @param engine {@code embedded} or {@code etcd}
   * @param sizeBytes bytes on disk
   * @param sizeInUseBytes bytes that live data needs, as near as the engine can tell
   */
  record Status(
      String engine,
      String version,
      long revision,
      long compactedRevision,
      long sizeBytes,
      long sizeInUseBytes,
      boolean healthy) {}

  /** Writes a consistent copy of the whole state, restorable by the engine's own restore. */
  void snapshot(java.io.OutputStream out) throws java.io.IOException;

  @Override
  void close();

  /** The end of the range of all keys with a prefix. */
  static String prefixEnd(String prefix) {
    for (int i = prefix.length() - 1; i >= 0; i--) {
      char c = prefix.charAt(i);
      if (c < 0x7f) {
        return prefix.substring(0, i) + (char) (c + 1);
      }
    }
    throw new IllegalArgumentException("no end for prefix " + prefix);
  }
}

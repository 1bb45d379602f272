package io.navarch.store.embedded;

import io.navarch.model.store.StoreException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Forgets old versions. A compaction marks its revision durably, which makes older reads fail at
 * once; a sweep then walks the log up to it and deletes the version that each logged change
 * replaced. Its cost follows the number of changes, not the size of the store. A sweep that was cut
 * short goes on when the store opens again.
 */
final class Compactor {
  private static final int ROWS_A_BATCH = 500;
  private static final String COMPACTED = "compacted";

  private final Tables tables;
  private final ReentrantLock sweeping = new ReentrantLock();
  private volatile long compacted;

  Compactor(Tables tables) {
    this.tables = tables;
    this.compacted = tables.metaNumber(COMPACTED, 0);
  }

  long compacted() {
    return compacted;
  }

  /**
   * @throws StoreException.Compacted if the revision is compacted
   */
  void requireKept(long revision) {
    long oldest = compacted;
    if (revision < oldest) {
      throw new StoreException.Compacted(oldest);
    }
  }

  /** Marks all revisions before the given one as forgotten; the sweep frees their space. */
  void mark(long revision) {
    sweeping.lock();
    try (WriteOptions sync = new WriteOptions().setSync(true)) {
      if (revision <= compacted) {
        throw new StoreException.Compacted(compacted);
      }
      tables.db().put(tables.meta(), sync, Rows.utf8(COMPACTED), Rows.number(revision));
      compacted = revision;
    } catch (RocksDBException e) {
      throw Tables.failed(e);
    } finally {
      sweeping.unlock();
    }
  }

  /**
   * Deletes what the marked compaction made superfluous.
   *
   * @param goOn asked between batches; false cuts the sweep short
   */
  void sweep(BooleanSupplier goOn) {
    sweeping.lock();
    try (RocksIterator it = tables.db().newIterator(tables.log());
        WriteBatch batch = new WriteBatch();
        WriteOptions later = new WriteOptions()) {
      it.seekToFirst();
      while (it.isValid() && Rows.logRevision(it.key()) <= compacted && goOn.getAsBoolean()) {
        batch.clear();
        for (int i = 0; i < ROWS_A_BATCH && it.isValid(); i++, it.next()) {
          if (!sweepRow(it.key(), it.value(), batch)) {
            break;
          }
        }
        tables.db().write(later, batch);
      }
      VersionReader.check(it);
    } catch (RocksDBException e) {
      throw Tables.failed(e);
    } finally {
      sweeping.unlock();
    }
  }

  /** Drops what one logged change replaced; false where the change is after the compaction. */
  private boolean sweepRow(byte[] logRow, byte[] logged, WriteBatch batch) throws RocksDBException {
    long revision = Rows.logRevision(logRow);
    if (revision > compacted) {
      return false;
    }
    byte[] key = Rows.loggedKey(logged);
    long replaced = Rows.replacedRevision(logged);
    if (replaced != 0) {
      batch.delete(tables.versions(), Rows.versionRow(key, replaced));
    }
    if (revision == compacted) {
      // Watches may still start here, so the row and its version stay.
      return true;
    }
    byte[] row = Rows.versionRow(key, revision);
    byte[] value = tables.db().get(tables.versions(), row);
    if (value != null && Rows.isTombstone(value)) {
      batch.delete(tables.versions(), row);
    }
    batch.delete(tables.log(), logRow);
    return true;
  }
}

package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.store.feed.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads versions at a revision. Knows nothing of compaction: its callers check. */
final class VersionReader {
  /** A limit that only counts. */
  private static final int NONE = -1;

  private final Tables tables;

  VersionReader(Tables tables) {
    this.tables = tables;
  }

  /** The key's entry at a revision, or null where it does not exist there. */
  @Nullable Entry at(String key, byte[] keyBytes, long revision) {
    byte[] wanted = Rows.versionRow(keyBytes, revision);
    try (RocksIterator it = tables.db().newIterator(tables.versions())) {
      it.seek(wanted);
      if (!it.isValid()) {
        check(it);
        return null;
      }
      byte[] row = it.key();
      return Rows.sameKey(row, wanted) ? Rows.entry(key, Rows.revisionOf(row), it.value()) : null;
    }
  }

  /**
   * The range at a revision; past the limit keys are only counted.
   *
   * @param limit the most entries, or 0 for all
   */
  RangeResult range(KeyRange range, long revision, int limit, RocksIterator it) {
    byte[] end = Rows.escape(range.end());
    List<Entry> entries = new ArrayList<>();
    long count = 0;
    it.seek(Rows.escape(range.start()));
    while (it.isValid()) {
      byte[] row = it.key();
      if (Arrays.compareUnsigned(row, end) >= 0) {
        break;
      }
      long found = Rows.revisionOf(row);
      if (found > revision) {
        it.seek(Rows.sameKeyAt(row, revision));
        continue;
      }
      byte[] value = it.value();
      if (!Rows.isTombstone(value)) {
        count++;
        if (limit != NONE && (limit == 0 || entries.size() < limit)) {
          @Nullable Entry entry = Rows.entry(Rows.keyOf(row), found, value);
          if (entry != null) {
            entries.add(entry);
          }
        }
      }
      nextKey(it, row);
    }
    check(it);
    return new RangeResult(entries, revision, count > entries.size(), count);
  }

  long count(KeyRange range, long revision, RocksIterator it) {
    return range(range, revision, NONE, it).totalCount();
  }

  /** One version, or null where there is none of that revision or it marks a deletion. */
  @Nullable Entry version(byte[] key, long revision, ReadOptions options) {
    try {
      byte @Nullable [] value =
          tables.db().get(tables.versions(), options, Rows.versionRow(key, revision));
      return value == null ? null : Rows.entry(Rows.text(key), revision, value);
    } catch (RocksDBException e) {
      throw Tables.failed(e);
    }
  }

  private static void nextKey(RocksIterator it, byte[] row) {
    it.next();
    if (it.isValid() && Rows.sameKey(it.key(), row)) {
      it.seek(Rows.afterKey(row));
    }
  }

  static void check(RocksIterator it) {
    try {
      it.status();
    } catch (RocksDBException e) {
      throw Tables.failed(e);
    }
  }
}

package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.store.feed.KeyRange;
import io.navarch.store.feed.PastChanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/** Reads past changes from the log, as a watch that lies behind needs them. */
final class LogReader implements PastChanges {
  private static final int MOST_ROWS = 2000;
  private static final long MOST_BYTES = 2 << 20;

  private final Tables tables;
  private final VersionReader versions;
  private final Compactor compactor;
  private final Gate gate;

  LogReader(Tables tables, VersionReader versions, Compactor compactor, Gate gate) {
    this.tables = tables;
    this.versions = versions;
    this.compactor = compactor;
    this.gate = gate;
  }

  @Override
  public WatchBatch read(KeyRange range, long from, long to) {
    return gate.pass(
        () -> {
          Snapshot snapshot = tables.db().getSnapshot();
          try (ReadOptions options = new ReadOptions().setSnapshot(snapshot)) {
            // After the snapshot: what a later compaction deletes is still in it.
            compactor.requireKept(from);
            return read(range, from, to, options);
          } finally {
            tables.db().releaseSnapshot(snapshot);
          }
        });
  }

  private WatchBatch read(KeyRange range, long from, long to, ReadOptions options) {
    List<Event> events = new ArrayList<>();
    long reached = to;
    long bytes = 0;
    int rows = 0;
    long last = from;
    try (RocksIterator it = tables.db().newIterator(tables.log(), options)) {
      for (it.seek(Rows.logRow(from, 0)); it.isValid(); it.next()) {
        long revision = Rows.logRevision(it.key());
        if (revision > to) {
          break;
        }
        if (revision > last && (rows >= MOST_ROWS || bytes >= MOST_BYTES)) {
          reached = revision - 1;
          break;
        }
        rows++;
        last = revision;
        byte[] logged = it.value();
        byte[] key = Rows.loggedKey(logged);
        if (range.contains(key)) {
          Event event = event(key, revision, Rows.replacedRevision(logged), options);
          events.add(event);
          bytes += event.entry().value().length;
        }
      }
      VersionReader.check(it);
    }
    return new WatchBatch(events, reached);
  }

  private Event event(byte[] key, long revision, long replaced, ReadOptions options) {
    @Nullable Entry previous = replaced == 0 ? null : versions.version(key, replaced, options);
    @Nullable Entry now = versions.version(key, revision, options);
    if (now != null) {
      return new Event(Event.Type.PUT, now, previous);
    }
    Entry gone = new Entry(Rows.text(key), Rows.EMPTY, 0, revision, 0, 0);
    return new Event(Event.Type.DELETE, gone, previous);
  }
}

package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * Looks for what must not be: unreadable blocks, changes without their version, versions out of
 * order, attachments to leases that do not live.
 */
final class IntegrityCheck {
  private static final int MOST_FINDINGS = 100;

  private final Tables tables;
  private final long compacted;
  private final List<String> findings = new ArrayList<>();

  IntegrityCheck(Tables tables, long compacted) {
    this.tables = tables;
    this.compacted = compacted;
  }

  /** What is wrong, in words; empty where all is well. At most 100 findings are listed. */
  List<String> run() {
    Snapshot snapshot = tables.db().getSnapshot();
    try (ReadOptions options = new ReadOptions().setSnapshot(snapshot).setFillCache(false)) {
      checkBlocks();
      checkVersions(options);
      checkLog(options);
      checkAttachments(options);
    } finally {
      tables.db().releaseSnapshot(snapshot);
    }
    return List.copyOf(findings);
  }

  private void checkBlocks() {
    try {
      tables.db().verifyChecksum();
    } catch (RocksDBException e) {
      report("unreadable block: " + e.getMessage());
    }
  }

  private void checkVersions(ReadOptions options) {
    byte @Nullable [] newer = null;
    try (RocksIterator it = tables.db().newIterator(tables.versions(), options)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        byte[] row = it.key();
        String key = Rows.keyOf(row);
        long revision = Rows.revisionOf(row);
        @Nullable Entry entry = Rows.entry(key, revision, it.value());
        if (entry != null && (entry.createRevision() > revision || entry.version() < 1)) {
          report("version " + revision + " of " + key + " has a wrong creation or count");
        }
        if (newer != null && Rows.sameKey(newer, row) && Rows.revisionOf(newer) <= revision) {
          report("versions of " + key + " are out of order");
        }
        newer = row;
      }
      VersionReader.check(it);
    }
  }

  private void checkLog(ReadOptions options) {
    try (RocksIterator it = tables.db().newIterator(tables.log(), options)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        long revision = Rows.logRevision(it.key());
        byte[] key = Rows.loggedKey(it.value());
        if (revision > compacted
            && tables.db().get(tables.versions(), options, Rows.versionRow(key, revision))
                == null) {
          report("change " + revision + " of " + Rows.text(key) + " has no version");
        }
      }
      VersionReader.check(it);
    } catch (RocksDBException e) {
      report("unreadable log: " + e.getMessage());
    }
  }

  private void checkAttachments(ReadOptions options) {
    try (RocksIterator it = tables.db().newIterator(tables.attachments(), options)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        long lease = Rows.number(it.key());
        byte[] key = Rows.attachedKey(it.key());
        if (tables.db().get(tables.leases(), options, Rows.number(lease)) == null) {
          report("key " + Rows.text(key) + " is attached to lease " + lease + ", which is gone");
        }
      }
      VersionReader.check(it);
    } catch (RocksDBException e) {
      report("unreadable leases: " + e.getMessage());
    }
  }

  private void report(String finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    }
  }
}

package io.navarch.store.embedded;

import io.navarch.model.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;

/** The opened database and its tables. */
final class Tables implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("default", "versions", "log", "leases", "attachments");

  private final List<RocksObject> owned = new ArrayList<>();
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;

  private Tables(EmbeddedOptions options) throws RocksDBException {
    LRUCache cache = own(new LRUCache(options.blockCacheBytes(), 2));
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String name : NAMES) {
      families.add(new ColumnFamilyDescriptor(Rows.utf8(name), family(name, options, cache)));
    }
    DBOptions dbOptions =
        own(new DBOptions())
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(256)
            .setMaxTotalWalSize(64L << 20)
            .setBytesPerSync(1 << 20)
            .setKeepLogFileNum(2)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    db = RocksDB.open(dbOptions, options.directory().toString(), families, handles);
  }

  /**
   * @throws StoreException.Unavailable if the directory cannot be opened, for one because another
   *     process has it open
   */
  static Tables open(EmbeddedOptions options) {
    try {
      Files.createDirectories(options.directory());
      RocksDB.loadLibrary();
      return new Tables(options);
    } catch (RocksDBException | IOException e) {
      throw new StoreException.Unavailable(
          "cannot open the store in " + options.directory() + ": " + e.getMessage(), e);
    }
  }

  private ColumnFamilyOptions family(String name, EmbeddedOptions options, LRUCache cache) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(16 << 10)
            // Indexes in the cache would push each other out: one can be as big as a cache shard.
            .setCacheIndexAndFilterBlocks(false)
            .setFilterPolicy(own(new BloomFilter(10)));
    long buffer =
        switch (name) {
          case "versions" -> options.writeBufferBytes();
          case "log" -> Math.max(options.writeBufferBytes() / 4, 1 << 16);
          default -> 1 << 20;
        };
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setWriteBufferSize(buffer)
        .setMaxWriteBufferNumber(3)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true);
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  RocksDB db() {
    return db;
  }

  ColumnFamilyHandle meta() {
    return handles.get(0);
  }

  ColumnFamilyHandle versions() {
    return handles.get(1);
  }

  ColumnFamilyHandle log() {
    return handles.get(2);
  }

  ColumnFamilyHandle leases() {
    return handles.get(3);
  }

  ColumnFamilyHandle attachments() {
    return handles.get(4);
  }

  /** All tables, in the fixed order that snapshots number them by. */
  List<ColumnFamilyHandle> all() {
    return List.copyOf(handles);
  }

  /** A number of the meta table, or the given one where it is not set. */
  long metaNumber(String name, long otherwise) {
    try {
      byte @Nullable [] bytes = db.get(meta(), Rows.utf8(name));
      return bytes == null ? otherwise : Rows.number(bytes);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  long property(String name) {
    try {
      return db.getAggregatedLongProperty(name);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  static StoreException failed(RocksDBException e) {
    return new StoreException.Unavailable("the store's files failed: " + e.getMessage(), e);
  }

  /** Closes the files; calls after it would touch freed memory, so the caller keeps them out. */
  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    try {
      db.closeE();
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      for (RocksObject object : owned.reversed()) {
        object.close();
      }
    }
  }

  /** Bytes of the files in the directory. */
  static long sizeOf(Path directory) {
    long sum = 0;
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sum += file.toFile().length();
      }
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot read " + directory, e);
    }
    return sum;
  }
}

package io.navarch.store.embedded;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The format of a snapshot: a magic word, the rows of all tables ({@code table keyLength key
 * valueLength value}), an end mark and the SHA-256 of everything before it.
 */
final class SnapshotFile {
  private static final byte[] MAGIC = Rows.utf8("NAVSNAP1");
  private static final int END = 0xff;
  private static final int ROWS_A_BATCH = 1000;

  private SnapshotFile() {}

  static void write(Tables tables, OutputStream target) throws IOException {
    MessageDigest digest = sha256();
    Snapshot snapshot = tables.db().getSnapshot();
    try (ReadOptions options = new ReadOptions().setSnapshot(snapshot).setFillCache(false)) {
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new DigestOutputStream(target, digest), 1 << 16));
      out.write(MAGIC);
      for (int table = 0; table < tables.all().size(); table++) {
        writeTable(tables, table, options, out);
      }
      out.writeByte(END);
      out.flush();
      target.write(digest.digest());
      target.flush();
    } finally {
      tables.db().releaseSnapshot(snapshot);
    }
  }

  private static void writeTable(
      Tables tables, int table, ReadOptions options, DataOutputStream out) throws IOException {
    try (RocksIterator it = tables.db().newIterator(tables.all().get(table), options)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        out.writeByte(table);
        byte[] key = it.key();
        out.writeInt(key.length);
        out.write(key);
        byte[] value = it.value();
        out.writeInt(value.length);
        out.write(value);
      }
      VersionReader.check(it);
    }
  }

  /**
   * Builds a store's files from a snapshot. The directory must be empty or missing; it is left
   * untouched if the snapshot is cut short or damaged.
   */
  static void restore(InputStream source, EmbeddedOptions options) throws IOException {
    Path directory = options.directory();
    requireEmpty(directory);
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("cannot restore into " + directory);
    }
    Files.createDirectories(parent);
    Path work = Files.createTempDirectory(parent, ".restore-");
    try {
      EmbeddedOptions there =
          new EmbeddedOptions(
              work,
              true,
              0,
              options.blockCacheBytes(),
              options.writeBufferBytes(),
              options.headCacheBytes());
      try (Tables tables = Tables.open(there)) {
        read(source, tables);
      }
      Files.deleteIfExists(directory);
      Files.move(work, directory);
    } catch (RocksDBException e) {
      throw new IOException("cannot write the restored store", e);
    } finally {
      deleteTree(work);
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IOException("cannot restore into " + directory + ": it is not empty");
      }
    }
  }

  private static void read(InputStream source, Tables tables) throws IOException, RocksDBException {
    MessageDigest digest = sha256();
    DigestInputStream counted = new DigestInputStream(new BufferedInputStream(source), digest);
    DataInputStream in = new DataInputStream(counted);
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("this is not a snapshot of the embedded store");
    }
    try (WriteBatch batch = new WriteBatch();
        WriteOptions later = new WriteOptions().setDisableWAL(true)) {
      for (int table = in.readUnsignedByte(); table != END; table = in.readUnsignedByte()) {
        byte[] key = in.readNBytes(in.readInt());
        byte[] value = in.readNBytes(in.readInt());
        batch.put(tables.all().get(table), key, value);
        if (batch.count() >= ROWS_A_BATCH) {
          tables.db().write(later, batch);
          batch.clear();
        }
      }
      tables.db().write(later, batch);
    }
    counted.on(false);
    if (!Arrays.equals(in.readNBytes(digest.getDigestLength()), digest.digest())) {
      throw new IOException("the snapshot is damaged: its checksum does not fit");
    }
    try (org.rocksdb.FlushOptions flush = new org.rocksdb.FlushOptions().setWaitForFlush(true)) {
      tables.db().flush(flush, tables.all());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}

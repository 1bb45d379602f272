package io.navarch.store.embedded;

import java.nio.file.Path;

/**
 * How the embedded engine runs.
 *
 * @param directory where its files lie; made when missing
 * @param sync whether a write waits until the disk has it; false only for throw-away data
 * @param quotaBytes disk use above which puts are refused, or 0 for no limit
 * @param blockCacheBytes memory for blocks read from disk
 * @param writeBufferBytes memory for versions not yet written to table files
 * @param headCacheBytes memory for the newest versions of recently written keys
 */
public record EmbeddedOptions(
    Path directory,
    boolean sync,
    long quotaBytes,
    long blockCacheBytes,
    long writeBufferBytes,
    long headCacheBytes) {
  private static final long MIB = 1 << 20;

  public EmbeddedOptions {
    if (quotaBytes < 0 || blockCacheBytes < 0 || writeBufferBytes <= 0 || headCacheBytes < 0) {
      throw new IllegalArgumentException("sizes must not be negative");
    }
  }

  /** Durable, without a quota, with small caches. */
  public static EmbeddedOptions in(Path directory) {
    return new EmbeddedOptions(directory, true, 0, 32 * MIB, 16 * MIB, 8 * MIB);
  }

  public EmbeddedOptions withQuota(long bytes) {
    return new EmbeddedOptions(
        directory, sync, bytes, blockCacheBytes, writeBufferBytes, headCacheBytes);
  }

  public EmbeddedOptions withSync(boolean wanted) {
    return new EmbeddedOptions(
        directory, wanted, quotaBytes, blockCacheBytes, writeBufferBytes, headCacheBytes);
  }
}

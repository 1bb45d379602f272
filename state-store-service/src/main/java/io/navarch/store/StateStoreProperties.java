package io.navarch.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the state is kept.
 *
 * @param engine {@code embedded} (this machine's disk) or {@code etcd}
 * @param directory where the embedded engine's files lie
 * @param sync whether the embedded engine acknowledges a write only when the disk has it
 * @param quota disk use above which the embedded engine refuses puts; 0 for no limit
 * @param blockCache the embedded engine's memory for blocks read from disk
 * @param writeBuffer the embedded engine's memory for what is not yet in table files
 */
@ConfigurationProperties("navarch.store")
public record StateStoreProperties(
    @DefaultValue("embedded") Engine engine,
    @DefaultValue("/var/lib/navarch/store") Path directory,
    @DefaultValue("true") boolean sync,
    @DefaultValue("8GB") DataSize quota,
    @DefaultValue("32MB") DataSize blockCache,
    @DefaultValue("16MB") DataSize writeBuffer,
    @DefaultValue Compaction compaction,
    @DefaultValue Snapshot snapshot,
    @DefaultValue Etcd etcd) {

  /** The engines. */
  public enum Engine {
    EMBEDDED,
    ETCD
  }

  /**
   * @param enabled whether old revisions are forgotten by themselves
   * @param interval a revision is kept at least this long after it was replaced, at most twice as
   *     long
   */
  public record Compaction(
      @DefaultValue("true") boolean enabled, @DefaultValue("5m") Duration interval) {}

  /**
   * @param directory where snapshots are written; none are without it
   * @param interval between two snapshots
   * @param keep the number of snapshots that are kept
   */
  public record Snapshot(
      @Nullable Path directory,
      @DefaultValue("1h") Duration interval,
      @DefaultValue("24") int keep) {}

  /**
   * @param endpoints client URLs of the members
   * @param ca certificates (PEM) that the members' certificates are checked against
   * @param cert this client's certificate chain (PEM)
   * @param key this client's private key (PEM, PKCS#8)
   * @param timeout after which a call counts as failed
   */
  public record Etcd(
      @DefaultValue("http://127.0.0.1:2379") List<URI> endpoints,
      @Nullable Path ca,
      @Nullable Path cert,
      @Nullable Path key,
      @DefaultValue("5s") Duration timeout) {}
}

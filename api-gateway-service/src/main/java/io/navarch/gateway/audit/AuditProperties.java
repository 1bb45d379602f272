package io.navarch.gateway.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * What is recorded of requests, and where.
 *
 * @param policyFile an audit.k8s.io/v1 Policy; without one nothing is recorded
 * @param reloadInterval how often the policy is looked at for changes
 */
@ConfigurationProperties("navarch.gateway.audit")
public record AuditProperties(
    @Nullable Path policyFile,
    @DefaultValue("10s") Duration reloadInterval,
    @DefaultValue Log log,
    @DefaultValue Webhook webhook) {

  /**
   * @param path of the file; {@code -} for the standard output
   * @param mode how requests and the log wait for each other
   * @param maxSize of one file before it is rotated
   * @param maxAge of rotated files; zero for any
   * @param maxBackup rotated files that are kept; 0 for all
   */
  public record Log(
      @Nullable Path path,
      @DefaultValue("blocking") Mode mode,
      @DefaultValue("100MB") DataSize maxSize,
      @DefaultValue("0d") Duration maxAge,
      @DefaultValue("0") int maxBackup,
      @DefaultValue("false") boolean compress,
      @DefaultValue Truncate truncate,
      @DefaultValue Batch batch) {}

  /** How requests and the log wait for each other. */
  public enum Mode {
    /** An event is written before its request goes on. */
    BLOCKING,
    /** A request whose coming cannot be recorded is refused. */
    BLOCKING_STRICT,
    /** Events are written later, many at a time; what does not fit the buffer is lost. */
    BATCH
  }

  /**
   * @param configFile a kubeconfig that names the service
   * @param initialBackoff pause before the second attempt
   */
  public record Webhook(
      @Nullable Path configFile,
      @DefaultValue("10s") Duration initialBackoff,
      @DefaultValue("30s") Duration timeout,
      @DefaultValue Truncate truncate,
      @DefaultValue Batch batch) {}

  /**
   * @param enabled whether events are kept to a size at all
   * @param maxEventSize above which an event loses its bodies
   * @param maxBatchSize above which a batch is sent in parts
   */
  public record Truncate(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("100KB") @Name("max-event-size") DataSize maxEventSize,
      @DefaultValue("10MB") @Name("max-batch-size") DataSize maxBatchSize) {}

  /**
   * @param bufferSize events that may wait; further ones are dropped and counted
   * @param maxSize events of one batch
   * @param maxWait before a batch that is not full goes
   */
  public record Batch(
      @DefaultValue("10000") int bufferSize,
      @DefaultValue("400") @Name("max-size") int maxSize,
      @DefaultValue("30s") @Name("max-wait") Duration maxWait) {}
}

package io.navarch.gateway.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.configfile.ReloadObserver;
import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.gateway.http.RequestFilter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the audit trail, where there is a policy. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
@ConditionalOnProperty("navarch.gateway.audit.policy-file")
public class AuditConfiguration {

  @Bean
  WatchedFile<AuditPolicy> gatewayAuditPolicy(AuditProperties properties) {
    Path file = properties.policyFile();
    if (file == null) {
      throw new IllegalStateException("navarch.gateway.audit.policy-file is empty");
    }
    return new WatchedFile<>(
        file,
        properties.reloadInterval(),
        AuditPolicyReader::read,
        (_, _) -> {},
        ReloadObserver.NONE);
  }

  @Bean
  AuditMetrics gatewayAuditMetrics(MeterRegistry meters) {
    return new AuditMetrics(meters);
  }

  @Bean
  AuditSinks gatewayAuditSinks(AuditProperties properties, AuditMetrics metrics) {
    List<AuditSink> sinks = new ArrayList<>();
    AuditSink file = logSink(properties.log(), metrics);
    if (file != null) {
      sinks.add(file);
    }
    Path webhook = properties.webhook().configFile();
    if (webhook != null) {
      sinks.add(webhookSink(webhook, properties.webhook(), metrics));
    }
    return new AuditSinks(sinks, metrics);
  }

  private static @Nullable AuditSink logSink(AuditProperties.Log log, AuditMetrics metrics) {
    Path path = log.path();
    if (path == null) {
      return null;
    }
    Predicate<List<byte[]>> target =
        truncating(log.truncate(), logTarget(path, log, metrics), metrics);
    return switch (log.mode()) {
      case BATCH -> batching("log", log.batch(), target, metrics);
      case BLOCKING ->
          event -> {
            boolean unused = target.test(List.of(event));
            return true;
          };
      case BLOCKING_STRICT -> event -> target.test(List.of(event));
    };
  }

  private static Predicate<List<byte[]>> logTarget(
      Path path, AuditProperties.Log log, AuditMetrics metrics) {
    if (path.toString().equals("-")) {
      return AuditSinks::print;
    }
    return new AuditLogFile(
            path,
            new AuditLogFile.Rotation(
                log.maxSize().toBytes(), log.maxAge(), log.maxBackup(), log.compress()),
            InstantSource.system(),
            metrics.lost("log"))
        ::write;
  }

  private static Predicate<List<byte[]>> truncating(
      AuditProperties.Truncate truncate, Predicate<List<byte[]>> target, AuditMetrics metrics) {
    return truncate.enabled()
        ? new Truncation(
                truncate.maxEventSize().toBytes(),
                truncate.maxBatchSize().toBytes(),
                metrics.lost("truncate"))
            .before(target)
        : target;
  }

  private static AuditSink webhookSink(
      Path kubeconfig, AuditProperties.Webhook webhook, AuditMetrics metrics) {
    AuditWebhook target =
        new AuditWebhook(
            CalloutClient.of(kubeconfig, webhook.timeout()),
            webhook.initialBackoff(),
            metrics.lost("webhook"));
    return batching(
        "webhook", webhook.batch(), truncating(webhook.truncate(), target::send, metrics), metrics);
  }

  private static AuditSink batching(
      String name,
      AuditProperties.Batch batch,
      Predicate<List<byte[]>> target,
      AuditMetrics metrics) {
    return new BatchingSink(
        name, batch.bufferSize(), batch.maxSize(), batch.maxWait(), target, metrics.lost(name));
  }

  @Bean
  RequestFilter gatewayAudit(
      WatchedFile<AuditPolicy> policy, AuditSinks sinks, AuditMetrics metrics) {
    return new AuditFilter(policy, sinks, metrics, InstantSource.system());
  }
}

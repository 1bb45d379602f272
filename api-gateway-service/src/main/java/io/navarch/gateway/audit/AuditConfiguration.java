package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.configfile.ReloadObserver;
import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.gateway.http.RequestFilter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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
  AuditSinks gatewayAuditSinks(AuditProperties properties, MeterRegistry meters) {
    List<AuditSink> sinks = new ArrayList<>();
    AuditSink file = logSink(properties.log(), meters);
    if (file != null) {
      sinks.add(file);
    }
    Path webhook = properties.webhook().configFile();
    if (webhook != null) {
      sinks.add(webhookSink(webhook, properties.webhook(), meters));
    }
    return new AuditSinks(
        sinks,
        Counter.builder("apiserver_audit_event").description("Audit events made").register(meters));
  }

  private static @Nullable AuditSink logSink(AuditProperties.Log log, MeterRegistry meters) {
    Path path = log.path();
    if (path == null) {
      return null;
    }
    Consumer<List<byte[]>> target;
    if (path.toString().equals("-")) {
      target = AuditSinks::print;
    } else {
      target =
          new AuditLogFile(
                  path,
                  new AuditLogFile.Rotation(
                      log.maxSize().toBytes(), log.maxAge(), log.maxBackup(), log.compress()),
                  InstantSource.system())
              ::write;
    }
    return log.mode().equals("batch")
        ? batching("log", log.batch(), target, meters)
        : event -> target.accept(List.of(event));
  }

  private static AuditSink webhookSink(
      Path kubeconfig, AuditProperties.Webhook webhook, MeterRegistry meters) {
    AuditWebhook target =
        new AuditWebhook(
            CalloutClient.of(kubeconfig, webhook.timeout()),
            new AuditWebhook.Limits(
                webhook.truncateMaxEventSize().toBytes(),
                webhook.truncateMaxBatchSize().toBytes(),
                webhook.initialBackoff()),
            dropped("webhook", meters));
    return batching("webhook", webhook.batch(), target::send, meters);
  }

  private static AuditSink batching(
      String name,
      AuditProperties.Batch batch,
      Consumer<List<byte[]>> target,
      MeterRegistry meters) {
    return new BatchingSink(
        name, batch.bufferSize(), batch.maxSize(), batch.maxWait(), target, dropped(name, meters));
  }

  private static Counter dropped(String plugin, MeterRegistry meters) {
    return Counter.builder("apiserver_audit_error")
        .description("Audit events that were lost")
        .tag("plugin", plugin)
        .register(meters);
  }

  @Bean
  RequestFilter gatewayAudit(WatchedFile<AuditPolicy> policy, AuditSinks sinks) {
    return new AuditFilter(
        policy, sinks, InstantSource.system(), () -> UUID.randomUUID().toString());
  }
}

package io.navarch.dns;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.dns.forward.Forwarder;
import io.navarch.dns.forward.HostResolvers;
import io.navarch.dns.publish.Publication;
import io.navarch.dns.publish.ServicePublisher;
import io.navarch.dns.serve.QueryHandler;
import io.navarch.dns.serve.QueryMetrics;
import io.navarch.dns.serve.Resolver;
import io.navarch.dns.watch.ClusterWatch;
import io.navarch.dns.zone.Zone;
import io.navarch.dns.zone.ZoneAnswers;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.web.ManagementGuard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Cluster DNS' parts; without them where {@code navarch.dns.enabled} is false. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DnsProperties.class)
@ConditionalOnProperty(name = "navarch.dns.enabled", matchIfMissing = true)
public class DnsConfiguration {
  private static final ObjectKey SERVICE = ObjectKey.of("kube-system", "kube-dns");

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean(destroyMethod = "close")
  KubernetesClient dnsClient(DnsProperties properties) {
    return GatewayClients.fromKubeconfig(properties.kubeconfig(), "navarch-dns");
  }

  @Bean(destroyMethod = "")
  ClusterWatch dnsClusterWatch(@Qualifier("dnsClient") KubernetesClient client) {
    return new ClusterWatch(client, Instant.now().getEpochSecond());
  }

  @Bean
  ZoneAnswers dnsZoneAnswers(DnsProperties properties, ClusterWatch watch) {
    return new ZoneAnswers(
        Zone.of(
            properties.clusterDomain(),
            List.of(properties.serviceCidr(), properties.clusterCidr())),
        watch.directory(),
        SERVICE.name());
  }

  @Bean
  QueryHandler dnsQueryHandler(
      DnsProperties properties, ClusterWatch watch, ZoneAnswers zones, MeterRegistry meters) {
    HostResolvers resolvers =
        new HostResolvers(
            properties.resolvConf(),
            properties.upstreams().stream().map(HostResolvers::address).toList(),
            Set.of(InetAddress.ofLiteral(properties.serviceIp())));
    return new QueryHandler(
        new Resolver(
            zones,
            watch::isSynced,
            new Forwarder(resolvers, System::nanoTime),
            RandomGenerator.of("L64X128MixRandom")),
        new QueryMetrics(meters));
  }

  @Bean(destroyMethod = "")
  ServicePublisher dnsServicePublisher(
      @Qualifier("dnsClient") KubernetesClient client,
      ClusterWatch watch,
      DnsProperties properties) {
    return new ServicePublisher(
        client,
        watch,
        new Publication(
            SERVICE,
            properties.serviceIp(),
            properties.nodeName(),
            properties.nodeIp(),
            properties.port()));
  }

  @Bean
  DnsLifecycle dnsLifecycle(
      ClusterWatch watch,
      ServicePublisher publisher,
      QueryHandler handler,
      DnsProperties properties) {
    return new DnsLifecycle(
        watch,
        publisher,
        handler,
        new InetSocketAddress(InetAddress.ofLiteral(properties.nodeIp()), properties.port()));
  }

  @Bean
  HealthIndicator dnsHealthIndicator(ClusterWatch watch, DnsLifecycle lifecycle) {
    return () ->
        (watch.isSynced() && lifecycle.isListening() ? Health.up() : Health.outOfService())
            .withDetail("servicesKnown", watch.isSynced())
            .withDetail("listening", lifecycle.isListening())
            .withDetail("services", watch.size())
            .build();
  }
}

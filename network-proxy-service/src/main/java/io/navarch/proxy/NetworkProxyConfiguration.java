package io.navarch.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.web.ManagementGuard;
import io.navarch.proxy.nft.Nft;
import io.navarch.proxy.plan.NodeNetwork;
import io.navarch.proxy.podnetwork.HostNetwork;
import io.navarch.proxy.podnetwork.PodNetwork;
import io.navarch.proxy.service.ServiceProxy;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The network proxy's parts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NetworkProxyProperties.class)
public class NetworkProxyConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean(destroyMethod = "close")
  KubernetesClient networkProxyClient(NetworkProxyProperties properties) {
    return GatewayClients.fromKubeconfig(properties.kubeconfig(), "navarch-network-proxy");
  }

  @Bean
  NodeNetwork nodeNetwork(NetworkProxyProperties properties) {
    return new NodeNetwork(
        properties.nodeName(), properties.clusterCidr(), properties.serviceCidr());
  }

  @Bean
  ServiceProxy serviceProxy(
      @Qualifier("networkProxyClient") KubernetesClient client,
      NodeNetwork network,
      MeterRegistry meters) {
    return new ServiceProxy(client, network, Nft.open(), meters);
  }

  @Bean
  PodNetwork podNetwork(
      @Qualifier("networkProxyClient") KubernetesClient client,
      NodeNetwork network,
      NetworkProxyProperties properties) {
    return new PodNetwork(
        client,
        network,
        properties.nodeIp(),
        properties.cniConfigDir(),
        properties.cniDataDir(),
        new HostNetwork());
  }

  @Bean
  NetworkProxyLifecycle networkProxyLifecycle(ServiceProxy services, PodNetwork pods) {
    return new NetworkProxyLifecycle(services, pods);
  }

  @Bean
  HealthIndicator networkProxyHealthIndicator(ServiceProxy services, PodNetwork pods) {
    return () ->
        (services.isSynced() ? Health.up() : Health.outOfService())
            .withDetail("servicesProgrammed", services.isSynced())
            .withDetail("podNetworkReady", pods.isReady())
            .build();
  }
}

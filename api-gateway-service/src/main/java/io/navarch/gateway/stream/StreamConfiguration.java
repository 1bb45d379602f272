package io.navarch.gateway.stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.registry.SubresourceHandler;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what passes requests on to node agents, pods and services. */
@Configuration(proxyBeanMethods = false)
public class StreamConfiguration {
  @Bean
  BackendDialer gatewayBackendDialer(ApiGatewayProperties properties) {
    Path certificate = properties.kubeletClientCertificate();
    Path key = properties.kubeletClientKey();
    return new BackendDialer(
        BackendTls.nodeAgents(
            certificate,
            key,
            properties.kubeletCa() == null ? properties.clientCa() : properties.kubeletCa()),
        BackendTls.aggregated(certificate, key, new BackendTls.Authorities.Anybody()),
        BackendTls.unchecked());
  }

  @Bean
  Relay gatewayRelay(BackendDialer dialer) {
    return new Relay(dialer);
  }

  @Bean
  PodPlace gatewayPodPlace(ObjectReader reader) {
    return new PodPlace(reader);
  }

  @Bean
  ServiceRelay gatewayServiceRelay(ObjectReader reader) {
    return new ServiceRelay(reader, () -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  SubresourceHandler gatewayPodLogs(PodPlace place, Relay relay, PrometheusMeterRegistry meters) {
    return new PodLogHandler(place, relay, new LogMeters(meters));
  }

  @Bean
  ConnectAdmission gatewayConnectAdmission(Registry registry) {
    return new ConnectAdmission(registry.admission());
  }

  @Bean
  SubresourceHandler gatewayPodStreams(
      PodPlace place,
      Relay relay,
      BackendDialer dialer,
      ConnectAdmission admission,
      Authorization authorization) {
    return new PodStreamHandler(
        place,
        relay,
        admission,
        new RemoteCommand(dialer),
        new TunnelledSpdy(dialer),
        authorization);
  }

  @Bean
  SubresourceHandler gatewayProxies(
      ObjectReader reader, PodPlace place, Relay relay, ConnectAdmission admission) {
    return new ProxyHandler(
        reader, place, relay, () -> ThreadLocalRandom.current().nextLong(), admission);
  }
}

package io.navarch.gateway.aggregation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.http.HealthHandler.HealthCheck;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.stream.BackendIdentity;
import io.navarch.gateway.stream.BackendTls;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires what passes requests on to aggregated API servers. */
@Configuration(proxyBeanMethods = false)
public class AggregationConfiguration {
  @Bean
  ApiServices gatewayApiServices(ResourceCaches caches) {
    return new ApiServices(caches);
  }

  @Bean
  RemoteDiscovery gatewayRemoteDiscovery(ApiServices apis) {
    return new RemoteDiscovery(apis);
  }

  @Bean
  RemoteOpenApi gatewayRemoteOpenApi() {
    return new RemoteOpenApi();
  }

  /** Asked before our own discovery, which does not know the paths of others. */
  @Bean
  @Order(0)
  AggregatedProxy gatewayAggregatedProxy(
      ApiServices apis, ServiceRelay relay, ApiGatewayProperties properties) {
    return new AggregatedProxy(apis, relay, identities(properties));
  }

  /**
   * Aggregated servers are shown the front proxy's certificate, which lies beside its authority.
   */
  private static Function<AggregatedApi, BackendIdentity> identities(
      ApiGatewayProperties properties) {
    Path authority = properties.frontProxyCa();
    Path beside = authority == null ? properties.clientCa() : authority;
    Path certificate = beside.resolveSibling("front-proxy-client.crt");
    Path key = beside.resolveSibling("front-proxy-client.key");
    return api ->
        new BackendIdentity(
            BackendTls.aggregated(certificate, key, api.authorities()),
            !api.insecure(),
            api.service().serverName());
  }

  @Bean
  AvailabilityController gatewayAvailability(
      ApiServices apis,
      ServiceRelay relay,
      RemoteDiscovery discovery,
      RemoteOpenApi openApi,
      ResourceCatalog catalog,
      ResourceCaches caches,
      Registry registry,
      ApiGatewayProperties properties,
      PrometheusMeterRegistry meters) {
    InstantSource clock = InstantSource.system();
    ResourceDefinition services = apis.resource();
    return new AvailabilityController(
        apis,
        new ServicePresence(registry.access()),
        relay,
        identities(properties),
        discovery,
        openApi,
        new LocalApiServices(catalog, apis.resource(), registry.access(), registry.access(), clock),
        caches,
        registry.access(),
        clock,
        new AvailabilityMeters(
            meters.getPrometheusRegistry(),
            () -> registry.access().list(services.group(), services.plural(), "")));
  }

  /** Ready is who lists all that it serves, as upstream's check of that name says. */
  @Bean
  HealthCheck gatewayAutoregistration(AvailabilityController controller) {
    return HealthCheck.of(
        "autoregister-completion",
        () -> controller.hasRegistered() ? "" : "APIServices are still being made");
  }

  @Bean
  BootstrapStep gatewayAvailabilityStart(AvailabilityController controller) {
    return new BootstrapStep() {
      @Override
      public int order() {
        return 310;
      }

      @Override
      public void run() {
        controller.start();
      }
    };
  }

  @Bean
  BootstrapStep gatewayAuthenticationConfigMap(Registry registry, ApiGatewayProperties properties) {
    return new AuthenticationConfigMap(
        registry.access(), registry.access(), properties.clientCa(), properties.frontProxyCa());
  }
}

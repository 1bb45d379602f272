package io.navarch.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.AccessConfiguration;
import io.navarch.gateway.access.AccessMetrics;
import io.navarch.gateway.access.Authenticator;
import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionConfiguration;
import io.navarch.gateway.admission.AdmissionMetrics;
import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionProperties;
import io.navarch.gateway.admission.policy.PolicyAdmissionConfiguration;
import io.navarch.gateway.admission.webhook.WebhookAdmissionConfiguration;
import io.navarch.gateway.aggregation.AggregatedProxy;
import io.navarch.gateway.aggregation.AggregationConfiguration;
import io.navarch.gateway.allocation.AllocationConfiguration;
import io.navarch.gateway.audit.AuditConfiguration;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.configfile.ReloadMeters;
import io.navarch.gateway.custom.CustomConfiguration;
import io.navarch.gateway.custom.CustomResources;
import io.navarch.gateway.custom.CustomSchemas;
import io.navarch.gateway.custom.CustomStrategies;
import io.navarch.gateway.custom.CustomTables;
import io.navarch.gateway.discovery.DiscoveryDocuments;
import io.navarch.gateway.discovery.DiscoveryHandler;
import io.navarch.gateway.discovery.RemoteVersions;
import io.navarch.gateway.encryption.Encryption;
import io.navarch.gateway.encryption.EncryptionAtRestConfiguration;
import io.navarch.gateway.flow.FlowControlConfiguration;
import io.navarch.gateway.http.DeprecatedApis;
import io.navarch.gateway.http.EveryAnswer;
import io.navarch.gateway.http.GatewayServer;
import io.navarch.gateway.http.HandshakeMeters;
import io.navarch.gateway.http.HealthHandler;
import io.navarch.gateway.http.HealthHandler.HealthCheck;
import io.navarch.gateway.http.HealthResults;
import io.navarch.gateway.http.IndexHandler;
import io.navarch.gateway.http.MetricsHandler;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.http.RequestMetrics;
import io.navarch.gateway.http.RequestPipeline;
import io.navarch.gateway.http.ServerLimits;
import io.navarch.gateway.http.TlsFiles;
import io.navarch.gateway.http.VersionHandler;
import io.navarch.gateway.identity.IdentityConfiguration;
import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.metrics.StateMeters;
import io.navarch.gateway.openapi.CustomDefinitions;
import io.navarch.gateway.openapi.OpenApiDocuments;
import io.navarch.gateway.openapi.OpenApiHandler;
import io.navarch.gateway.openapi.RemoteDocuments;
import io.navarch.gateway.registry.Bootstrap;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.CustomForms;
import io.navarch.gateway.registry.DeprecatedBuiltins;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.RecordedBodies;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.registry.ResourceEndpoint;
import io.navarch.gateway.registry.SchemaBodyDecoder;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.gateway.remotestore.RemoteStoreConfiguration;
import io.navarch.gateway.strategy.BuiltinStrategies;
import io.navarch.gateway.strategy.Strategies;
import io.navarch.gateway.stream.StreamConfiguration;
import io.navarch.gateway.swagger.SwaggerUiConfiguration;
import io.navarch.gateway.table.BuiltinTables;
import io.navarch.gateway.table.Tables;
import io.navarch.gateway.zpages.ZPageConfiguration;
import io.navarch.model.client.WorkQueueCollector;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.store.StateStore;
import io.navarch.model.web.ManagementGuard;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires the gateway. Needs a {@link StateStore} bean; everything that may be many (authenticators,
 * admission plugins, handlers) is taken from the context in bean order.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiGatewayProperties.class, ServerLimits.class})
@Import({
  AccessConfiguration.class,
  AdmissionConfiguration.class,
  AggregationConfiguration.class,
  AllocationConfiguration.class,
  CustomConfiguration.class,
  AuditConfiguration.class,
  EncryptionAtRestConfiguration.class,
  FlowControlConfiguration.class,
  IdentityConfiguration.class,
  StreamConfiguration.class,
  RemoteStoreConfiguration.class,
  WebhookAdmissionConfiguration.class,
  PolicyAdmissionConfiguration.class,
  SwaggerUiConfiguration.class,
  ZPageConfiguration.class
})
public class ApiGatewayConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean
  ReloadMeters gatewayReloadMeters(MeterRegistry meters, ApiGatewayProperties properties) {
    String server = AdvertisedAddress.of(properties) + ":" + properties.port();
    return new ReloadMeters(meters, server, InstantSource.system());
  }

  @Bean
  SchemaCatalog gatewaySchemas(CustomResources resources) {
    return new CustomSchemas(resources);
  }

  @Bean(destroyMethod = "")
  StoreFeed gatewayStoreFeed(@Qualifier("gatewayStore") StateStore store) {
    return new StoreFeed(store);
  }

  @Bean
  ResourceCaches gatewayCaches(StoreFeed feed) {
    return new ResourceCaches(feed);
  }

  @Bean
  Strategies gatewayStrategies(CustomResources resources, MeterRegistry meters) {
    return new CustomStrategies(resources, new BuiltinStrategies(), meters);
  }

  @Bean
  Tables gatewayTables(CustomResources resources) {
    return new CustomTables(resources, new BuiltinTables());
  }

  @Bean(destroyMethod = "")
  Registry gatewayRegistry(
      @Qualifier("gatewayStore") StateStore store,
      ResourceCaches caches,
      ResourceCatalog catalog,
      SchemaCatalog schemas,
      Strategies strategies,
      Tables tables,
      CustomForms custom,
      ObjectProvider<AdmissionPlugin> plugins,
      AdmissionProperties admission,
      AdmissionMetrics metrics,
      ObjectProvider<WriteHook> hooks) {
    return new Registry(
        new Registry.Parts(
            store,
            caches,
            catalog,
            schemas,
            new RecordedBodies(
                new SchemaBodyDecoder(new ObjectDecoder(schemas), catalog, strategies)),
            strategies,
            tables,
            custom,
            AdmissionChain.of(
                Once.of(() -> metrics.timed(admission.choose(plugins.orderedStream().toList()))),
                metrics),
            Once.of(() -> hooks.orderedStream().toList()),
            () -> UUID.randomUUID().toString(),
            threadLocalRandom(),
            InstantSource.system()));
  }

  /** Randomness that many threads may draw from. */
  private static RandomGenerator threadLocalRandom() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  @Bean
  ObjectReader gatewayObjectReader(Registry registry) {
    return registry.access();
  }

  @Bean
  ResourceEndpoint gatewayResourceEndpoint(
      Registry registry,
      ObjectProvider<SubresourceHandler> handlers,
      AggregatedProxy aggregated,
      DeprecatedApis deprecated) {
    return registry.endpoint(
        handlers.orderedStream().toList(), aggregated, new DeprecatedBuiltins(deprecated));
  }

  @Bean
  NonResourceHandler gatewayDiscovery(
      ResourceCatalog catalog, RemoteVersions remote, ApiGatewayProperties properties) {
    String server = AdvertisedAddress.of(properties) + ":" + properties.port();
    return new DiscoveryHandler(new DiscoveryDocuments(catalog, remote, server));
  }

  @Bean
  NonResourceHandler gatewayOpenApi(
      ResourceCatalog catalog, CustomDefinitions custom, RemoteDocuments remote) {
    return new OpenApiHandler(
        new OpenApiDocuments(catalog, custom, remote), InstantSource.system());
  }

  @Bean
  StateMeters gatewayStateMeters(
      PrometheusMeterRegistry meters,
      ResourceCatalog catalog,
      ResourceCaches caches,
      Registry registry,
      @Qualifier("gatewayStore") StateStore store) {
    return new StateMeters(meters, catalog, caches, registry.watchCounts(), store);
  }

  @Bean
  WorkQueueCollector gatewayLoopMeters(
      ObjectProvider<Looping> loops, PrometheusMeterRegistry meters) {
    WorkQueueCollector collector =
        new WorkQueueCollector(
            () ->
                loops.stream()
                    .map(Looping::loop)
                    .collect(Collectors.toMap(ReconcileLoop::name, ReconcileLoop::activity)));
    meters.getPrometheusRegistry().register(collector);
    return collector;
  }

  @Bean
  ShutdownSignal gatewayShutdownSignal() {
    return new ShutdownSignal();
  }

  @Bean
  RequestPipeline gatewayPipeline(
      ObjectProvider<Authenticator> authenticators,
      ObjectProvider<RequestFilter> filters,
      Authorization authorization,
      ObjectProvider<NonResourceHandler> handlers,
      ObjectProvider<HealthCheck> checks,
      ResourceEndpoint resources,
      ResourceCatalog catalog,
      PrometheusMeterRegistry meters,
      AccessMetrics access,
      StateMeters state,
      StoreFeed feed,
      @Qualifier("gatewayStore") StateStore store,
      Encryption encryption,
      ShutdownSignal shutdown) {
    List<NonResourceHandler> all = new ArrayList<>();
    all.add(new VersionHandler());
    HealthResults results = new HealthResults();
    all.add(
        new HealthHandler(
            GatewayHealth.checks(
                feed, store, encryption::problem, checks.orderedStream(), shutdown),
            results));
    all.add(MetricsHandler.ofHealth(results));
    all.add(new MetricsHandler(meters, state::refresh));
    all.add(new IndexHandler(catalog));
    handlers.orderedStream().forEach(all::add);
    return new RequestPipeline(
        authenticators.orderedStream().toList(),
        filters.orderedStream().toList(),
        authorization,
        all,
        resources,
        new EveryAnswer(InstantSource.system(), threadLocalRandom()),
        new RequestMetrics(meters),
        access);
  }

  @Bean
  DeprecatedApis gatewayDeprecatedApis(PrometheusMeterRegistry meters) {
    return new DeprecatedApis(meters);
  }

  @Bean(destroyMethod = "")
  GatewayServer gatewayServer(
      ApiGatewayProperties properties,
      ServerLimits limits,
      RequestPipeline pipeline,
      MeterRegistry meters) {
    List<Path> authorities = new ArrayList<>();
    authorities.add(properties.clientCa());
    if (properties.frontProxyCa() != null) {
      authorities.add(properties.frontProxyCa());
    }
    return new GatewayServer(
        properties.address(),
        properties.port(),
        new TlsFiles(properties.tlsCertificate(), properties.tlsKey(), authorities),
        limits,
        new HandshakeMeters(meters),
        pipeline::handle);
  }

  @Bean
  BootstrapStep gatewayBootstrap(
      ApiGatewayProperties properties, ResourceCatalog catalog, Registry registry) {
    return new Bootstrap(
        catalog,
        registry.access(),
        registry.access(),
        ServiceRange.firstAddress(properties.serviceCidr()),
        AdvertisedAddress.of(properties),
        properties.port());
  }

  @Bean
  GatewayLifecycle gatewayLifecycle(
      StoreFeed feed,
      Registry registry,
      ObjectProvider<BootstrapStep> steps,
      GatewayServer server,
      ShutdownSignal shutdown) {
    return new GatewayLifecycle(feed, registry, steps.stream().toList(), server, shutdown);
  }
}

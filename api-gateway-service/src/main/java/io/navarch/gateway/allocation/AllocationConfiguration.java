package io.navarch.gateway.allocation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.store.StateStore;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the allocators. */
@Configuration(proxyBeanMethods = false)
public class AllocationConfiguration {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  @Bean
  AllocationMeters gatewayAllocationMeters(PrometheusMeterRegistry meters) {
    return new AllocationMeters(meters.getPrometheusRegistry());
  }

  @Bean
  AddressAllocator gatewayAddresses(
      ResourceCatalog catalog,
      ObjectReader reader,
      ObjectWriter writer,
      ApiGatewayProperties properties,
      AllocationMeters meters) {
    return new AddressAllocator(reader, writer, catalog, properties.serviceCidr(), RANDOM, meters);
  }

  @Bean
  PortAllocator gatewayNodePorts(
      @Qualifier("gatewayStore") StateStore store,
      ApiGatewayProperties properties,
      AllocationMeters meters) {
    return new PortAllocator(
        store, PortRange.parse(properties.serviceNodePortRange()), RANDOM, meters);
  }

  @Bean
  AllocationRepair gatewayAllocationRepair(
      ResourceCatalog catalog,
      ResourceCaches caches,
      ObjectReader reader,
      ObjectWriter writer,
      AddressAllocator addresses,
      PortAllocator ports,
      ApiGatewayProperties properties) {
    InstantSource clock = InstantSource.system();
    return new AllocationRepair(
        new DefaultRange(reader, writer, clock),
        catalog,
        caches,
        new AddressRepair(
            reader,
            addresses,
            new RepairEvents(writer, catalog, AddressRepair.CONTROLLER, clock),
            clock),
        new PortRepair(
            reader, ports, new RepairEvents(writer, catalog, PortRepair.CONTROLLER, clock)),
        properties.serviceCidr());
  }

  @Bean
  WriteHook gatewayServiceAllocation(AddressAllocator addresses, PortAllocator ports) {
    return new ServiceAllocation(addresses, ports);
  }
}

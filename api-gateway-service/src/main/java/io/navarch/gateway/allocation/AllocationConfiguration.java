package io.navarch.gateway.allocation;

import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.resource.ResourceCatalog;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the allocators. */
@Configuration(proxyBeanMethods = false)
public class AllocationConfiguration {
  @Bean
  AddressObjects gatewayAddressObjects(
      ResourceCatalog catalog,
      ObjectReader reader,
      ObjectWriter writer,
      ApiGatewayProperties properties) {
    return new AddressObjects(catalog, reader, writer, properties.serviceCidr());
  }

  @Bean
  WriteHook gatewayServiceAllocation(
      ObjectReader reader, AddressObjects addresses, ApiGatewayProperties properties) {
    return new ServiceAllocation(
        reader,
        addresses,
        properties.serviceCidr(),
        properties.serviceNodePortRange(),
        () -> ThreadLocalRandom.current().nextLong());
  }
}

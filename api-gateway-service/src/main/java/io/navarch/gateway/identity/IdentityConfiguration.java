package io.navarch.gateway.identity;

import io.navarch.gateway.AdvertisedAddress;
import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.registry.Registry;
import io.navarch.model.resource.ResourceCatalog;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what says that this API server runs. */
@Configuration(proxyBeanMethods = false)
public class IdentityConfiguration {

  @Bean
  IdentityLease gatewayIdentityLease(
      ResourceCatalog catalog, Registry registry, ApiGatewayProperties properties) {
    return new IdentityLease(
        catalog.byPlural("coordination.k8s.io", "v1", "leases").orElseThrow(),
        registry.access(),
        registry.access(),
        ServerIdentity.ofThisMachine(AdvertisedAddress.of(properties), properties.port()),
        UUID.randomUUID().toString(),
        InstantSource.system());
  }
}

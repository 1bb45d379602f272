package io.navarch.gateway.admission;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.resource.ResourceCatalog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The plugins that are off by default, at their places in upstream's order. */
@Configuration(proxyBeanMethods = false)
public class OptionalAdmissionConfiguration {
  @Bean
  @Order(1)
  AdmissionPlugin gatewayNamespaceAutoProvision(
      ObjectReader reader, ObjectWriter writer, ResourceCatalog catalog) {
    return new NamespaceAutoProvisionPlugin(reader, writer, catalog);
  }

  @Bean
  @Order(4)
  AdmissionPlugin gatewayHardAntiAffinity() {
    return new HardAntiAffinityPlugin();
  }

  @Bean
  @Order(9)
  AdmissionPlugin gatewayAlwaysPullImages() {
    return new AlwaysPullImagesPlugin();
  }

  @Bean
  @Order(17)
  AdmissionPlugin gatewayExtendedResourceToleration() {
    return new ExtendedResourceTolerationPlugin();
  }

  @Bean
  @Order(21)
  AdmissionPlugin gatewayOwnerReferencesPermission(
      Authorization authorization, ResourceCatalog catalog) {
    return new OwnerReferencesPermissionPlugin(authorization, catalog);
  }

  @Bean
  @Order(29)
  AdmissionPlugin gatewayDenyServiceExternalIps() {
    return new DenyServiceExternalIpsPlugin();
  }

  @Bean
  @Order(40)
  AdmissionPlugin gatewayAlwaysDeny() {
    return new AlwaysDenyPlugin();
  }
}

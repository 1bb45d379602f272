package io.navarch.gateway.custom;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.openapi.CustomDefinitions;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.CustomForms;
import io.navarch.gateway.registry.Registry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what serves custom resources. */
@Configuration(proxyBeanMethods = false)
public class CustomConfiguration {
  @Bean
  CustomResources gatewayCustomResources(ResourceCaches caches) {
    return new CustomResources(caches);
  }

  @Bean
  CustomForms gatewayCustomForms(CustomResources resources) {
    return new StoredCustomForms(resources, new CustomConversion());
  }

  @Bean
  CustomDefinitions gatewayCustomDefinitions(CustomResources resources) {
    return kind -> {
      CustomVersion version = resources.version(kind);
      return version == null ? null : version.openApi();
    };
  }

  @Bean
  DefinitionController gatewayDefinitionController(
      CustomResources resources, ResourceCaches caches, Registry registry) {
    return new DefinitionController(resources, caches, registry.access(), InstantSource.system());
  }

  @Bean
  BootstrapStep gatewayDefinitionControllerStart(DefinitionController controller) {
    return new BootstrapStep() {
      @Override
      public int order() {
        return 300;
      }

      @Override
      public void run() {
        controller.start();
      }
    };
  }

  @Bean
  AdmissionPlugin gatewayTerminatingDefinitions(CustomResources resources) {
    return new TerminatingDefinitionPlugin(resources);
  }

  @Bean
  RequestFilter gatewayDeprecatedVersions(CustomResources resources) {
    return new DeprecatedVersionFilter(resources);
  }
}

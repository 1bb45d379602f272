package io.navarch.gateway.custom;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.http.DeprecatedApis;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.openapi.CustomDefinitions;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.CustomForms;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.webhook.WebhookClient;
import io.navarch.gateway.webhook.WebhookTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what serves custom resources. */
@Configuration(proxyBeanMethods = false)
public class CustomConfiguration {
  private static final Duration CONVERSION_TIMEOUT = Duration.ofSeconds(30);

  @Bean
  CustomResources gatewayCustomResources(ResourceCaches caches) {
    return new CustomResources(caches);
  }

  @Bean
  CustomForms gatewayCustomForms(
      CustomResources resources, ObjectProvider<WebhookClient> webhooks) {
    // The client reads services through the registry, which needs this bean first.
    ConversionWebhook webhook =
        (client, review) ->
            webhooks.getObject().post(WebhookTarget.of(client), review, CONVERSION_TIMEOUT);
    return new StoredCustomForms(
        resources, new CustomConversion(webhook, () -> UUID.randomUUID().toString()));
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
  RequestFilter gatewayDeprecatedVersions(CustomResources resources, DeprecatedApis deprecated) {
    return new DeprecatedVersionFilter(resources, deprecated);
  }
}

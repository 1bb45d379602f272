package io.navarch.gateway.admission.webhook;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.match.RequestExpressions;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.match.SeenObjects;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.webhook.WebhookClient;
import io.navarch.model.resource.ResourceCatalog;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires admission webhooks; their places in the order of plugins are upstream's. */
@Configuration(proxyBeanMethods = false)
public class WebhookAdmissionConfiguration {
  @Bean
  WebhookClient gatewayWebhookClient(ObjectReader reader) {
    return new WebhookClient(reader, () -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  RequestMatcher gatewayRequestMatcher(ObjectReader reader, ResourceCatalog catalog) {
    return new RequestMatcher(reader, catalog);
  }

  @Bean
  SeenObjects gatewaySeenObjects(Registry registry) {
    return new SeenObjects(registry.conversion());
  }

  @Bean
  RequestExpressions gatewayRequestExpressions(Authorization authorization) {
    return new RequestExpressions(authorization);
  }

  @Bean
  WebhookCaller gatewayWebhookCaller(
      RequestMatcher matcher,
      SeenObjects objects,
      RequestExpressions expressions,
      WebhookClient client,
      PrometheusMeterRegistry meters) {
    return new WebhookCaller(
        matcher,
        objects,
        expressions,
        client,
        () -> UUID.randomUUID().toString(),
        new WebhookMetrics(meters));
  }

  @Bean
  @Order(36)
  AdmissionPlugin gatewayMutatingWebhooks(
      ObjectReader reader, WebhookCaller caller, Registry registry) {
    return new MutatingWebhookPlugin(
        new AdmissionWebhooks(reader, "mutatingwebhookconfigurations"), caller, registry.decoder());
  }

  @Bean
  @Order(38)
  AdmissionPlugin gatewayValidatingWebhooks(ObjectReader reader, WebhookCaller caller) {
    return new ValidatingWebhookPlugin(
        new AdmissionWebhooks(reader, "validatingwebhookconfigurations"), caller);
  }
}

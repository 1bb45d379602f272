package io.navarch.gateway.admission.policy;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.match.RequestExpressions;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.match.SeenObjects;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.Registry;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.schema.SchemaCatalog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires admission policies; their places in the order of plugins are upstream's. */
@Configuration(proxyBeanMethods = false)
public class PolicyAdmissionConfiguration {
  @Bean
  PolicyInvocations gatewayPolicyInvocations(
      ObjectReader reader,
      ResourceCatalog catalog,
      RequestMatcher matcher,
      SeenObjects objects,
      RequestExpressions expressions) {
    return new PolicyInvocations(matcher, new PolicyParams(reader, catalog), objects, expressions);
  }

  @Bean
  @Order(35)
  AdmissionPlugin gatewayMutatingPolicies(
      ObjectReader reader,
      PolicyInvocations invocations,
      Registry registry,
      SchemaCatalog schemas,
      MeterRegistry meters) {
    return new MutatingPolicyPlugin(
        new Policies(reader, "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"),
        invocations,
        new PolicyPatches(invocations, registry.decoder(), schemas),
        PolicyMetrics.mutating(meters));
  }

  @Bean
  @Order(37)
  AdmissionPlugin gatewayValidatingPolicies(
      ObjectReader reader, PolicyInvocations invocations, MeterRegistry meters) {
    return new ValidatingPolicyPlugin(
        new Policies(reader, "validatingadmissionpolicies", "validatingadmissionpolicybindings"),
        invocations,
        PolicyMetrics.validating(meters));
  }
}

package io.navarch.gateway.admission;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.resource.ResourceCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The plugins that are off by default, at their places in upstream's order. */
@Configuration(proxyBeanMethods = false)
public class OptionalAdmissionConfiguration {
  private static final Duration IMAGE_POLICY_TIMEOUT = Duration.ofSeconds(30);

  @Bean
  @Order(1)
  AdmissionPlugin gatewayNamespaceAutoProvision(
      ObjectReader reader, ObjectWriter writer, ResourceCatalog catalog) {
    return new NamespaceAutoProvisionPlugin(reader, writer, catalog);
  }

  @Bean
  AdmissionFile gatewayAdmissionFile(AdmissionProperties properties) {
    return AdmissionFile.read(properties.config());
  }

  @Bean
  @Order(3)
  AdmissionPlugin gatewayNamespaceExists(ObjectReader reader) {
    return new NamespaceExistsPlugin(reader);
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

  /** Only where it runs is there a service to ask. */
  @Bean
  @Order(10)
  AdmissionPlugin gatewayImagePolicyWebhook(AdmissionProperties properties, AdmissionFile file) {
    if (!properties.enables(ImagePolicyWebhookPlugin.NAME)) {
      return () -> ImagePolicyWebhookPlugin.NAME;
    }
    ImagePolicyWebhookPlugin.Settings settings =
        file.untyped(ImagePolicyWebhookPlugin.NAME, ImagePolicyWebhookPlugin.Settings::read)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        ImagePolicyWebhookPlugin.NAME
                            + " is enabled, and no admission configuration sets it up"));
    return new ImagePolicyWebhookPlugin(
        CalloutClient.of(file.resolve(settings.kubeconfig()), IMAGE_POLICY_TIMEOUT),
        settings,
        InstantSource.system());
  }

  @Bean
  @Order(12)
  AdmissionPlugin gatewayPodNodeSelector(ObjectReader reader, AdmissionFile file) {
    return new PodNodeSelectorPlugin(
        reader,
        file.untyped(PodNodeSelectorPlugin.NAME, PodNodeSelectorPlugin::read).orElse(Map.of()));
  }

  @Bean
  @Order(15)
  AdmissionPlugin gatewayPodTolerationRestriction(ObjectReader reader, AdmissionFile file) {
    return new PodTolerationRestrictionPlugin(
        reader,
        file.typed(
                PodTolerationRestrictionPlugin.NAME,
                "podtolerationrestriction.admission.k8s.io",
                Set.of("v1alpha1"),
                "Configuration",
                PodTolerationRestrictionPlugin.Settings::read)
            .orElse(PodTolerationRestrictionPlugin.Settings.NONE));
  }

  @Bean
  @Order(16)
  AdmissionPlugin gatewayEventRateLimit(AdmissionFile file) {
    return new EventRateLimitPlugin(
        file.typed(
                EventRateLimitPlugin.NAME,
                "eventratelimit.admission.k8s.io",
                Set.of("v1alpha1"),
                "Configuration",
                EventRateLimitPlugin::read)
            .orElse(List.of()),
        System::nanoTime);
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

package io.navarch.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.admission.podsecurity.PodSecurityMetrics;
import io.navarch.gateway.admission.podsecurity.PodSecurityPlugin;
import io.navarch.gateway.admission.podsecurity.PodSecurityProperties;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.resource.ResourceCatalog;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** Wires the admission plugins in the order in which they run, which is upstream's. */
@Configuration(proxyBeanMethods = false)
@Import(OptionalAdmissionConfiguration.class)
@EnableConfigurationProperties({AdmissionProperties.class, PodSecurityProperties.class})
public class AdmissionConfiguration {
  @Bean
  AdmissionMetrics gatewayAdmissionMetrics(PrometheusMeterRegistry meters) {
    return new AdmissionMetrics(meters.getPrometheusRegistry());
  }

  @Bean
  @Order(2)
  AdmissionPlugin gatewayNamespaceLifecycle(ObjectReader reader) {
    return new NamespaceLifecyclePlugin(reader);
  }

  @Bean
  @Order(5)
  AdmissionPlugin gatewayLimitRanger(ObjectReader reader) {
    return new LimitRangerPlugin(reader);
  }

  @Bean
  @Order(6)
  AdmissionPlugin gatewayServiceAccountAdmission(ObjectReader reader) {
    return new ServiceAccountPlugin(reader, () -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  @Order(7)
  AdmissionPlugin gatewayNodeRestriction(ObjectReader reader, Authorization authorization) {
    return new NodeRestrictionPlugin(reader, authorization);
  }

  @Bean
  @Order(8)
  AdmissionPlugin gatewayTaintNodesByCondition() {
    return new TaintNodesByConditionPlugin();
  }

  @Bean
  @Order(11)
  AdmissionPlugin gatewayPodSecurity(
      ObjectReader reader,
      PodSecurityProperties properties,
      AdmissionFile file,
      MeterRegistry meters) {
    PodSecurityProperties settings =
        file.typed(
                "PodSecurity",
                "pod-security.admission.config.k8s.io",
                Set.of("v1", "v1beta1", "v1alpha1"),
                "PodSecurityConfiguration",
                PodSecurityProperties::read)
            .orElse(properties);
    return new PodSecurityPlugin(reader, settings, new PodSecurityMetrics(meters));
  }

  @Bean
  @Order(13)
  AdmissionPlugin gatewayPriority(ObjectReader reader) {
    return new PriorityPlugin(reader);
  }

  @Bean
  @Order(14)
  AdmissionPlugin gatewayDefaultTolerationSeconds() {
    return new DefaultTolerationSecondsPlugin();
  }

  @Bean
  @Order(18)
  AdmissionPlugin gatewayDefaultStorageClass(ObjectReader reader) {
    return new DefaultStorageClassPlugin(reader);
  }

  @Bean
  @Order(19)
  AdmissionPlugin gatewayStorageObjectInUseProtection() {
    return new StorageObjectInUseProtectionPlugin();
  }

  @Bean
  @Order(22)
  AdmissionPlugin gatewayPersistentVolumeClaimResize(ObjectReader reader) {
    return new PersistentVolumeClaimResizePlugin(reader);
  }

  @Bean
  @Order(23)
  AdmissionPlugin gatewayRuntimeClass(ObjectReader reader) {
    return new RuntimeClassPlugin(reader);
  }

  @Bean
  @Order(24)
  AdmissionPlugin gatewayCertificateApproval(Authorization authorization) {
    return new CertificateApprovalPlugin(new SignerPermission(authorization));
  }

  @Bean
  @Order(25)
  AdmissionPlugin gatewayCertificateSigning(Authorization authorization) {
    return new CertificateSigningPlugin(new SignerPermission(authorization));
  }

  @Bean
  @Order(26)
  AdmissionPlugin gatewayClusterTrustBundleAttest(Authorization authorization) {
    return new ClusterTrustBundleAttestPlugin(new SignerPermission(authorization));
  }

  @Bean
  @Order(27)
  AdmissionPlugin gatewayCertificateSubjectRestriction() {
    return new CertificateSubjectRestrictionPlugin();
  }

  @Bean
  @Order(28)
  AdmissionPlugin gatewayDefaultIngressClass(ObjectReader reader) {
    return new DefaultIngressClassPlugin(reader);
  }

  @Bean
  @Order(39)
  WriteHook gatewayResourceQuota(
      ObjectReader reader,
      ObjectWriter writer,
      ResourceCatalog catalog,
      AdmissionProperties properties,
      AdmissionFile file,
      AdmissionMetrics metrics) {
    boolean enabled = !properties.disable().contains(ResourceQuotaHook.NAME);
    return new ResourceQuotaHook(
        reader, writer, catalog, enabled, QuotaConfiguration.of(file), metrics);
  }

  @Bean
  @Order(38)
  WriteHook gatewayCertificateDurations(PrometheusMeterRegistry meters) {
    return new CertificateDurationsHook(meters);
  }

  @Bean
  @Order(38)
  WriteHook gatewayDeviceAdminAccess(ObjectReader reader) {
    return new DeviceAdminAccessHook(reader);
  }

  @Bean
  @Order(30)
  AdmissionPlugin gatewayPodTopologyLabels(ObjectReader reader) {
    return new PodTopologyLabelsPlugin(reader);
  }

  @Bean
  @Order(32)
  AdmissionPlugin gatewayNodeDeclaredFeatures(ObjectReader reader) {
    return new NodeDeclaredFeaturesPlugin(reader);
  }

  @Bean
  @Order(34)
  AdmissionPlugin gatewayPodResize(ObjectReader reader) {
    return new PodResizePlugin(reader);
  }
}

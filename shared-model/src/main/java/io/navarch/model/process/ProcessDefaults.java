package io.navarch.model.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Spring properties that hold in every process unless configuration says otherwise. They are
 * not in a file, because all services' jars lie on one class path.
 *
 * <p>Beans are made when something needs them: what starts by itself is a {@code SmartLifecycle},
 * and the management API costs nothing until somebody asks it. Of the libraries' auto-configuration
 * only what is used is on: circuit breakers and retries are built in code, and the Kubernetes
 * client comes from a kubeconfig file. Warnings of libraries that nobody can act on are off: who
 * lists and watches is told elsewhere when the API server is not there.
 */
public final class ProcessDefaults {

  private static final List<String> UNUSED =
      List.of(
          "io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration",
          "io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadRefreshScopedRegistryAutoConfiguration",
          "io.github.resilience4j.springboot.bulkhead.autoconfigure.ThreadPoolBulkheadMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
          "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerRefreshScopedRegistryAutoConfiguration",
          "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerStreamEventsAutoConfiguration",
          "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakersHealthIndicatorAutoConfiguration",
          "io.github.resilience4j.springboot.micrometer.autoconfigure.TimerAutoConfiguration",
          "io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration",
          "io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterRefreshScopedRegistryAutoConfiguration",
          "io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimitersHealthIndicatorAutoConfiguration",
          "io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration",
          "io.github.resilience4j.springboot.retry.autoconfigure.RetryMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.retry.autoconfigure.RetryRefreshScopedRegistryAutoConfiguration",
          "io.github.resilience4j.springboot.scheduled.threadpool.autoconfigure.ContextAwareScheduledThreadPoolAutoConfiguration",
          "io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration",
          "io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterMetricsAutoConfiguration",
          "io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterRefreshScopedRegistryAutoConfiguration",
          "io.github.resilience4j.springboot.verifier.autoconfigure.SpringBoot4VerifierAutoConfiguration",
          "org.springframework.boot.autoconfigure.aop.AopAutoConfiguration",
          "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
          "org.springframework.cloud.autoconfigure.ConfigurationPropertiesRebinderAutoConfiguration",
          "org.springframework.cloud.autoconfigure.LifecycleMvcEndpointAutoConfiguration",
          "org.springframework.cloud.autoconfigure.RefreshAutoConfiguration",
          "org.springframework.cloud.autoconfigure.RefreshEndpointAutoConfiguration",
          "org.springframework.cloud.autoconfigure.WritableEnvironmentEndpointAutoConfiguration",
          "org.springframework.cloud.client.CommonsClientAutoConfiguration",
          "org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration",
          "org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration",
          "org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration",
          "org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
          "org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration",
          "org.springframework.cloud.client.hypermedia.CloudHypermediaAutoConfiguration",
          "org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration",
          "org.springframework.cloud.client.loadbalancer.LoadBalancerDefaultMappingsProviderAutoConfiguration",
          "org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerBeanPostProcessorAutoConfiguration",
          "org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration",
          "org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration",
          "org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration",
          "org.springframework.cloud.commons.config.CommonsConfigAutoConfiguration",
          "org.springframework.cloud.commons.security.ResourceServerTokenRelayAutoConfiguration",
          "org.springframework.cloud.commons.util.UtilAutoConfiguration",
          "org.springframework.cloud.configuration.CompatibilityVerifierAutoConfiguration",
          "org.springframework.cloud.kubernetes.commons.KubernetesCommonsAutoConfiguration",
          "org.springframework.cloud.kubernetes.commons.KubernetesCommonsSanitizeAutoConfiguration",
          "org.springframework.cloud.kubernetes.commons.config.reload.ConfigReloadAutoConfiguration",
          "org.springframework.cloud.kubernetes.commons.config.reload.ConfigReloadPropertiesAutoConfiguration",
          "org.springframework.cloud.kubernetes.commons.discovery.KubernetesDiscoveryPropertiesAutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.Fabric8ActuatorConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.Fabric8AutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.discovery.Fabric8CatalogWatchAutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.discovery.Fabric8DiscoveryClientAutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.discovery.Fabric8DiscoveryClientSpelAutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.discovery.Fabric8ReactiveDiscoveryClientAutoConfiguration",
          "org.springframework.cloud.kubernetes.fabric8.discovery.Fabric8ReactiveDiscoveryHealthAutoConfiguration");

  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.lazy-initialization", "true"),
          Map.entry("spring.threads.virtual.enabled", "true"),
          Map.entry("spring.autoconfigure.exclude", String.join(",", UNUSED)),
          Map.entry("spring.cloud.compatibility-verifier.enabled", "false"),
          Map.entry("spring.cloud.kubernetes.enabled", "false"),
          Map.entry("logging.level.io.fabric8.kubernetes.client.informers", "error"),
          Map.entry("logging.level.io.netty.bootstrap", "error"),
          Map.entry("logging.level.org.springdoc.core.events", "error"),
          Map.entry("server.address", "127.0.0.1"),
          Map.entry("server.shutdown", "immediate"),
          Map.entry("management.endpoints.web.exposure.include", "health,info,prometheus"),
          Map.entry("management.endpoint.health.probes.enabled", "true"),
          Map.entry("management.health.kubernetes.enabled", "false"));

  private ProcessDefaults() {}

  /** The common properties and a process's own, which win. */
  public static Map<String, Object> with(Map<String, String> own) {
    Map<String, Object> all = new HashMap<>(COMMON);
    all.putAll(own);
    return Map.copyOf(all);
  }
}

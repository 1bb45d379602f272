package io.navarch.gateway.flow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.resource.ResourceCatalog;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires priority and fairness. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FlowControlProperties.class)
public class FlowControlConfiguration {

  /** Everything of flow control that others share. */
  record Parts(FlowControl control, FlowMetrics metrics, ScheduledExecutorService timer) {}

  @Bean
  Parts gatewayFlowControl(
      ObjectReader reader, PrometheusMeterRegistry meters, FlowControlProperties properties) {
    return new Parts(
        new FlowControl(reader, properties.seats(), System::nanoTime),
        new FlowMetrics(meters),
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flow-control").factory()));
  }

  @Bean
  FlowBootstrap gatewayFlowBootstrap(
      ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer) {
    return new FlowBootstrap(catalog, reader, writer);
  }

  @Bean
  @ConditionalOnProperty(name = "navarch.gateway.flow-control.enabled", matchIfMissing = true)
  RequestFilter gatewayFlowControlFilter(
      Parts parts,
      ResourceCatalog catalog,
      ResourceCaches caches,
      FlowControlProperties properties) {
    return new FlowControlFilter(
        parts.control(),
        new WorkEstimator(catalog, caches),
        parts.metrics(),
        parts.timer(),
        properties.patience());
  }

  @Bean
  FlowControlLoop gatewayFlowControlLoop(
      Parts parts, FlowBootstrap bootstrap, ObjectReader reader, ObjectWriter writer) {
    return new FlowControlLoop(
        parts.control(),
        new FlowConditions(
            parts.control(),
            reader,
            writer,
            () -> bootstrap.resource(FlowControl.SCHEMAS),
            InstantSource.system()),
        bootstrap,
        parts.metrics(),
        parts.timer());
  }
}

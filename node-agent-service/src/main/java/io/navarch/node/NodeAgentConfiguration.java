package io.navarch.node;

import io.navarch.model.web.ManagementGuard;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The node agent and its health. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeAgentProperties.class)
public class NodeAgentConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean
  NodeAgentLifecycle nodeAgentLifecycle(NodeAgentProperties properties) {
    return new NodeAgentLifecycle(properties);
  }

  @Bean("nodeAgentHealthIndicator")
  HealthIndicator nodeAgentHealthIndicator(NodeAgentLifecycle lifecycle) {
    return () -> (lifecycle.ready() ? Health.up() : Health.outOfService()).build();
  }
}

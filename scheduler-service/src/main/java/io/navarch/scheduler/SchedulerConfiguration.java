package io.navarch.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.model.web.ManagementGuard;
import io.navarch.scheduler.api.DecisionController;
import io.navarch.scheduler.run.SchedulerLoop;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The scheduler and its management API. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SchedulerProperties.class)
@ConditionalOnProperty(name = "navarch.scheduler.enabled", matchIfMissing = true)
public class SchedulerConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean
  SchedulerService schedulerService(SchedulerProperties properties, MeterRegistry meters) {
    return new SchedulerService(
        properties, meters, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
  }

  @Bean
  DecisionController schedulerDecisionController(SchedulerService scheduler) {
    return new DecisionController(
        scheduler.loop(), scheduler.journal(), scheduler.names(), InstantSource.system());
  }

  @Bean("schedulerHealthIndicator")
  HealthIndicator schedulerHealthIndicator(SchedulerService scheduler) {
    SchedulerLoop loop = scheduler.loop();
    return () ->
        (loop.ready() ? Health.up() : Health.outOfService())
            .withDetail("leading", loop.leading())
            .build();
  }
}

package io.navarch.controller;

import io.navarch.controller.manage.ControllerManager;
import io.navarch.controller.manage.ControllerMetrics;
import io.navarch.controller.manage.ControllersApi;
import io.navarch.model.web.ManagementGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The controllers as beans, for their own application and for the standalone one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControllerProperties.class)
public class ControllerConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  ManagementGuard managementGuard() {
    return new ManagementGuard();
  }

  @Bean
  ControllerManager controllerManager(ControllerProperties properties) {
    return new ControllerManager(
        () ->
            ControllerFleet.build(properties, InstantSource.system(), RandomGenerator.getDefault()),
        properties.leaderElect(),
        hostName() + "_" + UUID.randomUUID());
  }

  @Bean
  ControllersApi controllersApi(ControllerManager controllerManager) {
    return new ControllersApi(controllerManager);
  }

  @Bean
  ControllerMetrics controllerMetrics(ControllerManager controllerManager) {
    return new ControllerMetrics(controllerManager);
  }

  /** Up also while another instance leads. */
  @Bean
  HealthIndicator controllersHealthIndicator(ControllerManager controllerManager) {
    return () ->
        Health.up()
            .withDetail("leading", controllerManager.working())
            .withDetail("controllers", controllerManager.controllers().size())
            .build();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}

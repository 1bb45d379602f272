package io.navarch.controller;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The controllers as a process of their own. */
@SpringBootConfiguration
@ServiceAutoConfiguration
@Import(ControllerConfiguration.class)
public class ControllerApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ControllerApplication.class);
    application.setDefaultProperties(
        ProcessDefaults.with(
            Map.of(
                "spring.application.name", "controller",
                "server.port", "10257",
                "management.endpoint.health.show-details", "always",
                "management.endpoint.health.probes.add-additional-paths", "true",
                "management.endpoint.health.group.liveness.include", "livenessState",
                "management.endpoint.health.group.readiness.include", "readinessState,controllers",
                "springdoc.packages-to-scan", "io.navarch.controller.manage")));
    application.run(args);
  }
}

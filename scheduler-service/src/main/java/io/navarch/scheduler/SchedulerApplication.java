package io.navarch.scheduler;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The scheduler as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SchedulerConfiguration.class)
public class SchedulerApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(SchedulerApplication.class);
    application.setDefaultProperties(
        Map.of(
            "spring.application.name", "scheduler",
            "spring.cloud.compatibility-verifier.enabled", "false",
            "spring.threads.virtual.enabled", "true",
            "server.port", "10259",
            "server.shutdown", "immediate",
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            "management.endpoint.health.probes.enabled", "true",
            "management.endpoint.health.group.readiness.include", "readinessState,scheduler",
            "management.health.kubernetes.enabled", "false"));
    application.run(args);
  }
}

package io.navarch.scheduler;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The scheduler as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ServiceAutoConfiguration
@Import(SchedulerConfiguration.class)
public class SchedulerApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(SchedulerApplication.class);
    application.setDefaultProperties(
        ProcessDefaults.with(
            Map.of(
                "spring.application.name", "scheduler",
                "server.port", "10259",
                "management.endpoint.health.group.readiness.include", "readinessState,scheduler")));
    application.run(args);
  }
}

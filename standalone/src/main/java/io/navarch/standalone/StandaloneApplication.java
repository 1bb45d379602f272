package io.navarch.standalone;

import io.navarch.controller.ControllerConfiguration;
import io.navarch.gateway.ApiGatewayConfiguration;
import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import io.navarch.scheduler.SchedulerConfiguration;
import io.navarch.store.StateStoreConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The whole control plane in one process and one Spring context: the same configurations as the
 * services' own, with the gateway on the state store's port directly.
 */
@SpringBootConfiguration
@ServiceAutoConfiguration
@Import({
  StateStoreConfiguration.class,
  ApiGatewayConfiguration.class,
  SchedulerConfiguration.class,
  ControllerConfiguration.class
})
public class StandaloneApplication {
  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(StandaloneApplication.class);
    application.setDefaultProperties(
        ProcessDefaults.with(Map.of("management.endpoint.health.show-details", "always")));
    application.run(arguments);
  }
}

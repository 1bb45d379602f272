package io.navarch.proxy;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The network proxy in a process of its own. */
@SpringBootConfiguration
@ServiceAutoConfiguration
@Import(NetworkProxyConfiguration.class)
public class NetworkProxyApplication {
  /** Not in a file, because all services' jars lie on one class path. */
  private static final Map<String, Object> DEFAULTS =
      ProcessDefaults.with(
          Map.of(
              "spring.application.name", "network-proxy",
              "server.port", "10256",
              "management.endpoint.health.group.readiness.include", "readinessState,networkProxy"));

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(NetworkProxyApplication.class);
    application.setDefaultProperties(DEFAULTS);
    application.run(arguments);
  }
}

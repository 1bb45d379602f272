package io.navarch.gateway;

import io.navarch.gateway.remotestore.RemoteStoreConfiguration;
import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The Kubernetes API as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ServiceAutoConfiguration
@Import({ApiGatewayConfiguration.class, RemoteStoreConfiguration.class})
public class ApiGatewayApplication {
  /** The management port's settings; not in a file, because all services share a class path. */
  private static final Map<String, Object> DEFAULTS =
      ProcessDefaults.with(
          Map.of(
              "spring.application.name", "api-gateway",
              "server.port", "6444",
              "server.address", "127.0.0.1"));

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(ApiGatewayApplication.class);
    application.setDefaultProperties(DEFAULTS);
    application.run(arguments);
  }
}

package io.navarch.gateway;

import io.navarch.gateway.remotestore.RemoteStoreConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The Kubernetes API as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ApiGatewayConfiguration.class, RemoteStoreConfiguration.class})
public class ApiGatewayApplication {
  /** The management port's settings; not in a file, because all services share a class path. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "spring.application.name", "api-gateway",
          "spring.main.banner-mode", "off",
          "spring.threads.virtual.enabled", "true",
          "server.port", "6444",
          "server.address", "127.0.0.1",
          "management.endpoints.web.exposure.include", "health,info,prometheus",
          "management.endpoint.health.probes.enabled", "true");

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(ApiGatewayApplication.class);
    application.setDefaultProperties(DEFAULTS);
    application.run(arguments);
  }
}

package io.navarch.dns;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Cluster DNS in a process of its own. */
@SpringBootConfiguration
@ServiceAutoConfiguration
@Import(DnsConfiguration.class)
public class DnsApplication {
  /** Not in a file, because all services' jars lie on one class path. */
  private static final Map<String, Object> DEFAULTS =
      ProcessDefaults.with(
          Map.of(
              "spring.application.name", "dns",
              "server.port", "10054",
              "management.endpoint.health.group.readiness.include", "readinessState,dns"));

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(DnsApplication.class);
    application.setDefaultProperties(DEFAULTS);
    application.run(arguments);
  }
}

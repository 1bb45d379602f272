package io.navarch.store;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import io.navarch.store.rest.StateStoreRestConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The state store as a process of its own: HTTPS on 7379 for clients with a certificate, health and
 * metrics on 7380.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ServiceAutoConfiguration
@Import({StateStoreConfiguration.class, StateStoreRestConfiguration.class})
public class StateStoreApplication {

  /**
   * What holds unless configuration says otherwise. It is not in a file, because all services' jars
   * lie on one class path.
   */
  private static final Map<String, Object> DEFAULTS =
      ProcessDefaults.with(
          Map.ofEntries(
              Map.entry("spring.application.name", "state-store"),
              Map.entry("server.port", "7379"),
              Map.entry("server.http2.enabled", "true"),
              Map.entry("server.ssl.enabled", "${navarch.store.server.tls:true}"),
              Map.entry("server.ssl.client-auth", "need"),
              Map.entry("server.ssl.certificate", "${navarch.store.server.cert:}"),
              Map.entry("server.ssl.certificate-private-key", "${navarch.store.server.key:}"),
              Map.entry("server.ssl.trust-certificate", "${navarch.store.server.client-ca:}"),
              Map.entry("management.server.port", "7380"),
              Map.entry("management.server.address", "127.0.0.1"),
              Map.entry("management.server.ssl.enabled", "false"),
              Map.entry(
                  "management.endpoint.health.group.readiness.include", "readinessState,store")));

  public static void main(String[] args) {
    application().run(args);
  }

  /** The application with its defaults, not yet started. */
  public static SpringApplication application() {
    SpringApplication application = new SpringApplication(StateStoreApplication.class);
    application.setDefaultProperties(DEFAULTS);
    return application;
  }
}

package io.navarch.gateway.zpages;

import io.navarch.gateway.http.NonResourceHandler;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Wires the pages. */
@Configuration(proxyBeanMethods = false)
public class ZPageConfiguration {
  private static final String SETTINGS = "navarch.gateway.";

  @Bean
  NonResourceHandler gatewayStatusPage() {
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return new ZPageHandler(new StatusPage(started, InstantSource.system()));
  }

  @Bean
  NonResourceHandler gatewayFlagsPage(ConfigurableEnvironment environment) {
    return new ZPageHandler(new FlagsPage(() -> settings(environment)));
  }

  /** What was set of the gateway's settings, wherever that was. */
  private static Map<String, String> settings(ConfigurableEnvironment environment) {
    Map<String, String> settings = new TreeMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> named) {
        for (String name : named.getPropertyNames()) {
          if (name.startsWith(SETTINGS)) {
            settings.put(
                name.substring(SETTINGS.length()), String.valueOf(environment.getProperty(name)));
          }
        }
      }
    }
    return settings;
  }
}

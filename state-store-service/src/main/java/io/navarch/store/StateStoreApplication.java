package io.navarch.store;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The state store as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(StateStoreConfiguration.class)
public class StateStoreApplication {

  public static void main(String[] args) {
    SpringApplication.run(StateStoreApplication.class, args);
  }
}

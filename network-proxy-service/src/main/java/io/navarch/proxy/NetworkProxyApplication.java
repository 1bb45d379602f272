package io.navarch.proxy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The network proxy in a process of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(NetworkProxyConfiguration.class)
public class NetworkProxyApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(NetworkProxyApplication.class, arguments);
  }
}

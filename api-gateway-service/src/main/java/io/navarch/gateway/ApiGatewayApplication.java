package io.navarch.gateway;

import io.navarch.gateway.remotestore.RemoteStoreConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The Kubernetes API as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ApiGatewayConfiguration.class, RemoteStoreConfiguration.class})
public class ApiGatewayApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(ApiGatewayApplication.class, arguments);
  }
}

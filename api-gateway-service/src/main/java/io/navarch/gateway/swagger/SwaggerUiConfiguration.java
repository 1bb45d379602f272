package io.navarch.gateway.swagger;

import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.http.NonResourceHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires Swagger UI of the Kubernetes API. */
@Configuration(proxyBeanMethods = false)
public class SwaggerUiConfiguration {
  @Bean
  NonResourceHandler gatewaySwaggerUi() {
    return new SwaggerUiHandler();
  }

  @Bean
  Authorizer gatewaySwaggerUiAccess() {
    return new SwaggerUiAccess();
  }
}

package io.navarch.node;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The node agent as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(NodeAgentConfiguration.class)
public class NodeAgentApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(NodeAgentApplication.class);
    application.setDefaultProperties(
        Map.of(
            "spring.application.name", "node-agent",
            "spring.cloud.compatibility-verifier.enabled", "false",
            "spring.threads.virtual.enabled", "true",
            "server.port", "10248",
            "server.address", "127.0.0.1",
            "server.shutdown", "immediate",
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            "management.endpoint.health.probes.enabled", "true",
            "management.endpoint.health.group.readiness.include", "readinessState,nodeAgent",
            "management.health.kubernetes.enabled", "false"));
    application.run(args);
  }
}

package io.navarch.node;

import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The node agent as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ServiceAutoConfiguration
@Import(NodeAgentConfiguration.class)
public class NodeAgentApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(NodeAgentApplication.class);
    application.setDefaultProperties(
        ProcessDefaults.with(
            Map.of(
                "spring.application.name", "node-agent",
                "server.port", "10248",
                "server.address", "127.0.0.1",
                "management.endpoint.health.group.readiness.include", "readinessState,nodeAgent")));
    application.run(args);
  }
}

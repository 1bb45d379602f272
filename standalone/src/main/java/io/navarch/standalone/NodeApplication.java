package io.navarch.standalone;

import io.navarch.dns.DnsConfiguration;
import io.navarch.model.process.ProcessDefaults;
import io.navarch.model.process.ServiceAutoConfiguration;
import io.navarch.node.NodeAgentConfiguration;
import io.navarch.proxy.NetworkProxyConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Node agent, network proxy and cluster DNS in one process. */
@SpringBootConfiguration
@ServiceAutoConfiguration
@Import({NodeAgentConfiguration.class, NetworkProxyConfiguration.class, DnsConfiguration.class})
public class NodeApplication {
  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(NodeApplication.class);
    application.setDefaultProperties(
        ProcessDefaults.with(Map.of("management.endpoint.health.show-details", "always")));
    application.run(arguments);
  }
}

package io.navarch.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.model.client.GatewayClients;
import io.navarch.node.server.KubeletServer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the agent with the application, once its kubeconfig is there, and stops it before the
 * application ends.
 */
final class NodeAgentLifecycle implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(NodeAgentLifecycle.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final NodeAgentProperties properties;
  private volatile @Nullable Running running;
  private volatile @Nullable Thread starter;

  private record Running(NodeAgent agent, KubeletServer server, KubernetesClient client) {}

  NodeAgentLifecycle(NodeAgentProperties properties) {
    this.properties = properties;
  }

  @Override
  public void start() {
    if (starter == null) {
      starter = Thread.ofPlatform().name("node-agent-start").start(this::run);
    }
  }

  private void run() {
    try {
      while (Files.notExists(properties.kubeconfig())) {
        Thread.sleep(RETRY);
      }
      KubernetesClient client =
          GatewayClients.fromKubeconfig(properties.kubeconfig(), "navarch-node-agent");
      NodeAgent agent =
          new NodeAgent(
              properties, client, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
      agent.start();
      KubeletServer server = new KubeletServer(properties, agent);
      server.start();
      running = new Running(agent, server, client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("The node agent could not start", e);
    }
  }

  boolean ready() {
    Running now = running;
    return now != null && now.agent().ready();
  }

  @Override
  public void stop() {
    Thread thread = starter;
    if (thread != null) {
      thread.interrupt();
    }
    Running now = running;
    if (now != null) {
      now.server().close();
      now.agent().close();
      now.client().close();
    }
    running = null;
    starter = null;
  }

  @Override
  public boolean isRunning() {
    return starter != null;
  }

  @Override
  public int getPhase() {
    return 300;
  }
}

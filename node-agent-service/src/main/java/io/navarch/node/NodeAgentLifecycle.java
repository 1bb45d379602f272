package io.navarch.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.model.client.ClientIdentity;
import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.pki.Pem;
import io.navarch.node.certificate.NodeCertificates;
import io.navarch.node.server.KubeletServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
  private static final String AGENT = "navarch-node-agent";
  private static final Duration RETRY = Duration.ofMillis(200);

  private final NodeAgentProperties properties;
  private volatile @Nullable Running running;
  private volatile @Nullable Thread starter;

  private record Running(
      NodeAgent agent,
      KubeletServer server,
      KubernetesClient client,
      NodeCertificates certificates) {}

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
      running = assembled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("The node agent could not start", e);
    }
  }

  private Running assembled() {
    InstantSource clock = InstantSource.system();
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    NodeCertificates certificates =
        new NodeCertificates(
            NodeAgent.name(properties),
            properties.kubeconfig(),
            properties.pkiDir(),
            givenServing(),
            clock,
            random);
    Optional<ClientIdentity> identity = certificates.identity();
    KubernetesClient client =
        identity
            .map(me -> GatewayClients.withIdentity(properties.kubeconfig(), AGENT, me))
            .orElseGet(() -> GatewayClients.fromKubeconfig(properties.kubeconfig(), AGENT));
    NodeAgent agent = new NodeAgent(properties, client, clock, random);
    agent.start();
    KubeletServer server = new KubeletServer(properties, agent);
    certificates.serving().ifPresentOrElse(server::serve, server::explainSilence);
    if (properties.rotateCertificates() && identity.isPresent()) {
      certificates.rotate(client, identity.get(), agent.registration()::node, server::serve);
    }
    return new Running(agent, server, client, certificates);
  }

  private Optional<KeyedChain> givenServing() {
    Path certificate = properties.tlsCert();
    Path key = properties.tlsKey();
    return certificate == null || key == null
        ? Optional.empty()
        : Optional.of(KeyedChain.ofPem(Pem.read(certificate), Pem.read(key)));
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
      now.certificates().close();
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

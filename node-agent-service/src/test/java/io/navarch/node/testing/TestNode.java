package io.navarch.node.testing;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.node.NodeAgent;
import io.navarch.node.NodeAgentProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A node agent over a test's containerd and a fake API. */
public final class TestNode implements AutoCloseable {
  public static final String NAME = "node-1";

  private final ContainerdExtension containerd;
  private final NodeAgentProperties properties;
  private final FakeApi api;
  private final KubernetesClient client;
  private NodeAgent agent;

  public TestNode(ContainerdExtension containerd, Path pki, int port) throws Exception {
    this.containerd = containerd;
    Path dir = containerd.dir();
    this.properties =
        new NodeAgentProperties(
            Path.of("unused"),
            NAME,
            "127.0.0.1",
            containerd.socket(),
            dir.resolve("node"),
            dir.resolve("logs"),
            dir.resolve("manifests"),
            List.of("10.96.0.10"),
            "cluster.local",
            Path.of("/etc/resolv.conf"),
            110,
            containerd.cgroupRoot(),
            "127.0.0.1",
            port,
            pki == null ? null : pki.resolve("node-agent.crt"),
            pki == null ? null : pki.resolve("node-agent.key"),
            pki == null ? null : pki.resolve("ca.crt"),
            Map.of(),
            List.of(),
            false);
    this.api = new FakeApi();
    this.client = api.client();
    start();
  }

  private void start() {
    agent =
        new NodeAgent(
            properties, client, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
    agent.start();
  }

  /** Ends the agent and starts another one over the same node. */
  public void restart() {
    agent.close();
    start();
  }

  public NodeAgent agent() {
    return agent;
  }

  public NodeAgentProperties properties() {
    return properties;
  }

  public KubernetesClient client() {
    return client;
  }

  public static PodBuilder pod(String name, String... command) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(NAME)
        .withRestartPolicy("Always")
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("main")
        .withImage(ContainerdExtension.BUSYBOX)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command)
        .endContainer()
        .endSpec();
  }

  public Pod get(String name) {
    return client.pods().inNamespace("default").withName(name).get();
  }

  public static String condition(Pod pod, String type) {
    return pod == null || pod.getStatus() == null
        ? ""
        : pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type))
            .map(PodCondition::getStatus)
            .findFirst()
            .orElse("");
  }

  public void awaitReady(String name) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> condition(get(name), "Ready").equals("True"));
  }

  public void awaitPhase(String name, String phase) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> get(name).getStatus() != null && phase.equals(get(name).getStatus().getPhase()));
  }

  public ContainerStatus status(String name) {
    return get(name).getStatus().getContainerStatuses().getFirst();
  }

  /** Why the main container waits, empty when it does not. */
  public String waitingReason(String name) {
    Pod pod = get(name);
    if (pod.getStatus() == null || pod.getStatus().getContainerStatuses().isEmpty()) {
      return "";
    }
    var waiting = pod.getStatus().getContainerStatuses().getFirst().getState().getWaiting();
    return waiting == null ? "" : waiting.getReason();
  }

  /** The log file of the main container's first run. */
  public Path log(String name) {
    return containerd
        .dir()
        .resolve("logs/default_" + name + "_" + get(name).getMetadata().getUid() + "/main/0.log");
  }

  @Override
  public void close() {
    agent.close();
    client.close();
    api.close();
  }
}

package io.navarch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.node.testing.ContainerdExtension;
import io.navarch.node.testing.FakeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods from an API, run by a real containerd. */
class PodOnContainerdTest {
  @RegisterExtension static final ContainerdExtension containerd = new ContainerdExtension();
  private static final String NODE = "node-1";

  private FakeApi api;
  private KubernetesClient client;
  private NodeAgent agent;

  @BeforeEach
  void startAgent() throws Exception {
    api = new FakeApi();
    client = api.client();
    agent = newAgent();
    agent.start();
  }

  private NodeAgent newAgent() {
    Path dir = containerd.dir();
    NodeAgentProperties properties =
        new NodeAgentProperties(
            Path.of("unused"),
            NODE,
            "127.0.0.1",
            containerd.socket(),
            dir.resolve("node"),
            dir.resolve("logs"),
            null,
            List.of("10.96.0.10"),
            "cluster.local",
            Path.of("/etc/resolv.conf"),
            110,
            containerd.cgroupRoot(),
            "127.0.0.1",
            0,
            null,
            null,
            null,
            Map.of(),
            List.of());
    return new NodeAgent(
        properties, client, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
  }

  @AfterEach
  void stopAgent() {
    agent.close();
    client.close();
    api.close();
  }

  private static PodBuilder pod(String name, String... command) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withUid("uid-" + name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(NODE)
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

  private Pod get(String name) {
    return client.pods().inNamespace("default").withName(name).get();
  }

  private static String condition(Pod pod, String type) {
    return pod.getStatus() == null
        ? ""
        : pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type))
            .map(PodCondition::getStatus)
            .findFirst()
            .orElse("");
  }

  private void awaitReady(String name) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> condition(get(name), "Ready").equals("True"));
  }

  private ContainerStatus status(String name) {
    return get(name).getStatus().getContainerStatuses().getFirst();
  }

  @Test
  void runsAPodAndShowsIt() {
    client.resource(pod("web", "sleep", "1000").build()).create();
    awaitReady("web");
    Pod pod = get("web");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getPodIP()).startsWith("10.199.0.");
    assertThat(status("web").getContainerID()).startsWith("containerd://");
    assertThat(status("web").getRestartCount()).isZero();
    assertThat(pod.getStatus().getQosClass()).isEqualTo("BestEffort");
  }

  @Test
  void registersTheNode() {
    await().atMost(Duration.ofSeconds(20)).until(() -> client.nodes().withName(NODE).get() != null);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                client.nodes().withName(NODE).get().getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")));
    Node node = client.nodes().withName(NODE).get();
    assertThat(node.getStatus().getNodeInfo().getContainerRuntimeVersion())
        .startsWith("containerd://");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.leases().inNamespace("kube-node-lease").withName(NODE).get() != null);
  }

  @Test
  void restartsWhatExitsAndBacksOff() {
    client
        .resource(pod("crash", "sh", "-c", "echo bye >/dev/termination-log; exit 3").build())
        .create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                get("crash").getStatus() != null
                    && !get("crash").getStatus().getContainerStatuses().isEmpty()
                    && status("crash").getState().getWaiting() != null
                    && "CrashLoopBackOff"
                        .equals(status("crash").getState().getWaiting().getReason()));
    ContainerStatus status = status("crash");
    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getMessage()).isEqualTo("bye\n");
    assertThat(get("crash").getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void finishesAPodThatIsNotRestarted() {
    Pod pod =
        pod("job", "sh", "-c", "echo $GREETING from $(cat /config/name)")
            .editSpec()
            .withRestartPolicy("Never")
            .editFirstContainer()
            .addNewEnv()
            .withName("GREETING")
            .withValue("hello")
            .endEnv()
            .addNewVolumeMount()
            .withName("config")
            .withMountPath("/config")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("config")
            .withNewConfigMap()
            .withName("job-config")
            .endConfigMap()
            .endVolume()
            .endSpec()
            .build();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("job-config")
                .withNamespace("default")
                .endMetadata()
                .addToData("name", "navarch")
                .build())
        .create();
    client.resource(pod).create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                get("job").getStatus() != null
                    && "Succeeded".equals(get("job").getStatus().getPhase()));
    assertThat(status("job").getState().getTerminated().getReason()).isEqualTo("Completed");
    Path log =
        containerd
            .dir()
            .resolve("logs/default_job_" + get("job").getMetadata().getUid() + "/main/0.log");
    assertThat(log).content().contains("hello from navarch");
  }

  @Test
  void runsInitContainersFirstAndSidecarsBeside() {
    Pod pod =
        pod("ordered", "sh", "-c", "cat /work/*; sleep 1000")
            .editSpec()
            .addNewInitContainer()
            .withName("first")
            .withImage(ContainerdExtension.BUSYBOX)
            .withCommand("sh", "-c", "echo one >/work/1")
            .addNewVolumeMount()
            .withName("work")
            .withMountPath("/work")
            .endVolumeMount()
            .endInitContainer()
            .addNewInitContainer()
            .withName("side")
            .withImage(ContainerdExtension.BUSYBOX)
            .withRestartPolicy("Always")
            .withCommand("sleep", "1000")
            .endInitContainer()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("work")
            .withMountPath("/work")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("work")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    pod.getSpec().getInitContainers().forEach(c -> c.setImagePullPolicy("IfNotPresent"));
    client.resource(pod).create();
    awaitReady("ordered");
    Pod now = get("ordered");
    assertThat(
            now.getStatus()
                .getInitContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getExitCode())
        .isZero();
    assertThat(now.getStatus().getInitContainerStatuses().get(1).getState().getRunning())
        .isNotNull();
    assertThat(condition(now, "Initialized")).isEqualTo("True");
  }

  @Test
  void anotherAgentPicksUpWhatRuns() {
    client.resource(pod("kept", "sleep", "1000").build()).create();
    awaitReady("kept");
    String id = status("kept").getContainerID();
    agent.close();
    agent = newAgent();
    agent.start();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                agent.ready()
                    && agent.workers().uids().contains(get("kept").getMetadata().getUid()));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> status("kept").getContainerID().equals(id));
    assertThat(status("kept").getRestartCount()).isZero();
  }

  @Test
  void stopsWhatIsDeleted() {
    client.resource(pod("gone", "sleep", "1000").build()).create();
    awaitReady("gone");
    String uid = get("gone").getMetadata().getUid();
    client.pods().inNamespace("default").withName("gone").delete();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                agent.relist().latest().get(uid) == null && !agent.workers().uids().contains(uid));
    assertThat(Files.exists(containerd.dir().resolve("node/pods/" + uid))).isFalse();
  }
}

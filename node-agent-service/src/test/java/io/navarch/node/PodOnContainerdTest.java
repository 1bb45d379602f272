package io.navarch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.node.testing.ContainerdExtension;
import io.navarch.node.testing.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods from an API, run by a real containerd. */
class PodOnContainerdTest {
  @RegisterExtension static final ContainerdExtension containerd = new ContainerdExtension();
  private static final String NODE = TestNode.NAME;

  private TestNode node;
  private KubernetesClient client;

  @BeforeEach
  void startNode() throws Exception {
    node = new TestNode(containerd, null, 0);
    client = node.client();
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  @Test
  void runsAPodAndShowsIt() {
    client.resource(TestNode.pod("web", "sleep", "1000").build()).create();
    node.awaitReady("web");
    Pod pod = node.get("web");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getPodIP()).startsWith("10.199.0.");
    assertThat(node.status("web").getContainerID()).startsWith("containerd://");
    assertThat(node.status("web").getRestartCount()).isZero();
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
        .resource(
            TestNode.pod("crash", "sh", "-c", "echo bye >/dev/termination-log; exit 3").build())
        .create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> node.waitingReason("crash").equals("CrashLoopBackOff"));
    ContainerStatus status = node.status("crash");
    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getMessage()).isEqualTo("bye\n");
    assertThat(node.get("crash").getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void finishesAPodThatIsNotRestarted() {
    Pod pod =
        TestNode.pod("job", "sh", "-c", "echo $GREETING from $(cat /config/name)")
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
                node.get("job").getStatus() != null
                    && "Succeeded".equals(node.get("job").getStatus().getPhase()));
    assertThat(node.status("job").getState().getTerminated().getReason()).isEqualTo("Completed");
    Path log =
        containerd
            .dir()
            .resolve("logs/default_job_" + node.get("job").getMetadata().getUid() + "/main/0.log");
    assertThat(log).content().contains("hello from navarch");
  }

  @Test
  void runsInitContainersFirstAndSidecarsBeside() {
    Pod pod =
        TestNode.pod("ordered", "sh", "-c", "cat /work/*; sleep 1000")
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
    node.awaitReady("ordered");
    Pod now = node.get("ordered");
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
    assertThat(TestNode.condition(now, "Initialized")).isEqualTo("True");
  }

  @Test
  void anotherAgentPicksUpWhatRuns() {
    client.resource(TestNode.pod("kept", "sleep", "1000").build()).create();
    node.awaitReady("kept");
    String id = node.status("kept").getContainerID();
    node.restart();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                node.agent().ready()
                    && node.agent()
                        .workers()
                        .uids()
                        .contains(node.get("kept").getMetadata().getUid()));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> node.status("kept").getContainerID().equals(id));
    assertThat(node.status("kept").getRestartCount()).isZero();
  }

  @Test
  void stopsWhatIsDeleted() {
    client.resource(TestNode.pod("gone", "sleep", "1000").build()).create();
    node.awaitReady("gone");
    String uid = node.get("gone").getMetadata().getUid();
    client.pods().inNamespace("default").withName("gone").delete();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                node.agent().relist().latest().get(uid) == null
                    && !node.agent().workers().uids().contains(uid));
    assertThat(Files.exists(containerd.dir().resolve("node/pods/" + uid))).isFalse();
  }
}

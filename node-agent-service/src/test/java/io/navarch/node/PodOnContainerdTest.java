package io.navarch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.node.testing.ContainerdExtension;
import io.navarch.node.testing.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  @Test
  void aRunningContainerGetsNewResources() {
    client.resource(limited("resized", "100m")).create();
    node.awaitReady("resized");
    String id = node.status("resized").getContainerID().replace("containerd://", "");
    assertThat(cpuLimit(id)).isEqualTo("10000");
    for (String[] step : new String[][] {{"200m", "20000"}, {"50m", "5000"}}) {
      limit("resized", step[0]);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  node.status("resized").getAllocatedResources().get("cpu").equals(cpu(step[0]))
                      && TestNode.condition(node.get("resized"), "PodResizeInProgress").isEmpty());
      assertThat(cpuLimit(id)).isEqualTo(step[1]);
      assertThat(node.status("resized").getResources().getLimits())
          .containsEntry("cpu", cpu(step[0]));
    }
    assertThat(node.status("resized").getContainerID()).endsWith(id);
    limit("resized", "10000");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> TestNode.condition(node.get("resized"), "PodResizePending").equals("True"));
    assertThat(cpuLimit(id)).isEqualTo("5000");
    assertThat(node.status("resized").getAllocatedResources()).containsEntry("cpu", cpu("50m"));
  }

  private void limit(String name, String cpu) {
    Pod pod = withLimit(node.get(name), cpu);
    client
        .pods()
        .inNamespace("default")
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":" + Serialization.asJson(pod.getSpec()) + "}");
  }

  private static Pod limited(String name, String cpu) {
    return withLimit(TestNode.pod(name, "sleep", "1000").build(), cpu);
  }

  private static Pod withLimit(Pod pod, String cpu) {
    return new PodBuilder(pod)
        .editSpec()
        .editFirstContainer()
        .withResources(
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", cpu(cpu))
                .addToLimits("cpu", cpu(cpu))
                .build())
        .endContainer()
        .endSpec()
        .build();
  }

  private static Quantity cpu(String amount) {
    return new Quantity(amount);
  }

  /** The quota that the kernel knows, in microseconds of a tenth of a second. */
  private String cpuLimit(String container) {
    byte[] text =
        node.agent()
            .runtime()
            .exec(
                container,
                List.of(
                    "sh",
                    "-c",
                    "cat /sys/fs/cgroup/cpu.max 2>/dev/null"
                        + " || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
                Duration.ofSeconds(5))
            .stdout();
    return new String(text, StandardCharsets.UTF_8).trim().split(" ", -1)[0];
  }

  @Test
  void aPodWhoseHostPortIsTakenIsRejected() {
    client.resource(withHostPort("first")).create();
    node.awaitReady("first");
    client.resource(withHostPort("second")).create();
    node.awaitPhase("second", "Failed");
    assertThat(node.get("second").getStatus().getReason()).isEqualTo("NodePorts");
    assertThat(node.get("second").getStatus().getMessage()).startsWith("Pod was rejected: ");
    assertThat(node.get("first").getStatus().getPhase()).isEqualTo("Running");
  }

  private static Pod withHostPort(String name) {
    return TestNode.pod(name, "sleep", "1000")
        .editSpec()
        .editFirstContainer()
        .addNewPort()
        .withContainerPort(8080)
        .withHostPort(31999)
        .withProtocol("TCP")
        .endPort()
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void probesDecideReadinessAndRestarts() {
    Pod pod =
        TestNode.pod(
                "probed", "sh", "-c", "sleep 1; touch /tmp/up; sleep 2; rm /tmp/up; sleep 1000")
            .editSpec()
            .editFirstContainer()
            .withNewReadinessProbe()
            .withNewExec()
            .withCommand("test", "-e", "/tmp/up")
            .endExec()
            .withPeriodSeconds(1)
            .endReadinessProbe()
            .withNewLivenessProbe()
            .withNewExec()
            .withCommand("sh", "-c", "test -e /tmp/up || test ! -e /tmp/dead")
            .endExec()
            .withInitialDelaySeconds(1)
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .endLivenessProbe()
            .endContainer()
            .endSpec()
            .build();
    client.resource(pod).create();
    node.awaitPhase("probed", "Running");
    assertThat(node.status("probed").getReady()).isFalse();
    node.awaitReady("probed");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> TestNode.condition(node.get("probed"), "Ready").equals("False"));
    node.agent()
        .runtime()
        .exec(
            node.status("probed").getContainerID().replace("containerd://", ""),
            List.of("touch", "/tmp/dead"),
            Duration.ofSeconds(5));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.status("probed").getRestartCount() == 1);
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace((char) 0, ' ');
    } catch (java.io.IOException e) {
      return "";
    }
  }

  @Test
  void aKilledProcessIsReplacedAtOnce() throws Exception {
    client.resource(TestNode.pod("victim", "sleep", "4321").build()).create();
    node.awaitReady("victim");
    ProcessHandle.allProcesses()
        .filter(p -> commandLine(p.pid()).equals("sleep 4321 "))
        .forEach(ProcessHandle::destroyForcibly);
    await().atMost(Duration.ofSeconds(5)).until(() -> node.status("victim").getRestartCount() == 1);
    node.awaitReady("victim");
    assertThat(node.status("victim").getLastState().getTerminated().getExitCode()).isEqualTo(137);
  }

  @Test
  void runsManifestsAndMirrorsThem() throws Exception {
    Path manifest = containerd.dir().resolve("manifests/static.yaml");
    Files.createDirectories(manifest.getParent());
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: static}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - {name: main, image: "%s", imagePullPolicy: Never, command: [sleep, "1000"]}
        """
            .formatted(ContainerdExtension.BUSYBOX));
    String name = "static-" + NODE;
    await().atMost(Duration.ofSeconds(20)).until(() -> node.get(name) != null);
    node.awaitReady(name);
    String id = node.status(name).getContainerID();
    assertThat(node.get(name).getMetadata().getAnnotations())
        .containsKey("kubernetes.io/config.mirror");
    client.pods().inNamespace("default").withName(name).withGracePeriod(0).delete();
    await().atMost(Duration.ofSeconds(20)).until(() -> node.get(name) != null);
    node.awaitReady(name);
    assertThat(node.status(name).getContainerID()).isEqualTo(id);
    Files.delete(manifest);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> node.get(name) == null && node.agent().workers().uids().isEmpty());
  }

  @Test
  void mountedConfigMapsFollowTheirObject() throws Exception {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("live")
            .withNamespace("default")
            .endMetadata()
            .addToData("key", "old")
            .build();
    client.resource(map).create();
    Pod pod =
        TestNode.pod("reader", "sleep", "1000")
            .editSpec()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("live")
            .withMountPath("/live")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("live")
            .withNewConfigMap()
            .withName("live")
            .endConfigMap()
            .endVolume()
            .endSpec()
            .build();
    client.resource(pod).create();
    node.awaitReady("reader");
    Path file =
        containerd
            .dir()
            .resolve("node/pods/" + node.get("reader").getMetadata().getUid())
            .resolve("volumes/kubernetes.io~configmap/live/key");
    assertThat(file).content().isEqualTo("old");
    node.agent()
        .api()
        .patch(
            "/api/v1/namespaces/default/configmaps/live",
            "application/merge-patch+json",
            "{\"data\":{\"key\":\"new\"}}");
    await().atMost(Duration.ofSeconds(10)).until(() -> Files.readString(file).equals("new"));
  }
}

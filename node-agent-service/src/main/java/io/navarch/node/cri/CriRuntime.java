package io.navarch.node.cri;

import static io.navarch.node.cri.CriConnection.call;

import io.navarch.node.cri.v1.AttachRequest;
import io.navarch.node.cri.v1.Container;
import io.navarch.node.cri.v1.ContainerConfig;
import io.navarch.node.cri.v1.ContainerFilter;
import io.navarch.node.cri.v1.ContainerStats;
import io.navarch.node.cri.v1.ContainerStatsFilter;
import io.navarch.node.cri.v1.ContainerStatus;
import io.navarch.node.cri.v1.ContainerStatusRequest;
import io.navarch.node.cri.v1.CreateContainerRequest;
import io.navarch.node.cri.v1.ExecRequest;
import io.navarch.node.cri.v1.ExecSyncRequest;
import io.navarch.node.cri.v1.LinuxContainerResources;
import io.navarch.node.cri.v1.ListContainerStatsRequest;
import io.navarch.node.cri.v1.ListContainersRequest;
import io.navarch.node.cri.v1.ListPodSandboxRequest;
import io.navarch.node.cri.v1.PodSandbox;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.cri.v1.PodSandboxFilter;
import io.navarch.node.cri.v1.PodSandboxStatus;
import io.navarch.node.cri.v1.PodSandboxStatusRequest;
import io.navarch.node.cri.v1.PortForwardRequest;
import io.navarch.node.cri.v1.RemoveContainerRequest;
import io.navarch.node.cri.v1.RemovePodSandboxRequest;
import io.navarch.node.cri.v1.ReopenContainerLogRequest;
import io.navarch.node.cri.v1.RunPodSandboxRequest;
import io.navarch.node.cri.v1.RuntimeServiceGrpc;
import io.navarch.node.cri.v1.RuntimeStatus;
import io.navarch.node.cri.v1.StartContainerRequest;
import io.navarch.node.cri.v1.StatusRequest;
import io.navarch.node.cri.v1.StopContainerRequest;
import io.navarch.node.cri.v1.StopPodSandboxRequest;
import io.navarch.node.cri.v1.UpdateContainerResourcesRequest;
import io.navarch.node.cri.v1.VersionRequest;
import io.navarch.node.cri.v1.VersionResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link ContainerRuntime} over CRI v1. */
public final class CriRuntime implements ContainerRuntime {
  /** How long a call may take that starts or stops things; the kubelet's runtimeRequestTimeout. */
  private static final Duration CALL = Duration.ofMinutes(2);

  /** A sandbox may have to wait for its network plugin. */
  private static final Duration SANDBOX = Duration.ofMinutes(4);

  private final RuntimeServiceGrpc.RuntimeServiceBlockingStub stub;

  public CriRuntime(CriConnection connection) {
    this.stub = RuntimeServiceGrpc.newBlockingStub(connection.channel());
  }

  private RuntimeServiceGrpc.RuntimeServiceBlockingStub within(Duration limit) {
    return stub.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public VersionResponse version() {
    return call(
        () -> within(CALL).version(VersionRequest.newBuilder().setVersion("0.1.0").build()));
  }

  @Override
  public RuntimeStatus status() {
    return call(() -> within(CALL).status(StatusRequest.getDefaultInstance())).getStatus();
  }

  @Override
  public String runSandbox(PodSandboxConfig config, String handler) {
    var request =
        RunPodSandboxRequest.newBuilder().setConfig(config).setRuntimeHandler(handler).build();
    return call(() -> within(SANDBOX).runPodSandbox(request)).getPodSandboxId();
  }

  @Override
  public void stopSandbox(String id) {
    var request = StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build();
    var unused = call(() -> within(CALL).stopPodSandbox(request));
  }

  @Override
  public void removeSandbox(String id) {
    var request = RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build();
    var unused = call(() -> within(CALL).removePodSandbox(request));
  }

  @Override
  public PodSandboxStatus sandboxStatus(String id) {
    var request = PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build();
    return call(() -> within(CALL).podSandboxStatus(request)).getStatus();
  }

  @Override
  public List<PodSandbox> sandboxes(PodSandboxFilter filter) {
    var request = ListPodSandboxRequest.newBuilder().setFilter(filter).build();
    return call(() -> within(CALL).listPodSandbox(request)).getItemsList();
  }

  @Override
  public String createContainer(
      String sandboxId, ContainerConfig config, PodSandboxConfig sandbox) {
    var request =
        CreateContainerRequest.newBuilder()
            .setPodSandboxId(sandboxId)
            .setConfig(config)
            .setSandboxConfig(sandbox)
            .build();
    return call(() -> within(CALL).createContainer(request)).getContainerId();
  }

  @Override
  public void startContainer(String id) {
    var request = StartContainerRequest.newBuilder().setContainerId(id).build();
    var unused = call(() -> within(CALL).startContainer(request));
  }

  @Override
  public void stopContainer(String id, Duration grace) {
    var request =
        StopContainerRequest.newBuilder().setContainerId(id).setTimeout(grace.toSeconds()).build();
    var unused = call(() -> within(CALL.plus(grace)).stopContainer(request));
  }

  @Override
  public void removeContainer(String id) {
    var request = RemoveContainerRequest.newBuilder().setContainerId(id).build();
    var unused = call(() -> within(CALL).removeContainer(request));
  }

  @Override
  public List<Container> containers(ContainerFilter filter) {
    var request = ListContainersRequest.newBuilder().setFilter(filter).build();
    return call(() -> within(CALL).listContainers(request)).getContainersList();
  }

  @Override
  public ContainerStatus containerStatus(String id) {
    var request = ContainerStatusRequest.newBuilder().setContainerId(id).build();
    return call(() -> within(CALL).containerStatus(request)).getStatus();
  }

  @Override
  public void updateResources(String id, LinuxContainerResources resources) {
    var request =
        UpdateContainerResourcesRequest.newBuilder().setContainerId(id).setLinux(resources).build();
    var unused = call(() -> within(CALL).updateContainerResources(request));
  }

  @Override
  public void reopenLog(String id) {
    var request = ReopenContainerLogRequest.newBuilder().setContainerId(id).build();
    var unused = call(() -> within(CALL).reopenContainerLog(request));
  }

  @Override
  public ExecResult exec(String containerId, List<String> command, Duration timeout) {
    var request =
        ExecSyncRequest.newBuilder()
            .setContainerId(containerId)
            .addAllCmd(command)
            .setTimeout(Math.max(0, timeout.toSeconds()))
            .build();
    // The runtime enforces the timeout itself; the call's own limit only catches a runtime that
    // hangs.
    Duration limit = timeout.isZero() ? CALL : timeout.plusSeconds(10);
    var response = call(() -> within(limit).execSync(request));
    return new ExecResult(
        response.getExitCode(),
        response.getStdout().toByteArray(),
        response.getStderr().toByteArray());
  }

  @Override
  public String execUrl(ExecRequest request) {
    return call(() -> within(CALL).exec(request)).getUrl();
  }

  @Override
  public String attachUrl(AttachRequest request) {
    return call(() -> within(CALL).attach(request)).getUrl();
  }

  @Override
  public String portForwardUrl(String sandboxId, List<Integer> ports) {
    var request =
        PortForwardRequest.newBuilder().setPodSandboxId(sandboxId).addAllPort(ports).build();
    return call(() -> within(CALL).portForward(request)).getUrl();
  }

  @Override
  public List<ContainerStats> containerStats() {
    var request =
        ListContainerStatsRequest.newBuilder()
            .setFilter(ContainerStatsFilter.getDefaultInstance())
            .build();
    return call(() -> within(CALL).listContainerStats(request)).getStatsList();
  }
}

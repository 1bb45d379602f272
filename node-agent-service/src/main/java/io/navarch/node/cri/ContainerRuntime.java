package io.navarch.node.cri;

import io.navarch.node.cri.v1.AttachRequest;
import io.navarch.node.cri.v1.Container;
import io.navarch.node.cri.v1.ContainerConfig;
import io.navarch.node.cri.v1.ContainerFilter;
import io.navarch.node.cri.v1.ContainerStats;
import io.navarch.node.cri.v1.ContainerStatus;
import io.navarch.node.cri.v1.ExecRequest;
import io.navarch.node.cri.v1.LinuxContainerResources;
import io.navarch.node.cri.v1.PodSandbox;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.cri.v1.PodSandboxFilter;
import io.navarch.node.cri.v1.PodSandboxStatus;
import io.navarch.node.cri.v1.RuntimeStatus;
import io.navarch.node.cri.v1.VersionResponse;
import java.time.Duration;
import java.util.List;

/**
 * Sandboxes and containers on this node. Every method blocks until the runtime has answered and
 * throws {@link RuntimeFailure} when it refuses or is away. Ids are the runtime's own.
 */
public interface ContainerRuntime {
  VersionResponse version();

  RuntimeStatus status();

  /**
   * Creates and starts a sandbox, its network included; returns its id. An empty handler means the
   * default one.
   */
  String runSandbox(PodSandboxConfig config, String handler);

  /** Stops a sandbox and every container in it; does nothing when it is stopped or gone. */
  void stopSandbox(String id);

  void removeSandbox(String id);

  PodSandboxStatus sandboxStatus(String id);

  List<PodSandbox> sandboxes(PodSandboxFilter filter);

  /** Creates a container in a sandbox, without starting it; returns its id. */
  String createContainer(String sandboxId, ContainerConfig config, PodSandboxConfig sandbox);

  void startContainer(String id);

  /**
   * Asks the container to stop, and kills it when it still runs after {@code grace}; returns when
   * it is dead.
   */
  void stopContainer(String id, Duration grace);

  void removeContainer(String id);

  List<Container> containers(ContainerFilter filter);

  ContainerStatus containerStatus(String id);

  void updateResources(String id, LinuxContainerResources resources);

  /** Tells the runtime that the container's log file was renamed, so that it opens a new one. */
  void reopenLog(String id);

  /**
   * Runs a command in a container to its end; a timeout fails with {@link
   * RuntimeFailure.Kind#DEADLINE}.
   */
  ExecResult exec(String containerId, List<String> command, Duration timeout);

  /** Prepares a streaming exec; returns the address on the runtime's own streaming server. */
  String execUrl(ExecRequest request);

  String attachUrl(AttachRequest request);

  String portForwardUrl(String sandboxId, List<Integer> ports);

  List<ContainerStats> containerStats();

  /** What a command in a container left behind. */
  record ExecResult(int exitCode, byte[] stdout, byte[] stderr) {}
}

package io.navarch.node.cri;

import io.navarch.node.cgroup.CgroupfsPodCgroups;
import io.navarch.node.cgroup.PodCgroups;
import io.navarch.node.cri.v1.PodSandbox;
import io.navarch.node.cri.v1.PodSandboxFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends every pod of a runtime and removes their control groups, for taking a node down for good:
 * {@code java -cp … io.navarch.node.cri.StopAllPods <socket> <group>}.
 */
public final class StopAllPods {
  private StopAllPods() {}

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /** The arguments are the runtime's Unix socket, and the control group below which pods run. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 2) {
      System.err.println(
          "usage: StopAllPods <path of the container runtime's socket> <control group>");
      System.exit(2);
    }
    List<String> failures =
        stopAll(Path.of(arguments[0]), new CgroupfsPodCgroups(CGROUPS, arguments[1]));
    if (!failures.isEmpty()) {
      failures.forEach(System.err::println);
      System.exit(1);
    }
  }

  /** Stops and removes all sandboxes; returns what went wrong. */
  public static List<String> stopAll(Path socket, CgroupfsPodCgroups cgroups)
      throws InterruptedException {
    List<String> failures = new ArrayList<>();
    try (CriConnection connection = new CriConnection(socket)) {
      stopAll(new CriRuntime(connection), cgroups, failures);
    }
    cgroups.removeShared();
    return failures;
  }

  private static void stopAll(ContainerRuntime runtime, PodCgroups cgroups, List<String> failures)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (PodSandbox sandbox : runtime.sandboxes(PodSandboxFilter.getDefaultInstance())) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      runtime.stopSandbox(sandbox.getId());
                      runtime.removeSandbox(sandbox.getId());
                      cgroups.remove(sandbox.getMetadata().getUid());
                    } catch (RuntimeFailure e) {
                      synchronized (failures) {
                        failures.add(sandbox.getMetadata().getName() + ": " + e.getMessage());
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

package io.navarch.node.cri;

import io.navarch.node.cri.v1.PodSandbox;
import io.navarch.node.cri.v1.PodSandboxFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends every pod of a runtime, for taking a node down for good: {@code java -cp …
 * io.navarch.node.cri.StopAllPods <socket>}.
 */
public final class StopAllPods {
  private StopAllPods() {}

  /** The one argument is the runtime's Unix socket. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 1) {
      System.err.println("usage: StopAllPods <path of the container runtime's socket>");
      System.exit(2);
    }
    List<String> failures = stopAll(Path.of(arguments[0]));
    if (!failures.isEmpty()) {
      failures.forEach(System.err::println);
      System.exit(1);
    }
  }

  /** Stops and removes all sandboxes; returns what went wrong. */
  public static List<String> stopAll(Path socket) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    try (CriConnection connection = new CriConnection(socket)) {
      stopAll(new CriRuntime(connection), failures);
    }
    return failures;
  }

  private static void stopAll(ContainerRuntime runtime, List<String> failures)
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

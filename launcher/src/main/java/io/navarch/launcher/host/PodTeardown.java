package io.navarch.launcher.host;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.join.JoinedNode;
import io.navarch.launcher.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends all pods of a node whose agent is stopped, through the node agent's own knowledge of the
 * runtime.
 */
public final class PodTeardown {
  private PodTeardown() {}

  /**
   * Stops and removes every pod sandbox of our containerd, which takes their networks and mounts
   * back.
   */
  public static boolean stopAll(ClusterLayout layout) throws IOException {
    Optional<ClusterOptions> saved = ClusterOptions.load(layout.options());
    String cgroupRoot =
        JoinedNode.load(layout)
            .map(JoinedNode::options)
            .or(() -> saved)
            .map(ClusterOptions::cgroupRoot)
            .orElse("/");
    List<String> words =
        new ArrayList<>(
            Distribution.current().program(Role.NODE, "io.navarch.node.cri.StopAllPods"));
    words.addAll(List.of(layout.containerdSocket().toString(), cgroupRoot));
    Command.Result result = Command.run(Duration.ofMinutes(2), words);
    if (!result.succeeded()) {
      throw new IOException("could not stop the pods: " + result.output().strip());
    }
    return true;
  }
}

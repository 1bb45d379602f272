package io.navarch.launcher.command;

import io.navarch.launcher.Console;
import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.host.CleanUp;
import io.navarch.launcher.host.FileTree;
import io.navarch.launcher.host.PodTeardown;
import io.navarch.launcher.process.Daemon;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops the cluster and takes back everything but its data. */
@Command(
    name = "down",
    description = "Stop the cluster; its data stays, and up goes on with it.",
    mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
  @Mixin private final DataDirectory data = new DataDirectory();

  @Option(names = "--delete", description = "Delete the cluster's data too.")
  private boolean delete;

  @Override
  public Integer call() throws Exception {
    ClusterLayout layout = data.layout();
    InstantSource clock = InstantSource.system();
    Console console = new Console(System.out, clock, System.console() != null);
    Cluster cluster = new Cluster(layout, clock);
    List<String> problems = new ArrayList<>();
    for (List<Daemon> step : cluster.stopSteps()) {
      List<Daemon> running = step.stream().filter(d -> d.running().isPresent()).toList();
      if (running.stream().anyMatch(d -> d.name().equals("containerd"))) {
        stopPods(layout, console, problems);
      }
      running.forEach(Daemon::askToEnd);
      for (Daemon daemon : running) {
        console.step(daemon.name() + " stopped", () -> daemon.stop(Duration.ofSeconds(20)));
      }
    }
    problems.addAll(
        console.step("mounts, packet rules and links removed", () -> new CleanUp(layout).run()));
    if (delete) {
      console.step("data deleted", () -> FileTree.delete(layout.data()));
    }
    problems.forEach(console::say);
    return problems.isEmpty() ? 0 : 1;
  }

  /** A runtime that no longer answers must not keep the rest from being taken back. */
  private static void stopPods(ClusterLayout layout, Console console, List<String> problems)
      throws Exception {
    try {
      console.step("pods stopped", () -> PodTeardown.stopAll(layout));
    } catch (IOException e) {
      problems.add(e.getMessage() + "; their processes were ended the hard way");
    }
  }
}

package io.navarch.launcher.command;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.launcher.cluster.AdminClient;
import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.cluster.ClusterDns;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.join.JoinedNode;
import io.navarch.launcher.process.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which processes run, how much memory they use and how the nodes are. */
@Command(
    name = "status",
    description = "Show the cluster's processes and nodes; exit code 1 if something is down.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  @Mixin private final DataDirectory data = new DataDirectory();

  @Override
  public Integer call() throws IOException {
    Optional<JoinedNode> joined = JoinedNode.load(data.layout());
    if (joined.isPresent()) {
      return statusOf(joined.get());
    }
    Optional<ClusterOptions> options = ClusterOptions.load(data.layout().options());
    if (options.isEmpty()) {
      System.out.println(
          "There is no cluster in " + data.layout().data() + "; make one: ./navarch up");
      return 1;
    }
    boolean allUp =
        printProcesses((cluster, daemon) -> cluster.isExpected(daemon, options.get()))
            && printNodes(options.get());
    return allUp ? 0 : 1;
  }

  private int statusOf(JoinedNode node) {
    System.out.println("node " + node.options().nodeName() + " of " + node.server());
    boolean allUp =
        printProcesses(
            (_, daemon) ->
                daemon.name().equals(Role.NODE.roleName())
                    || (daemon.name().equals("containerd")
                        && node.options().criSocket().isEmpty()));
    return allUp ? 0 : 1;
  }

  /** Whether all that are expected run. */
  private boolean printProcesses(BiPredicate<Cluster, Daemon> expected) {
    Cluster cluster = new Cluster(data.layout(), InstantSource.system());
    System.out.printf("%-16s %-9s %8s %10s%n", "PROCESS", "STATE", "PID", "MEMORY");
    boolean allUp = true;
    for (Daemon daemon : cluster.all().reversed()) {
      if (!expected.test(cluster, daemon)) {
        continue;
      }
      Optional<ProcessHandle> running = daemon.running();
      allUp &= running.isPresent();
      System.out.printf(
          "%-16s %-9s %8s %10s%n",
          daemon.name(),
          running.isPresent() ? "running" : "stopped",
          running.map(p -> Long.toString(p.pid())).orElse("-"),
          running.map(p -> memory(p.pid())).orElse("-"));
    }
    return allUp;
  }

  private boolean printNodes(ClusterOptions options) {
    try (AdminClient admin = AdminClient.of(data.layout())) {
      System.out.println();
      boolean ready = true;
      for (Node node : admin.client().nodes().list().getItems()) {
        boolean nodeReady = AdminClient.isReady(node);
        ready &= nodeReady;
        System.out.println(
            "node " + node.getMetadata().getName() + ": " + (nodeReady ? "Ready" : "not ready"));
      }
      System.out.println("API server: " + admin.client().getMasterUrl());
      return printDns(options) && ready;
    } catch (KubernetesClientException e) {
      System.out.println("The API server does not answer: " + e.getMessage());
      return false;
    }
  }

  /** Without an address that pods reach there is none, which is no fault. */
  private static boolean printDns(ClusterOptions options) {
    ClusterDns dns = new ClusterDns(options);
    boolean answers = dns.canBeReached() && dns.answers();
    System.out.println(
        "cluster DNS: "
            + options.dnsIp()
            + (answers ? "" : dns.canBeReached() ? " does not answer" : " is not reachable"));
    return answers || !dns.canBeReached();
  }

  private static String memory(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(l -> l.startsWith("VmRSS:"))
          .map(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024 + " MB")
          .findFirst()
          .orElse("-");
    } catch (IOException e) {
      return "-";
    }
  }
}

package io.navarch.launcher.command;

import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.host.HostCheck;
import io.navarch.launcher.host.Requirement;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks whether this machine can run a cluster and whether the one on it is well. */
@Command(
    name = "doctor",
    description =
        "Check what a cluster needs of this machine; exit code 1 if something is missing.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private final DataDirectory data = new DataDirectory();

  @Override
  public Integer call() throws IOException {
    ClusterOptions options =
        ClusterOptions.load(data.layout().options()).orElse(UpCommand.defaults());
    List<Requirement> all = new ArrayList<>(HostCheck.all(options));
    if (!new Cluster(data.layout(), InstantSource.system()).isRunning()) {
      for (int port : HostCheck.ports(options)) {
        all.add(HostCheck.portFree(port));
      }
    }
    for (Requirement r : all) {
      System.out.println(
          (r.met() ? "   ✓ " : "   ✗ ") + r.name() + r.problem().map(p -> ": " + p).orElse(""));
    }
    return all.stream().allMatch(Requirement::met) ? 0 : 1;
  }
}

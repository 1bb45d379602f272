package io.navarch.launcher.command;

import io.navarch.launcher.cluster.AotCaches;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A step of the build: makes the start-up caches of the cluster's processes. */
@Command(name = "start-up-caches", hidden = true)
public final class StartUpCachesCommand implements Callable<Integer> {
  @Option(names = "--own-network", description = "This process has a network namespace to itself.")
  private boolean ownNetwork;

  @Override
  public Integer call() throws Exception {
    AotCaches.make(ownNetwork);
    return 0;
  }
}

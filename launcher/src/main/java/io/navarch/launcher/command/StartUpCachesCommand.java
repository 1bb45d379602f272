package io.navarch.launcher.command;

import io.navarch.launcher.cluster.AotCaches;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A step of the build: makes the start-up caches of the cluster's processes. */
@Command(name = "start-up-caches", hidden = true)
public final class StartUpCachesCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    AotCaches.make();
    return 0;
  }
}

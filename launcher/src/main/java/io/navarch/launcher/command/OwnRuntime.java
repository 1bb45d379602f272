package io.navarch.launcher.command;

import io.navarch.launcher.Console;
import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.host.Containerd;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A containerd of our own, which gets ready while other things are done. */
final class OwnRuntime {
  private final FutureTask<Boolean> work;

  private OwnRuntime(Callable<Boolean> work) {
    this.work = new FutureTask<>(work);
  }

  /** Begins to start it and to bring it the images of the sandbox and the demo. */
  static OwnRuntime begin(Cluster cluster, Duration limit) {
    Containerd containerd = new Containerd(cluster.layout());
    OwnRuntime runtime =
        new OwnRuntime(
            () -> {
              containerd.start();
              cluster.await("containerd answers", limit, containerd.daemon(), containerd::isReady);
              containerd.importImages();
              return true;
            });
    Thread.ofPlatform().name("containerd-start").daemon().start(runtime.work);
    return runtime;
  }

  /** Waits until it is ready. */
  void finish(Console console) throws Exception {
    console.step(
        "containerd, with the images of the sandbox and the demo",
        () -> {
          try {
            return work.get();
          } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
          }
        });
  }
}

package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.probe.ProbeOutcome;
import io.navarch.node.probe.Prober;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs what a container wants done right after its start or right before its end. */
final class LifecycleHooks {
  private static final Duration HTTP_LIMIT = Duration.ofSeconds(30);

  private final ContainerRuntime runtime;

  LifecycleHooks(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** Runs a hook to its end, at most {@code limit} long; returns why it failed, or null. */
  @Nullable String run(
      LifecycleHandler hook, Container container, String containerId, String podIp, Duration limit)
      throws InterruptedException {
    if (hook.getExec() != null) {
      return exec(hook, containerId, limit);
    }
    if (hook.getHttpGet() != null) {
      Duration http = limit.compareTo(HTTP_LIMIT) < 0 ? limit : HTTP_LIMIT;
      ProbeOutcome outcome = Prober.http(hook.getHttpGet(), container, podIp, http);
      return outcome.success() ? null : outcome.output();
    }
    if (hook.getSleep() != null) {
      Duration wanted = Duration.ofSeconds(hook.getSleep().getSeconds());
      Thread.sleep(wanted.compareTo(limit) < 0 ? wanted : limit);
    }
    return null;
  }

  private @Nullable String exec(LifecycleHandler hook, String containerId, Duration limit) {
    try {
      var result = runtime.exec(containerId, hook.getExec().getCommand(), limit);
      if (result.exitCode() == 0) {
        return null;
      }
      return "command '"
          + String.join(" ", hook.getExec().getCommand())
          + "' exited with "
          + result.exitCode()
          + ": "
          + new String(result.stderr(), StandardCharsets.UTF_8);
    } catch (RuntimeFailure e) {
      return e.getMessage();
    }
  }
}

package io.navarch.node.gc;

import io.navarch.node.cgroup.PodCgroups;
import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.pod.NodeFacts;
import io.navarch.node.pod.ObservedPod;
import io.navarch.node.volume.PodVolumes;
import io.navarch.node.volume.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods that were let go while the agent was away: what the runtime and the disk still have of them
 * is removed.
 */
public final class OrphanPods {
  private static final Logger log = LoggerFactory.getLogger(OrphanPods.class);

  private final ContainerRuntime runtime;
  private final PodVolumes volumes;
  private final PodCgroups cgroups;
  private final NodeFacts node;

  public OrphanPods(
      ContainerRuntime runtime, PodVolumes volumes, PodCgroups cgroups, NodeFacts node) {
    this.runtime = runtime;
    this.volumes = volumes;
    this.cgroups = cgroups;
    this.node = node;
  }

  /**
   * Removes all that belongs to pods that are not wanted; call only while all sources of pods are
   * known.
   */
  public void remove(Map<String, ObservedPod> present, Set<String> wanted) {
    present.forEach(
        (uid, pod) -> {
          if (!wanted.contains(uid)) {
            end(pod);
          }
        });
    Set<String> traces = new HashSet<>(directories());
    traces.addAll(cgroups.present());
    for (String uid : traces) {
      if (!wanted.contains(uid) && !present.containsKey(uid)) {
        forget(uid);
      }
    }
  }

  private void end(ObservedPod pod) {
    log.info("Pod {}/{} is not wanted on this node any more", pod.namespace(), pod.name());
    try {
      pod.sandboxes().forEach(s -> runtime.stopSandbox(s.id()));
      pod.containers().forEach(c -> runtime.removeContainer(c.id()));
      pod.sandboxes().forEach(s -> runtime.removeSandbox(s.id()));
      Trees.delete(node.podLogDir(pod.namespace(), pod.name(), pod.uid()));
    } catch (RuntimeFailure | IOException e) {
      log.debug("Left for the next round", e);
    }
  }

  private void forget(String uid) {
    try {
      volumes.tearDown(uid);
      cgroups.remove(uid);
    } catch (UncheckedIOException e) {
      log.debug("Left for the next round", e);
    }
  }

  private Set<String> directories() {
    Path pods = node.rootDir().resolve("pods");
    if (Files.notExists(pods)) {
      return Set.of();
    }
    Set<String> uids = new HashSet<>();
    try (Stream<Path> entries = Files.list(pods)) {
      entries.forEach(p -> uids.add(p.getFileName().toString()));
    } catch (IOException e) {
      log.debug("The pods' directories cannot be listed", e);
    }
    return uids;
  }
}

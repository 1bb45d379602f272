package io.navarch.node.pod;

import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.Container;
import io.navarch.node.cri.v1.ContainerFilter;
import io.navarch.node.cri.v1.ContainerState;
import io.navarch.node.cri.v1.ContainerStatus;
import io.navarch.node.cri.v1.PodIP;
import io.navarch.node.cri.v1.PodSandbox;
import io.navarch.node.cri.v1.PodSandboxFilter;
import io.navarch.node.cri.v1.PodSandboxState;
import io.navarch.node.cri.v1.PodSandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the runtime has of pods. A container's details are asked for once per state it is seen
 * in, since they do not change otherwise; so a look at an unchanged pod costs two calls.
 */
public final class RuntimeObserver {
  private final ContainerRuntime runtime;
  private final Map<String, ObservedContainer> containers = new ConcurrentHashMap<>();
  private final Map<String, ObservedSandbox> sandboxes = new ConcurrentHashMap<>();

  public RuntimeObserver(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** Looks at one pod. */
  public ObservedPod observe(String uid, String namespace, String name) {
    var sandboxList =
        runtime.sandboxes(
            PodSandboxFilter.newBuilder().putLabelSelector(RuntimeLabels.POD_UID, uid).build());
    var containerList =
        runtime.containers(
            ContainerFilter.newBuilder().putLabelSelector(RuntimeLabels.POD_UID, uid).build());
    return assemble(uid, namespace, name, sandboxList, containerList);
  }

  /** Looks at all pods, by uid, and forgets the details of what is gone. */
  public Map<String, ObservedPod> observeAll() {
    Map<String, List<PodSandbox>> sandboxesByPod = new HashMap<>();
    Map<String, List<Container>> containersByPod = new HashMap<>();
    Map<String, Map<String, String>> labels = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (PodSandbox s : runtime.sandboxes(PodSandboxFilter.getDefaultInstance())) {
      String uid = s.getLabelsOrDefault(RuntimeLabels.POD_UID, s.getMetadata().getUid());
      sandboxesByPod.computeIfAbsent(uid, k -> new ArrayList<>()).add(s);
      labels.put(uid, s.getLabelsMap());
      ids.add(s.getId());
    }
    for (Container c : runtime.containers(ContainerFilter.getDefaultInstance())) {
      String uid = c.getLabelsOrDefault(RuntimeLabels.POD_UID, "");
      if (!uid.isEmpty()) {
        containersByPod.computeIfAbsent(uid, k -> new ArrayList<>()).add(c);
        labels.putIfAbsent(uid, c.getLabelsMap());
        ids.add(c.getId());
      }
    }
    Map<String, ObservedPod> pods = new HashMap<>();
    labels.forEach(
        (uid, l) ->
            pods.put(
                uid,
                assemble(
                    uid,
                    l.getOrDefault(RuntimeLabels.POD_NAMESPACE, ""),
                    l.getOrDefault(RuntimeLabels.POD_NAME, ""),
                    sandboxesByPod.getOrDefault(uid, List.of()),
                    containersByPod.getOrDefault(uid, List.of()))));
    containers.keySet().retainAll(ids);
    sandboxes.keySet().retainAll(ids);
    return pods;
  }

  private ObservedPod assemble(
      String uid,
      String namespace,
      String name,
      List<PodSandbox> sandboxList,
      List<Container> containerList) {
    List<ObservedSandbox> seenSandboxes = new ArrayList<>();
    for (PodSandbox s : sandboxList) {
      ObservedSandbox seen = sandbox(s);
      if (seen != null) {
        seenSandboxes.add(seen);
      }
    }
    List<ObservedContainer> seenContainers = new ArrayList<>();
    for (Container c : containerList) {
      ObservedContainer seen = container(c);
      if (seen != null) {
        seenContainers.add(seen);
      }
    }
    return new ObservedPod(uid, namespace, name, seenSandboxes, seenContainers);
  }

  private @Nullable ObservedSandbox sandbox(PodSandbox listed) {
    boolean ready = listed.getState() == PodSandboxState.SANDBOX_READY;
    ObservedSandbox known = sandboxes.get(listed.getId());
    if (known != null && known.ready() == ready) {
      return known;
    }
    try {
      PodSandboxStatus status = runtime.sandboxStatus(listed.getId());
      List<String> ips = new ArrayList<>();
      if (!status.getNetwork().getIp().isEmpty()) {
        ips.add(status.getNetwork().getIp());
        status.getNetwork().getAdditionalIpsList().stream().map(PodIP::getIp).forEach(ips::add);
      }
      ObservedSandbox seen =
          new ObservedSandbox(
              listed.getId(),
              listed.getMetadata().getAttempt(),
              status.getState() == PodSandboxState.SANDBOX_READY,
              nanos(listed.getCreatedAt()),
              ips);
      sandboxes.put(listed.getId(), seen);
      return seen;
    } catch (RuntimeFailure e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable ObservedContainer container(Container listed) {
    ObservedContainer known = containers.get(listed.getId());
    if (known != null && known.state() == state(listed.getState())) {
      return known;
    }
    try {
      ObservedContainer seen =
          observed(runtime.containerStatus(listed.getId()), listed.getPodSandboxId());
      containers.put(listed.getId(), seen);
      return seen;
    } catch (RuntimeFailure e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private static ObservedContainer observed(ContainerStatus s, String sandboxId) {
    Map<String, String> annotations = s.getAnnotationsMap();
    return new ObservedContainer(
        s.getId(),
        sandboxId,
        s.getLabelsOrDefault(RuntimeLabels.CONTAINER_NAME, s.getMetadata().getName()),
        Integer.parseInt(
            annotations.getOrDefault(
                RuntimeLabels.RESTART_COUNT, Integer.toString(s.getMetadata().getAttempt()))),
        state(s.getState()),
        annotations.getOrDefault(RuntimeLabels.HASH, ""),
        nanos(s.getCreatedAt()),
        s.getStartedAt() > 0 ? nanos(s.getStartedAt()) : null,
        s.getFinishedAt() > 0 ? nanos(s.getFinishedAt()) : null,
        s.getExitCode(),
        s.getReason(),
        s.getMessage(),
        s.getImage().getImage(),
        s.getImageRef(),
        s.getLogPath(),
        annotations);
  }

  private static ObservedContainer.State state(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> ObservedContainer.State.CREATED;
      case CONTAINER_RUNNING -> ObservedContainer.State.RUNNING;
      case CONTAINER_EXITED -> ObservedContainer.State.EXITED;
      case CONTAINER_UNKNOWN, UNRECOGNIZED -> ObservedContainer.State.UNKNOWN;
    };
  }

  private static Instant nanos(long sinceEpoch) {
    return Instant.ofEpochSecond(0, sinceEpoch);
  }
}

package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the node remembers of one pod while it works on it. The wanted pod is set by the sources of
 * pods; all else belongs to the pod's own worker.
 */
final class PodWork {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  private final String uid;
  private final PodLifecycle lifecycle;
  private volatile Pod pod;
  private volatile @Nullable Pod statusTarget;
  private volatile boolean goneFromSource;

  final Map<String, BackOff> backOffs = new HashMap<>();
  final Map<String, WaitingReason> waiting = new HashMap<>();
  final Map<String, Instant> retryAt = new HashMap<>();
  final Set<String> hooksRun = new HashSet<>();
  @Nullable WaitingReason verdict;

  /** Whether the node has taken the pod; until then it takes nothing from others. */
  volatile boolean admitted;

  /** What containers have got since their start, by their ids. */
  final Map<String, ResourceAmounts> actuated = new HashMap<>();

  /** Why the resources that the pod wants have not been granted; null when they have. */
  @Nullable WaitingReason resizePending;

  /** What the runtime said to the last resize; null when it went well. */
  @Nullable String resizeError;

  int failures;

  PodWork(Pod pod, @Nullable Pod statusTarget, PodLifecycle lifecycle) {
    this.uid = pod.getMetadata().getUid();
    this.pod = pod;
    this.statusTarget = statusTarget;
    this.lifecycle = lifecycle;
  }

  String uid() {
    return uid;
  }

  Pod pod() {
    return pod;
  }

  /**
   * The API's object for this pod: the pod itself, or a static pod's mirror; null while there is
   * none.
   */
  @Nullable Pod statusTarget() {
    return statusTarget;
  }

  PodLifecycle lifecycle() {
    return lifecycle;
  }

  void update(Pod wanted, @Nullable Pod target) {
    this.pod = wanted;
    this.statusTarget = target;
  }

  /** Notes that the pod's source does not have it any more. */
  void markGone() {
    goneFromSource = true;
  }

  boolean gone() {
    return goneFromSource;
  }

  boolean mustStop() {
    return goneFromSource || pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** How long containers may take to stop. */
  Duration grace() {
    Long wanted =
        pod.getMetadata().getDeletionTimestamp() != null
            ? pod.getMetadata().getDeletionGracePeriodSeconds()
            : pod.getSpec().getTerminationGracePeriodSeconds();
    Duration grace = wanted == null ? DEFAULT_GRACE : Duration.ofSeconds(wanted);
    return grace.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : grace;
  }

  /** A container's place in the pod's specification, as events name it. */
  static String fieldPath(Pod pod, String container) {
    if (pod.getSpec().getInitContainers().stream().anyMatch(c -> c.getName().equals(container))) {
      return "spec.initContainers{" + container + "}";
    }
    if (pod.getSpec().getEphemeralContainers().stream()
        .anyMatch(c -> c.getName().equals(container))) {
      return "spec.ephemeralContainers{" + container + "}";
    }
    return "spec.containers{" + container + "}";
  }
}

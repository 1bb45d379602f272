package io.navarch.scheduler.run;

import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.plugin.VolumeStep;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the scheduler does to the cluster. Calls return at once; the work is done elsewhere. */
public interface Outbox {
  /** How binding a pod ended. */
  sealed interface BindOutcome {}

  record Done() implements BindOutcome {}

  /** The pod no longer exists. */
  record PodGone() implements BindOutcome {}

  /** The API refused or could not be reached. */
  record Failed(String message) implements BindOutcome {}

  /** Does what the volumes need, binds the pod to the node, and then says how it went. */
  void bind(PodInfo pod, String node, List<VolumeStep> volumes, Consumer<BindOutcome> then);

  /**
   * Tells the pod's owner why it is not placed, by event and by condition.
   *
   * @param reason {@code Unschedulable} or {@code SchedulerError}
   * @param nominatedNode the node that it is promised, empty for none, null to leave that as it is
   */
  void notPlaced(PodInfo pod, String reason, String message, @Nullable String nominatedNode);

  /** Evicts the victims to make room on the node, and then says whether all were asked to leave. */
  void evict(PodInfo preemptor, String node, List<PodInfo> victims, Consumer<Boolean> then);
}

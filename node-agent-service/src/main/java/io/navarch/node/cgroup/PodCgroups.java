package io.navarch.node.cgroup;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;

/** The control groups in which the runtime places the containers of pods. */
public interface PodCgroups {
  /**
   * Makes the pod's control group with its limits; returns the path that the runtime is told.
   *
   * @param inUse containers run in it, perhaps with more than the pod has now: limits are raised,
   *     and lowered only by {@link #settle}
   */
  String prepare(Pod pod, boolean inUse);

  /** Sets the limits of the pod's control group, now that its containers keep within them. */
  void settle(Pod pod);

  /** Removes the pod's control group; processes left in it are killed first. */
  void remove(String podUid);

  /** The uids of pods that have a control group. */
  Set<String> present();
}

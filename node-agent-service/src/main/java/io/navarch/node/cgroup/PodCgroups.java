package io.navarch.node.cgroup;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;

/** The control groups in which the runtime places the containers of pods. */
public interface PodCgroups {
  /** Makes the pod's control group with its limits; returns the path that the runtime is told. */
  String prepare(Pod pod);

  /** Removes the pod's control group; processes left in it are killed first. */
  void remove(String podUid);

  /** The uids of pods that have a control group. */
  Set<String> present();
}

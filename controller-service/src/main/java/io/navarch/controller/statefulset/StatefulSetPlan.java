package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * What a StatefulSet needs now.
 *
 * @param create ordinals to create, with the revision of each
 */
record StatefulSetPlan(List<Creation> create, List<Pod> delete) {

  /** One pod to be made. */
  record Creation(int ordinal, String revision) {}
}

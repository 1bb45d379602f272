package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;

/**
 * What a DaemonSet needs now.
 *
 * @param create names of the nodes that lack a pod
 */
record DaemonPlan(List<String> create, List<Pod> delete, DaemonSetStatus status) {}

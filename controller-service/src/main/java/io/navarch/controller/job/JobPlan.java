package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Job needs now, in this order: the pods to delete, the pods to create, the status, and then
 * the pods whose tracking finalizer may go because the status counts them.
 *
 * @param create the pods to create
 * @param events what to tell about the Job
 * @param lookAgain when time alone brings a change; null when it does not
 */
record JobPlan(
    List<Pod> delete,
    List<NewPod> create,
    JobStatus status,
    List<Pod> untrack,
    List<Note> events,
    @Nullable Duration lookAgain) {

  /**
   * A pod to create.
   *
   * @param index its completion index; null for a Job without indexes
   * @param before the failures of its index; null for a Job that does not limit them per index
   */
  record NewPod(@Nullable Integer index, IndexFailures.@Nullable Count before) {}

  /** An event about the Job. */
  record Note(boolean warning, String reason, String message) {}
}

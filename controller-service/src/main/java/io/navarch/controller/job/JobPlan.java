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
 * @param createIndexes the indexes of the pods to create; null entries for a Job without indexes
 * @param events what to tell about the Job
 * @param lookAgain when time alone brings a change; null when it does not
 */
record JobPlan(
    List<Pod> delete,
    List<@Nullable Integer> createIndexes,
    JobStatus status,
    List<Pod> untrack,
    List<Note> events,
    @Nullable Duration lookAgain) {

  /** An event about the Job. */
  record Note(boolean warning, String reason, String message) {}
}

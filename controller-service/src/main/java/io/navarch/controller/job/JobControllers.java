package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.OwnedPodEvents;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wires the controllers of Jobs. */
public final class JobControllers {

  private JobControllers() {}

  public static Controller jobs(ControllerContext context) {
    SharedIndexInformer<Job> jobs = context.informers().of(Job.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    ClaimExecutor.index(pods);
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(Duration.ofSeconds(1), Duration.ofMinutes(1), System::nanoTime);
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    JobReconciler reconciler = new JobReconciler(context, jobs, pods, expectations);
    Informers.onAny(jobs, job -> queue.add(ObjectKey.of(job)));
    pods.addEventHandler(new OwnedPodEvents("Job", queue, expectations));
    WorkQueue<ObjectKey> orphans = new WorkQueue<>();
    Informers.onAny(
        pods,
        pod -> {
          if (JobTally.tracked(pod) && PodFacts.terminating(pod) && jobGone(jobs, pod)) {
            orphans.add(ObjectKey.of(pod));
          }
        });
    KeyedController<ObjectKey> untracking =
        new KeyedController<>(
            "job-controller",
            1,
            orphans,
            key -> {
              Pod pod = Informers.find(pods, key);
              if (pod != null && jobGone(jobs, pod)) {
                reconciler.untrackOrphan(pod);
              }
              return Outcome.DONE;
            });
    return new Pair(
        new KeyedController<>("job-controller", context.concurrency(), queue, reconciler),
        untracking);
  }

  /** Deletes Jobs when the time that they may outlive their end is over. */
  public static Controller ttlAfterFinished(ControllerContext context) {
    SharedIndexInformer<Job> jobs = context.informers().of(Job.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(jobs, job -> queue.add(ObjectKey.of(job)));
    return new KeyedController<>(
        "ttl-after-finished-controller",
        1,
        queue,
        key -> {
          Job job = Informers.find(jobs, key);
          Instant end = job == null ? null : endOfLife(job);
          if (job == null || end == null || job.getMetadata().getDeletionTimestamp() != null) {
            return Outcome.DONE;
          }
          Duration left = Duration.between(context.clock().instant(), end);
          if (left.isPositive()) {
            return Outcome.after(left);
          }
          JobReconciler.delete(context, job);
          return Outcome.DONE;
        });
  }

  /** When a finished Job is to be deleted; null when it is not. */
  static @Nullable Instant endOfLife(Job job) {
    Integer ttl = job.getSpec().getTtlSecondsAfterFinished();
    if (ttl == null || !JobConditions.finished(job)) {
      return null;
    }
    return job.getStatus().getConditions().stream()
        .filter(condition -> "True".equals(condition.getStatus()))
        .filter(
            condition ->
                "Complete".equals(condition.getType()) || "Failed".equals(condition.getType()))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()).plusSeconds(ttl))
        .findFirst()
        .orElse(null);
  }

  private static boolean jobGone(SharedIndexInformer<Job> jobs, Pod pod) {
    OwnerReference owner = Informers.controllerOf(pod);
    if (owner == null || !"Job".equals(owner.getKind())) {
      return true;
    }
    Job job =
        Informers.find(jobs, new ObjectKey(pod.getMetadata().getNamespace(), owner.getName()));
    return job == null || !job.getMetadata().getUid().equals(owner.getUid());
  }

  /** Two loops under one name. */
  private record Pair(Controller first, Controller second) implements Controller {

    @Override
    public String name() {
      return first.name();
    }

    @Override
    public void start() {
      first.start();
      second.start();
    }

    @Override
    public void stop() {
      first.stop();
      second.stop();
    }

    @Override
    public Load load() {
      return first.load();
    }

    @Override
    public Map<String, WorkQueue.Activity> queues() {
      Map<String, WorkQueue.Activity> both = new HashMap<>(second.queues());
      both.putAll(first.queues());
      return both;
    }
  }
}

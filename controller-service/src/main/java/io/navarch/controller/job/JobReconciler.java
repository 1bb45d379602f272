package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.replicaset.SlowStart;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Carries a Job's plan out. */
final class JobReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Job> jobs;
  private final SharedIndexInformer<Pod> pods;
  private final Expectations<ObjectKey> expectations;
  private final EventRecorder events;
  private final PodControl podControl;
  private final ClaimExecutor claims;

  /** Failures in a row of a Job, by its uid. */
  private final Map<String, JobBackoff> backoffs = new ConcurrentHashMap<>();

  /** Ended pods that the backoff has heard of. */
  private final Map<String, Set<String>> heardOf = new ConcurrentHashMap<>();

  JobReconciler(
      ControllerContext context,
      SharedIndexInformer<Job> jobs,
      SharedIndexInformer<Pod> pods,
      Expectations<ObjectKey> expectations) {
    this.context = context;
    this.jobs = jobs;
    this.pods = pods;
    this.expectations = expectations;
    this.events = context.events().apply("job-controller");
    this.podControl = new PodControl(context.client(), events);
    this.claims = new ClaimExecutor(context.client());
  }

  @Override
  public Outcome reconcile(ObjectKey key) throws InterruptedException {
    Job job = Informers.find(jobs, key);
    if (job == null) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    if (managedElsewhere(job) || job.getSpec().getSelector() == null) {
      return Outcome.DONE;
    }
    String uid = job.getMetadata().getUid();
    if (JobConditions.finished(job) || job.getMetadata().getDeletionTimestamp() != null) {
      Informers.controlledBy(pods, uid).forEach(this::untrack);
      backoffs.remove(uid);
      heardOf.remove(uid);
      return Outcome.DONE;
    }
    boolean mayChangePods = expectations.met(key);
    List<Pod> owned = claims.claim(job, job.getSpec().getSelector(), pods);
    Instant now = context.clock().instant();
    JobPlan plan = JobPlanner.plan(job, owned, backoff(uid, owned, now), mayChangePods, now);
    return carryOut(key, job, plan);
  }

  private static boolean managedElsewhere(Job job) {
    String manager = job.getSpec().getManagedBy();
    return manager != null && !manager.equals("kubernetes.io/job-controller");
  }

  private JobBackoff backoff(String uid, List<Pod> owned, Instant now) {
    Set<String> heard = heardOf.computeIfAbsent(uid, job -> ConcurrentHashMap.newKeySet());
    JobBackoff backoff = backoffs.getOrDefault(uid, JobBackoff.NONE);
    for (Pod pod : owned) {
      if (PodFacts.finished(pod)
          && JobTally.tracked(pod)
          && heard.add(pod.getMetadata().getUid())) {
        backoff = PodFacts.phase(pod).equals("Succeeded") ? JobBackoff.NONE : backoff.failed(now);
      }
    }
    backoffs.put(uid, backoff);
    return backoff;
  }

  private Outcome carryOut(ObjectKey key, Job job, JobPlan plan) throws InterruptedException {
    for (Pod pod : plan.delete()) {
      expectations.expectDeletion(key, pod.getMetadata().getUid());
      try {
        if (!podControl.delete(job, pod)) {
          expectations.deletionObserved(key, pod.getMetadata().getUid());
        }
      } catch (KubernetesClientException refused) {
        expectations.deletionObserved(key, pod.getMetadata().getUid());
        throw refused;
      }
    }
    KubernetesClientException refused = create(key, job, plan.create());
    writeStatus(job, plan.status());
    plan.untrack().forEach(this::untrack);
    for (JobPlan.Note note : plan.events()) {
      if (note.warning()) {
        events.warning(job, note.reason(), note.message());
      } else {
        events.normal(job, note.reason(), note.message());
      }
    }
    if (refused != null) {
      return Outcome.retry(PodControl.reasonOf(refused));
    }
    return plan.lookAgain() == null ? Outcome.DONE : Outcome.after(plan.lookAgain());
  }

  private @Nullable KubernetesClientException create(
      ObjectKey key, Job job, List<JobPlan.NewPod> missing) throws InterruptedException {
    if (missing.isEmpty()) {
      return null;
    }
    Queue<Pod> wanted = new ConcurrentLinkedQueue<>();
    missing.forEach(each -> wanted.add(JobPods.pod(job, each)));
    AtomicReference<@Nullable KubernetesClientException> refusal = new AtomicReference<>();
    expectations.expectCreations(key, missing.size());
    int made =
        SlowStart.run(
            missing.size(),
            () -> {
              try {
                podControl.create(job, wanted.remove());
                return true;
              } catch (KubernetesClientException refused) {
                expectations.creationObserved(key);
                refusal.compareAndSet(null, refused);
                return false;
              }
            });
    for (int skipped = made; skipped < missing.size(); skipped++) {
      expectations.creationObserved(key);
    }
    return refusal.get();
  }

  private void writeStatus(Job job, JobStatus status) {
    if (!status.equals(job.getStatus())) {
      context.client().resource(new JobBuilder(job).withStatus(status).build()).updateStatus();
    }
  }

  private void untrack(Pod pod) {
    if (!JobTally.tracked(pod)) {
      return;
    }
    try {
      context
          .client()
          .resource(pod)
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              """
              {"metadata":{"uid":"%s","$deleteFromPrimitiveList/finalizers":["%s"]}}"""
                  .formatted(pod.getMetadata().getUid(), JobPlanner.TRACKING));
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isNotFound(refused) && !GatewayClients.isConflict(refused)) {
        throw refused;
      }
    }
  }

  /** Takes the finalizer off pods whose Job is gone; Deletions of pods must not wait for it. */
  void untrackOrphan(Pod pod) {
    if (JobTally.tracked(pod) && PodFacts.terminating(pod)) {
      untrack(pod);
    }
  }

  /** Deletes a finished Job; part of the time-to-live rule. */
  static void delete(ControllerContext context, Job job) {
    Deletions.delete(
        context.client(),
        Deletions.grouped(
            "batch/v1", job.getMetadata().getNamespace(), "jobs", job.getMetadata().getName()),
        job.getMetadata().getUid(),
        "Foreground",
        null);
  }
}

package io.navarch.controller.cronjob;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.PodControl;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the jobs of CronJobs. A job's name follows from the time it is for, so that no time gets
 * two jobs, even when the status could not be written.
 */
final class CronJobReconciler implements Reconciler<ObjectKey> {
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  private static final int SECONDS_OF_MINUTE = 60;

  private final ControllerContext context;
  private final SharedIndexInformer<CronJob> cronJobs;
  private final SharedIndexInformer<Job> jobs;
  private final EventRecorder events;

  CronJobReconciler(
      ControllerContext context,
      SharedIndexInformer<CronJob> cronJobs,
      SharedIndexInformer<Job> jobs) {
    this.context = context;
    this.cronJobs = cronJobs;
    this.jobs = jobs;
    this.events = context.events().apply("cronjob-controller");
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    CronJob cronJob = Informers.find(cronJobs, key);
    if (cronJob == null) {
      return Outcome.DONE;
    }
    List<Job> owned = Informers.controlledBy(jobs, cronJob.getMetadata().getUid());
    CronHistory.surplus(cronJob, owned).forEach(job -> delete(cronJob, job));
    CronJobStatus status = CronHistory.status(cronJob, withUnseen(cronJob, owned));
    Duration again = null;
    if (cronJob.getMetadata().getDeletionTimestamp() == null) {
      CronPlan plan = CronPlanner.plan(cronJob, context.clock().instant());
      CronPlan.Warning warning = plan.warning();
      if (warning != null) {
        events.warning(cronJob, warning.reason(), warning.message());
      }
      again = plan.again();
      Instant time = plan.start();
      if (time != null) {
        status = start(cronJob, status, time);
      }
    }
    if (!status.equals(cronJob.getStatus())) {
      context
          .client()
          .resource(new CronJobBuilder(cronJob).withStatus(status).build())
          .updateStatus();
    }
    return again == null ? Outcome.DONE : Outcome.after(again);
  }

  /** Active jobs that the cache does not know yet are asked for. */
  private List<Job> withUnseen(CronJob cronJob, List<Job> owned) {
    if (cronJob.getStatus() == null) {
      return owned;
    }
    List<Job> all = new ArrayList<>(owned);
    for (ObjectReference active : cronJob.getStatus().getActive()) {
      boolean known =
          owned.stream().anyMatch(job -> job.getMetadata().getUid().equals(active.getUid()));
      Job job = known ? null : find(cronJob.getMetadata().getNamespace(), active.getName());
      if (job != null) {
        all.add(job);
      }
    }
    return all;
  }

  private @Nullable Job find(String namespace, String name) {
    return context.client().batch().v1().jobs().inNamespace(namespace).withName(name).get();
  }

  private CronJobStatus start(CronJob cronJob, CronJobStatus status, Instant time) {
    String policy = cronJob.getSpec().getConcurrencyPolicy();
    if ("Forbid".equals(policy) && !status.getActive().isEmpty()) {
      events.normal(
          cronJob,
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid");
      return status;
    }
    CronJobStatusBuilder after = new CronJobStatusBuilder(status);
    if ("Replace".equals(policy)) {
      for (ObjectReference active : status.getActive()) {
        Job job = find(cronJob.getMetadata().getNamespace(), active.getName());
        if (job != null) {
          delete(cronJob, job);
        }
      }
      after.withActive(List.of());
    }
    Job made = create(cronJob, time);
    if (made == null) {
      return after.build();
    }
    ObjectReference reference =
        new ObjectReferenceBuilder()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(made.getMetadata().getName())
            .withNamespace(made.getMetadata().getNamespace())
            .withUid(made.getMetadata().getUid())
            .withResourceVersion(made.getMetadata().getResourceVersion())
            .build();
    boolean listed =
        status.getActive().stream()
            .anyMatch(active -> active.getUid().equals(made.getMetadata().getUid()));
    if (!listed && CronHistory.end(made).isEmpty()) {
      after.addToActive(reference);
    }
    return after.withLastScheduleTime(time.truncatedTo(ChronoUnit.SECONDS).toString()).build();
  }

  /** The job of that time, made now or before; null when somebody else has its name. */
  private @Nullable Job create(CronJob cronJob, Instant time) {
    Job job = job(cronJob, time);
    try {
      Job made = context.client().resource(job).create();
      events.normal(cronJob, "SuccessfulCreate", "Created job " + made.getMetadata().getName());
      return made;
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isConflict(refused)) {
        Job there = find(job.getMetadata().getNamespace(), job.getMetadata().getName());
        boolean ours =
            there != null
                && there.getMetadata().getOwnerReferences().stream()
                    .anyMatch(o -> o.getUid().equals(cronJob.getMetadata().getUid()));
        return ours ? there : null;
      }
      if (!PodControl.namespaceIsTerminating(refused)) {
        events.warning(
            cronJob, "FailedCreate", "Error creating job: " + PodControl.reasonOf(refused));
      }
      throw refused;
    }
  }

  private static Job job(CronJob cronJob, Instant time) {
    JobTemplateSpec template = cronJob.getSpec().getJobTemplate();
    String zone = cronJob.getSpec().getTimeZone();
    String scheduled =
        time.truncatedTo(ChronoUnit.SECONDS)
            .atZone(CronSchedule.zone(zone == null ? "" : zone))
            .toOffsetDateTime()
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    JobBuilder job =
        new JobBuilder()
            .withNewMetadata()
            .withName(
                cronJob.getMetadata().getName() + "-" + time.getEpochSecond() / SECONDS_OF_MINUTE)
            .withNamespace(cronJob.getMetadata().getNamespace())
            .withOwnerReferences(PodControl.controllerReference(cronJob))
            .endMetadata()
            .withSpec(template.getSpec());
    if (template.getMetadata() != null) {
      job.editMetadata()
          .withLabels(template.getMetadata().getLabels())
          .withAnnotations(template.getMetadata().getAnnotations())
          .endMetadata();
    }
    return job.editMetadata().addToAnnotations(SCHEDULED, scheduled).endMetadata().build();
  }

  private void delete(CronJob cronJob, Job job) {
    boolean deleted =
        Deletions.delete(
            context.client(),
            Deletions.grouped(
                "batch/v1", job.getMetadata().getNamespace(), "jobs", job.getMetadata().getName()),
            job.getMetadata().getUid(),
            "Background",
            null);
    if (deleted) {
      events.normal(cronJob, "SuccessfulDelete", "Deleted job " + job.getMetadata().getName());
    }
  }
}

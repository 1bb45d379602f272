package io.navarch.controller.cronjob;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** The controller of CronJobs. */
public final class CronJobController {

  private CronJobController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<CronJob> cronJobs = context.informers().of(CronJob.class);
    SharedIndexInformer<Job> jobs = context.informers().of(Job.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(cronJobs, cronJob -> queue.add(ObjectKey.of(cronJob)));
    Informers.onAny(
        jobs,
        job -> {
          OwnerReference owner = Informers.controllerOf(job);
          if (owner != null && owner.getKind().equals("CronJob")) {
            queue.add(new ObjectKey(job.getMetadata().getNamespace(), owner.getName()));
          }
        });
    return new KeyedController<>(
        "cronjob-controller",
        context.concurrency(),
        queue,
        new CronJobReconciler(context, cronJobs, jobs));
  }
}

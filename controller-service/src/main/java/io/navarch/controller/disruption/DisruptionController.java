package io.navarch.controller.disruption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The controller of disruption budgets: a change of a pod concerns the budgets that select it. */
public final class DisruptionController {

  private DisruptionController() {}

  public static Controller create(ControllerContext context, Discovery discovery) {
    SharedIndexInformer<PodDisruptionBudget> budgets =
        context.informers().of(PodDisruptionBudget.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(budgets, budget -> queue.add(ObjectKey.of(budget)));
    Informers.onAny(
        pods,
        pod ->
            Informers.inNamespace(budgets, pod.getMetadata().getNamespace()).stream()
                .filter(budget -> guards(budget, pod))
                .forEach(budget -> queue.add(ObjectKey.of(budget))));
    WantedPods wanted =
        new WantedPods(context.client(), discovery, context.informers().of(ReplicaSet.class));
    return new KeyedController<>(
        "disruption-controller",
        context.concurrency(),
        queue,
        new BudgetReconciler(context, budgets, pods, wanted));
  }

  private static boolean guards(PodDisruptionBudget budget, Pod pod) {
    return budget.getSpec().getSelector() != null
        && Selectors.matches(budget.getSpec().getSelector(), pod.getMetadata().getLabels());
  }

  private record BudgetReconciler(
      ControllerContext context,
      SharedIndexInformer<PodDisruptionBudget> budgets,
      SharedIndexInformer<Pod> pods,
      WantedPods wanted)
      implements Reconciler<ObjectKey> {

    @Override
    public Outcome reconcile(ObjectKey key) {
      PodDisruptionBudget budget = Informers.find(budgets, key);
      if (budget == null) {
        return Outcome.DONE;
      }
      Instant now = context.clock().instant();
      List<Pod> guarded =
          Informers.inNamespace(pods, key.namespace()).stream()
              .filter(pod -> guards(budget, pod))
              .toList();
      PodDisruptionBudgetStatus status;
      try {
        int scale = BudgetPlanner.needsScale(budget) ? wanted.count(guarded) : 0;
        status = BudgetPlanner.status(budget, guarded, scale, now);
      } catch (WantedPods.UnknownScale e) {
        status = BudgetPlanner.failed(budget, String.valueOf(e.getMessage()), now);
      }
      if (!status.equals(budget.getStatus())) {
        context
            .client()
            .resource(new PodDisruptionBudgetBuilder(budget).withStatus(status).build())
            .updateStatus();
      }
      Duration timeout = BudgetPlanner.untilTimeout(status, now);
      return timeout == null ? Outcome.DONE : Outcome.after(timeout.plusMillis(10));
    }
  }
}

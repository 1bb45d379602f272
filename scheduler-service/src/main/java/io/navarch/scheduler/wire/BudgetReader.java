package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.navarch.scheduler.cluster.DisruptionBudget;
import io.navarch.scheduler.cluster.LabelQuery;
import java.util.Set;

/** Reads disruption budgets. */
final class BudgetReader {
  private BudgetReader() {}

  static DisruptionBudget read(PodDisruptionBudget budget) {
    var status = budget.getStatus();
    return new DisruptionBudget(
        budget.getMetadata().getNamespace(),
        budget.getMetadata().getName(),
        budget.getSpec() == null
            ? LabelQuery.NOTHING
            : Selectors.query(budget.getSpec().getSelector()),
        status == null || status.getDisruptionsAllowed() == null
            ? 0
            : status.getDisruptionsAllowed(),
        status == null || status.getDisruptedPods() == null
            ? Set.of()
            : status.getDisruptedPods().keySet());
  }
}

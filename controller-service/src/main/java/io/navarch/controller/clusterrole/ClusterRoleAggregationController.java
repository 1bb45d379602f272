package io.navarch.controller.clusterrole;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.util.Objects;

/** Keeps the rules of aggregated cluster roles; any change of a role may concern all of them. */
public final class ClusterRoleAggregationController {

  private ClusterRoleAggregationController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<ClusterRole> roles = context.informers().of(ClusterRole.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(
        roles,
        _ ->
            roles.getStore().list().stream()
                .filter(role -> role.getAggregationRule() != null)
                .forEach(role -> queue.add(ObjectKey.of(role))));
    return new KeyedController<>(
        "clusterrole-aggregation-controller", 1, queue, new RoleReconciler(context, roles));
  }

  private record RoleReconciler(ControllerContext context, SharedIndexInformer<ClusterRole> roles)
      implements Reconciler<ObjectKey> {
    @Override
    public Outcome reconcile(ObjectKey key) {
      ClusterRole role = Informers.find(roles, key);
      if (role != null) {
        AggregationPlanner.plan(role, roles.getStore().list())
            .ifPresent(
                rules ->
                    Objects.requireNonNull(
                        context
                            .client()
                            .resource(new ClusterRoleBuilder(role).withRules(rules).build())
                            .update()));
      }
      return Outcome.DONE;
    }
  }
}

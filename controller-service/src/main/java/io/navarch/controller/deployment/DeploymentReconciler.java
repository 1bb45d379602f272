package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;

/** Carries a Deployment's plan out. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<ReplicaSet> sets;
  private final SharedIndexInformer<Pod> pods;
  private final EventRecorder events;
  private final ClaimExecutor claims;
  private final DeploymentPlanner planner;

  DeploymentReconciler(
      ControllerContext context,
      SharedIndexInformer<Deployment> deployments,
      SharedIndexInformer<ReplicaSet> sets,
      SharedIndexInformer<Pod> pods) {
    this.context = context;
    this.deployments = deployments;
    this.sets = sets;
    this.pods = pods;
    this.events = context.events().apply("deployment-controller");
    this.claims = new ClaimExecutor(context.client());
    this.planner = new DeploymentPlanner(context.client().getKubernetesSerialization()::asJson);
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Deployment deployment = Informers.find(deployments, key);
    if (deployment == null) {
      return Outcome.DONE;
    }
    if (Selectors.isEmpty(deployment.getSpec().getSelector())) {
      events.warning(
          deployment,
          "SelectingAll",
          "This deployment is selecting all pods. A non-empty selector is required.");
      return Outcome.DONE;
    }
    List<ReplicaSet> owned = claims.claim(deployment, deployment.getSpec().getSelector(), sets);
    DeploymentPlan plan =
        planner.plan(
            new DeploymentPlanner.Situation(
                deployment, owned, oldPodsRunning(deployment, owned), context.clock().instant()));
    Deployment current = deployment;
    for (DeploymentStep step : plan.steps()) {
      current = carryOut(current, step);
    }
    return plan.lookAgain() == null ? Outcome.DONE : Outcome.after(plan.lookAgain());
  }

  private boolean oldPodsRunning(Deployment deployment, List<ReplicaSet> owned) {
    if (RolloutLimits.rolling(deployment)) {
      return false;
    }
    return new Rollout(deployment, owned)
        .old().stream()
            .flatMap(set -> Informers.controlledBy(pods, set.getMetadata().getUid()).stream())
            .anyMatch(pod -> !PodFacts.finished(pod));
  }

  /** Does one step; answers the Deployment as it then is. */
  private Deployment carryOut(Deployment deployment, DeploymentStep step) {
    switch (step) {
      case DeploymentStep.CreateReplicaSet(var wanted) -> create(deployment, wanted);
      case DeploymentStep.UpdateReplicaSet(var after, var scaling) -> {
        context.client().resource(after).update();
        if (scaling != null) {
          events.normal(deployment, "ScalingReplicaSet", scaling);
        }
      }
      case DeploymentStep.DeleteReplicaSet(var set) ->
          Deletions.delete(
              context.client(),
              Deletions.grouped(
                  "apps/v1",
                  set.getMetadata().getNamespace(),
                  "replicasets",
                  set.getMetadata().getName()),
              set.getMetadata().getUid(),
              null,
              null);
      case DeploymentStep.SetRevision(var revision) -> {
        return context
            .client()
            .resource(deployment)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                    .formatted(Revisions.REVISION, revision));
      }
      case DeploymentStep.WriteStatus(var status) -> {
        return writeStatus(deployment, status);
      }
    }
    return deployment;
  }

  private void create(Deployment deployment, ReplicaSet wanted) {
    try {
      ReplicaSet created = context.client().resource(wanted).create();
      int size = Rollout.size(created);
      if (size > 0) {
        events.normal(
            deployment,
            "ScalingReplicaSet",
            "Scaled up replica set %s from 0 to %d"
                .formatted(created.getMetadata().getName(), size));
      }
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isConflict(refused)) {
        resolveCollision(deployment, wanted, refused);
      } else if (!PodControl.namespaceIsTerminating(refused)) {
        reportFailure(deployment, wanted, refused);
        throw refused;
      } else {
        throw refused;
      }
    }
  }

  /** A set of the name exists: ours that the cache has not seen yet, or another's by bad luck. */
  private void resolveCollision(
      Deployment deployment, ReplicaSet wanted, KubernetesClientException refused) {
    ReplicaSet existing = context.client().resource(wanted).get();
    OwnerReference owner = existing == null ? null : Informers.controllerOf(existing);
    if (existing != null
        && owner != null
        && owner.getUid().equals(deployment.getMetadata().getUid())
        && PodTemplateHash.sameButForHash(
            deployment.getSpec().getTemplate(), existing.getSpec().getTemplate())) {
      return;
    }
    DeploymentStatus before =
        deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    int collisions = Rollout.count(before.getCollisionCount());
    writeStatus(
        deployment, new DeploymentStatusBuilder(before).withCollisionCount(collisions + 1).build());
    throw refused;
  }

  private void reportFailure(
      Deployment deployment, ReplicaSet wanted, KubernetesClientException refused) {
    String message =
        "Failed to create new replica set \"%s\": %s"
            .formatted(wanted.getMetadata().getName(), PodControl.reasonOf(refused));
    events.warning(deployment, "ReplicaSetCreateError", message);
    if (!DeploymentStatusCalculator.hasDeadline(deployment)) {
      return;
    }
    DeploymentStatus before =
        deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    DeploymentConditions conditions =
        new DeploymentConditions(before.getConditions(), context.clock().instant());
    conditions.set(
        conditions.made(
            DeploymentConditions.PROGRESSING, "False", "ReplicaSetCreateError", message));
    DeploymentStatus after =
        new DeploymentStatusBuilder(before).withConditions(conditions.all()).build();
    if (!after.equals(before)) {
      writeStatus(deployment, after);
    }
  }

  private Deployment writeStatus(Deployment deployment, DeploymentStatus status) {
    return context
        .client()
        .resource(new DeploymentBuilder(deployment).withStatus(status).build())
        .updateStatus();
  }
}

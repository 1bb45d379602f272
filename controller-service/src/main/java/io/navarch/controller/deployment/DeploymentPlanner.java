package io.navarch.controller.deployment;

import static io.navarch.controller.deployment.DeploymentConditions.PROGRESSING;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.navarch.controller.pod.PodControl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides the next step of a Deployment. */
final class DeploymentPlanner {

  private static final int MAX_NAME = 253;

  /**
   * What is decided on.
   *
   * @param owned the Deployment's ReplicaSets
   * @param oldPodsRunning whether a pod of another template has not come to its end
   */
  record Situation(
      Deployment deployment, List<ReplicaSet> owned, boolean oldPodsRunning, Instant now) {}

  private final Function<Object, String> encoder;

  /**
   * @param encoder gives the JSON of a pod template, from which its hash is taken
   */
  DeploymentPlanner(Function<Object, String> encoder) {
    this.encoder = encoder;
  }

  DeploymentPlan plan(Situation situation) {
    Deployment deployment = situation.deployment();
    Rollout rollout = new Rollout(deployment, situation.owned());
    List<DeploymentStep> steps = new ArrayList<>();
    DeploymentStatus before =
        deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    DeploymentConditions conditions =
        new DeploymentConditions(before.getConditions(), situation.now());
    boolean going = deployment.getMetadata().getDeletionTimestamp() != null;

    if (!going) {
      notePause(deployment, conditions);
    }
    syncNewest(rollout, conditions, steps);
    if (going) {
      return finish(rollout, steps, before, countsOnly(rollout, before, conditions), null);
    }
    if (paused(deployment) || isScaled(rollout)) {
      scale(rollout);
      if (paused(deployment)) {
        cleanUp(rollout, steps);
      }
      return finish(rollout, steps, before, countsOnly(rollout, before, conditions), null);
    }
    if (RolloutLimits.rolling(deployment)) {
      roll(rollout, conditions, steps, before);
    } else {
      recreate(rollout, situation.oldPodsRunning(), conditions, steps, before);
    }
    DeploymentStatus after =
        DeploymentStatusCalculator.progress(rollout, before, conditions, situation.now());
    return finish(
        rollout,
        steps,
        before,
        after,
        DeploymentStatusCalculator.lookAgain(deployment, after, conditions, situation.now()));
  }

  private static DeploymentPlan finish(
      Rollout rollout,
      List<DeploymentStep> steps,
      DeploymentStatus before,
      DeploymentStatus after,
      java.time.@Nullable Duration lookAgain) {
    List<DeploymentStep> all = new ArrayList<>();
    steps.stream().filter(DeploymentStep.CreateReplicaSet.class::isInstance).forEach(all::add);
    all.addAll(rollout.updates());
    steps.stream()
        .filter(step -> !(step instanceof DeploymentStep.CreateReplicaSet))
        .forEach(all::add);
    if (!after.equals(before)) {
      all.add(new DeploymentStep.WriteStatus(after));
    }
    return new DeploymentPlan(all, lookAgain);
  }

  private static DeploymentStatus countsOnly(
      Rollout rollout, DeploymentStatus before, DeploymentConditions conditions) {
    return DeploymentStatusCalculator.counts(rollout, before, conditions);
  }

  static boolean paused(Deployment deployment) {
    return Boolean.TRUE.equals(deployment.getSpec().getPaused());
  }

  private static void notePause(Deployment deployment, DeploymentConditions conditions) {
    DeploymentCondition current = conditions.find(PROGRESSING);
    if (!DeploymentStatusCalculator.hasDeadline(deployment)
        || (current != null && DeploymentStatusCalculator.TIMED_OUT.equals(current.getReason()))) {
      return;
    }
    boolean noted = current != null && "DeploymentPaused".equals(current.getReason());
    if (paused(deployment) && !noted) {
      conditions.set(
          conditions.made(PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused"));
    } else if (!paused(deployment) && noted) {
      conditions.set(
          conditions.made(PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed"));
    }
  }

  /** Keeps the annotations of the newest set, and the revision of the Deployment, up to date. */
  private static void syncNewest(
      Rollout rollout, DeploymentConditions conditions, List<DeploymentStep> steps) {
    ReplicaSet newest = rollout.newest();
    if (newest == null) {
      return;
    }
    Deployment deployment = rollout.deployment;
    Map<String, String> annotations =
        Revisions.forNewest(
            deployment, Revisions.annotations(newest), Revisions.next(rollout.old()));
    Integer minReady = deployment.getSpec().getMinReadySeconds();
    if (!annotations.equals(Revisions.annotations(newest))
        || Rollout.count(minReady) != Rollout.count(newest.getSpec().getMinReadySeconds())) {
      newest =
          new ReplicaSetBuilder(newest)
              .editMetadata()
              .withAnnotations(annotations)
              .endMetadata()
              .editSpec()
              .withMinReadySeconds(minReady)
              .endSpec()
              .build();
      rollout.record(newest, null);
    }
    setRevision(deployment, annotations.get(Revisions.REVISION), steps);
    if (DeploymentStatusCalculator.hasDeadline(deployment)
        && conditions.find(PROGRESSING) == null) {
      conditions.set(
          conditions.made(
              PROGRESSING,
              "True",
              "FoundNewReplicaSet",
              "Found new replica set \"" + newest.getMetadata().getName() + "\""));
    }
  }

  private static void setRevision(
      Deployment deployment, @Nullable String revision, List<DeploymentStep> steps) {
    if (revision != null
        && !revision.equals(Revisions.annotations(deployment).get(Revisions.REVISION))) {
      steps.add(new DeploymentStep.SetRevision(revision));
    }
  }

  private static boolean isScaled(Rollout rollout) {
    return rollout.active().stream()
        .map(set -> Revisions.count(set, Revisions.DESIRED))
        .anyMatch(desired -> desired != null && desired != rollout.limits.desired());
  }

  private static void scale(Rollout rollout) {
    List<ReplicaSet> active = rollout.active();
    ReplicaSet newest = rollout.newest();
    if (active.size() <= 1) {
      ReplicaSet only =
          !active.isEmpty()
              ? active.getFirst()
              : newest != null
                  ? newest
                  : rollout.old().stream().max(Rollout.OLDEST_FIRST).orElse(null);
      if (only != null) {
        rollout.scale(only, rollout.limits.desired(), false);
      }
    } else if (newest != null && saturated(rollout, newest)) {
      rollout.old().forEach(set -> rollout.scale(set, 0, false));
    } else if (RolloutLimits.rolling(rollout.deployment)) {
      ProportionalScaling.apply(rollout);
    }
  }

  private static boolean saturated(Rollout rollout, ReplicaSet newest) {
    Integer desired = Revisions.count(newest, Revisions.DESIRED);
    int wanted = rollout.limits.desired();
    return desired != null
        && desired == wanted
        && Rollout.size(newest) == wanted
        && Rollout.available(newest) == wanted;
  }

  private void roll(
      Rollout rollout,
      DeploymentConditions conditions,
      List<DeploymentStep> steps,
      DeploymentStatus before) {
    ReplicaSet newest = rollout.newest();
    if (newest == null) {
      newest = create(rollout, conditions, steps);
    }
    int decided = rollout.updates().size();
    RollingUpdate.step(rollout, newest);
    if (rollout.updates().size() == decided
        && DeploymentStatusCalculator.complete(rollout.deployment, before)) {
      cleanUp(rollout, steps);
    }
  }

  private void recreate(
      Rollout rollout,
      boolean oldPodsRunning,
      DeploymentConditions conditions,
      List<DeploymentStep> steps,
      DeploymentStatus before) {
    boolean scaledDown = false;
    for (ReplicaSet set : rollout.old()) {
      scaledDown |= rollout.scale(set, 0, false);
    }
    if (scaledDown || oldPodsRunning) {
      return;
    }
    ReplicaSet newest = rollout.newest();
    if (newest == null) {
      create(rollout, conditions, steps);
    } else {
      rollout.scale(newest, rollout.limits.desired(), false);
    }
    if (DeploymentStatusCalculator.complete(rollout.deployment, before)) {
      cleanUp(rollout, steps);
    }
  }

  private ReplicaSet create(
      Rollout rollout, DeploymentConditions conditions, List<DeploymentStep> steps) {
    Deployment deployment = rollout.deployment;
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    Integer collisions =
        deployment.getStatus() == null ? null : deployment.getStatus().getCollisionCount();
    String hash = PodTemplateHash.of(encoder.apply(template), collisions);
    long revision = Revisions.next(rollout.old());
    int size = RollingUpdate.newestSize(rollout, Rollout.sizeOf(rollout.old()), 0);
    Map<String, String> labels =
        PodTemplateHash.with(
            template.getMetadata() == null ? null : template.getMetadata().getLabels(), hash);
    ReplicaSet set =
        new ReplicaSetBuilder()
            .withNewMetadata()
            .withName(name(deployment, hash))
            .withNamespace(deployment.getMetadata().getNamespace())
            .withOwnerReferences(PodControl.controllerReference(deployment))
            .withLabels(labels)
            .withAnnotations(
                Revisions.withSizes(
                    Revisions.forNewest(deployment, Map.of(), revision),
                    rollout.limits.desired(),
                    rollout.limits.maxTotal()))
            .endMetadata()
            .withNewSpec()
            .withReplicas(size)
            .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
            .withSelector(selector(deployment.getSpec().getSelector(), hash))
            .withTemplate(
                new PodTemplateSpecBuilder(template)
                    .editOrNewMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .build())
            .endSpec()
            .build();
    steps.add(new DeploymentStep.CreateReplicaSet(set));
    setRevision(deployment, Long.toString(revision), steps);
    if (DeploymentStatusCalculator.hasDeadline(deployment)) {
      conditions.set(
          conditions.made(
              PROGRESSING,
              "True",
              "NewReplicaSetCreated",
              "Created new replica set \"" + set.getMetadata().getName() + "\""));
    }
    rollout.created(set);
    return set;
  }

  private static String name(Deployment deployment, String hash) {
    String prefix = deployment.getMetadata().getName();
    int room = MAX_NAME - hash.length() - 1;
    return (prefix.length() > room ? prefix.substring(0, room) : prefix) + "-" + hash;
  }

  private static LabelSelector selector(LabelSelector selector, String hash) {
    return new LabelSelectorBuilder(selector)
        .withMatchLabels(PodTemplateHash.with(selector.getMatchLabels(), hash))
        .build();
  }

  /** Keeps only as many empty old sets as the history limit allows, and drops the oldest first. */
  private static void cleanUp(Rollout rollout, List<DeploymentStep> steps) {
    Integer limit = rollout.deployment.getSpec().getRevisionHistoryLimit();
    if (limit == null || limit == Integer.MAX_VALUE) {
      return;
    }
    List<ReplicaSet> alive =
        rollout.old().stream()
            .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
            .sorted(Comparator.comparing(Revisions::of))
            .toList();
    alive.stream()
        .limit(Math.max(0, alive.size() - limit))
        .filter(DeploymentPlanner::isEmpty)
        .forEach(set -> steps.add(new DeploymentStep.DeleteReplicaSet(set)));
  }

  private static boolean isEmpty(ReplicaSet set) {
    Long generation = set.getMetadata().getGeneration();
    Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
    return Rollout.size(set) == 0
        && set.getStatus() != null
        && Rollout.count(set.getStatus().getReplicas()) == 0
        && (generation == null || (observed != null && generation <= observed));
  }
}

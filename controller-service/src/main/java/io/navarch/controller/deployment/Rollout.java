package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ReplicaSets of a Deployment while a plan is worked out: those that are there, with the
 * changes decided so far.
 */
final class Rollout {

  static final Comparator<ReplicaSet> OLDEST_FIRST =
      Comparator.<ReplicaSet, String>comparing(
              set -> String.valueOf(set.getMetadata().getCreationTimestamp()))
          .thenComparing(set -> set.getMetadata().getName());

  final Deployment deployment;
  final RolloutLimits limits;
  private @Nullable ReplicaSet newest;
  private final List<ReplicaSet> old = new ArrayList<>();
  private final Map<String, DeploymentStep.UpdateReplicaSet> updates = new LinkedHashMap<>();

  Rollout(Deployment deployment, List<ReplicaSet> owned) {
    this.deployment = deployment;
    this.limits = RolloutLimits.of(deployment);
    for (ReplicaSet set : owned.stream().sorted(OLDEST_FIRST).toList()) {
      if (newest == null
          && PodTemplateHash.sameButForHash(
              deployment.getSpec().getTemplate(), set.getSpec().getTemplate())) {
        newest = set;
      } else {
        old.add(set);
      }
    }
  }

  @Nullable ReplicaSet newest() {
    return newest;
  }

  void created(ReplicaSet set) {
    newest = set;
  }

  /** Sets of other templates, oldest first. */
  List<ReplicaSet> old() {
    return List.copyOf(old);
  }

  List<ReplicaSet> all() {
    return newest == null ? old() : Stream.concat(old.stream(), Stream.of(newest)).toList();
  }

  List<ReplicaSet> active() {
    return all().stream().filter(set -> size(set) > 0).toList();
  }

  static int size(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int sizeOf(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(Rollout::size).sum();
  }

  static int count(@Nullable Integer counted) {
    return counted == null ? 0 : counted;
  }

  static int available(ReplicaSet set) {
    return set.getStatus() == null ? 0 : count(set.getStatus().getAvailableReplicas());
  }

  /** Scales a set; true when its size changes. */
  boolean scale(ReplicaSet set, int size, boolean force) {
    int before = size(set);
    if (before == size && !force) {
      return false;
    }
    ReplicaSet after =
        new ReplicaSetBuilder(set)
            .editMetadata()
            .withAnnotations(
                Revisions.withSizes(
                    Revisions.annotations(set), limits.desired(), limits.maxTotal()))
            .endMetadata()
            .editSpec()
            .withReplicas(size)
            .endSpec()
            .build();
    if (after.equals(set)) {
      return false;
    }
    record(
        after,
        before == size
            ? null
            : "Scaled %s replica set %s from %d to %d"
                .formatted(
                    before < size ? "up" : "down", set.getMetadata().getName(), before, size));
    return before != size;
  }

  /** Notes a changed set, for the plan and for all further decisions. */
  void record(ReplicaSet after, @Nullable String scaling) {
    String name = after.getMetadata().getName();
    updates.put(name, new DeploymentStep.UpdateReplicaSet(after, scaling));
    ReplicaSet newestNow = newest;
    if (newestNow != null && name.equals(newestNow.getMetadata().getName())) {
      newest = after;
    }
    old.replaceAll(set -> name.equals(set.getMetadata().getName()) ? after : set);
  }

  List<DeploymentStep> updates() {
    return List.copyOf(updates.values());
  }
}

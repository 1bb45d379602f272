package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides whether an object that has owners stays. */
final class CollectionPlanner {

  /** How an owner stands. */
  enum OwnerState {
    /** It is there, or nobody can say that it is not. */
    SOLID,
    /** There is no such object. */
    ABSENT,
    /** It is being deleted and waits for its dependents. */
    WAITING
  }

  private CollectionPlanner() {}

  /**
   * @param finalizers of the object itself
   * @param dependents of the object itself
   */
  static CollectionPlan plan(
      List<OwnerReference> owners,
      Map<String, OwnerState> states,
      List<String> finalizers,
      List<GraphObject> dependents) {
    if (owners.isEmpty()) {
      return new CollectionPlan.Keep();
    }
    Set<String> leaving = new LinkedHashSet<>();
    boolean solid = false;
    boolean waiting = false;
    for (OwnerReference owner : owners) {
      switch (states.getOrDefault(owner.getUid(), OwnerState.SOLID)) {
        case SOLID -> solid = true;
        case ABSENT -> leaving.add(owner.getUid());
        case WAITING -> {
          waiting = true;
          leaving.add(owner.getUid());
        }
      }
    }
    if (solid) {
      return leaving.isEmpty() ? new CollectionPlan.Keep() : new CollectionPlan.DropOwners(leaving);
    }
    if (waiting && !dependents.isEmpty()) {
      return new CollectionPlan.Delete(
          "Foreground", dependents.stream().anyMatch(GraphObject::foreground));
    }
    if (finalizers.contains(GraphObject.ORPHAN)) {
      return new CollectionPlan.Delete("Orphan", false);
    }
    return new CollectionPlan.Delete(
        finalizers.contains(GraphObject.FOREGROUND) ? "Foreground" : "Background", false);
  }
}

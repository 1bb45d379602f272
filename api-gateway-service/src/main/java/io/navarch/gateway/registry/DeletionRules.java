package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What deleting an object means for the object itself: goes at once, or is marked and goes when its
 * grace period is over and its finalizers are gone. Pure.
 */
final class DeletionRules {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  /** Kinds whose dependents stay when nothing is said, for the sake of old clients. */
  private static final Set<String> ORPHAN_BY_DEFAULT = Set.of("replicationcontrollers", "jobs");

  private DeletionRules() {}

  /** What is to be done with the object. */
  sealed interface Plan {
    /**
     * It goes now.
     *
     * @param last the state that is written first and that the answer shows, where it is another
     *     one than stands
     */
    record Remove(@Nullable ApiObject last) implements Plan {}

    /** It is marked; the given state is stored. */
    record Mark(ApiObject marked) implements Plan {}

    /** It is going already and nothing changes. */
    record Pending() implements Plan {}
  }

  /**
   * @param object a private copy of what stands
   */
  static Plan plan(
      ResourceDefinition resource, ApiObject object, DeleteOptions options, Instant now) {
    if (isNamespace(resource)) {
      return planNamespace(object, options, now);
    }
    boolean finalizersChanged = changeFinalizers(resource, object, options);
    if (resource.gracefulDeletion() && isPod(resource)) {
      Plan graceful = planGraceful(object, options, now);
      if (graceful != null) {
        return graceful;
      }
    }
    if (object.finalizers().isEmpty()) {
      return new Plan.Remove(null);
    }
    if (!object.isBeingDeleted()) {
      markNow(object, now);
      return new Plan.Mark(object);
    }
    boolean graceChanged = setGrace(object, 0);
    return finalizersChanged || graceChanged ? new Plan.Mark(object) : new Plan.Pending();
  }

  /**
   * @return null where the pod was given no time or has had it, so that it goes like any object
   */
  private static @Nullable Plan planGraceful(ApiObject pod, DeleteOptions options, Instant now) {
    Map<String, Object> metadata = pod.metadata();
    Long asked = options.gracePeriodSeconds();
    if (asked != null && asked < 0) {
      asked = 1L;
    }
    if (!pod.isBeingDeleted()) {
      long period = podGrace(pod, asked);
      metadata.put("deletionTimestamp", SystemFields.time(now.plusSeconds(period)));
      metadata.put("deletionGracePeriodSeconds", period);
      if (pod.generation() > 0) {
        metadata.put("generation", pod.generation() + 1);
      }
      return after(period, pod);
    }
    long grace = number(metadata.get("deletionGracePeriodSeconds"));
    if (grace == 0) {
      return null;
    }
    if (asked == null || asked >= grace) {
      return new Plan.Pending();
    }
    return shorten(pod, asked, grace, now);
  }

  /** The time of deletion moves back, yet not into the past. */
  private static Plan shorten(ApiObject pod, long asked, long grace, Instant now) {
    Map<String, Object> metadata = pod.metadata();
    Instant before = Instant.parse(String.valueOf(metadata.get("deletionTimestamp")));
    Instant end = before.minusSeconds(grace).plusSeconds(asked);
    boolean over = end.isBefore(now);
    long period = over && asked != 0 ? 1 : asked;
    metadata.put("deletionTimestamp", SystemFields.time(over ? now : end));
    metadata.put("deletionGracePeriodSeconds", period);
    return after(period, pod);
  }

  private static Plan after(long period, ApiObject marked) {
    return period == 0 && marked.finalizers().isEmpty()
        ? new Plan.Remove(marked)
        : new Plan.Mark(marked);
  }

  /** A pod that runs nowhere or has ended needs no time. */
  private static long podGrace(ApiObject pod, @Nullable Long asked) {
    Object phase = pod.at("status", "phase");
    boolean unscheduled = !(pod.at("spec", "nodeName") instanceof String s) || s.isEmpty();
    if (unscheduled || "Failed".equals(phase) || "Succeeded".equals(phase)) {
      return 0;
    }
    long period =
        asked != null
            ? asked
            : pod.at("spec", "terminationGracePeriodSeconds") instanceof Number n
                ? n.longValue()
                : 30;
    return period < 0 ? 1 : period;
  }

  private static Plan planNamespace(ApiObject namespace, DeleteOptions options, Instant now) {
    boolean changed = changeFinalizersAsTold(namespace, options);
    boolean hasSpecFinalizers =
        namespace.at("spec", "finalizers") instanceof List<?> l && !l.isEmpty();
    if (namespace.isBeingDeleted()) {
      if (!hasSpecFinalizers && namespace.finalizers().isEmpty()) {
        return new Plan.Remove(null);
      }
      return changed ? new Plan.Mark(namespace) : new Plan.Pending();
    }
    namespace.metadata().put("deletionTimestamp", SystemFields.time(now));
    ApiObject.child(namespace.root(), "status").put("phase", "Terminating");
    return new Plan.Mark(namespace);
  }

  /** Marks an object that has finalizers but no grace period of its own. */
  private static void markNow(ApiObject object, Instant now) {
    Map<String, Object> metadata = object.metadata();
    metadata.put("deletionTimestamp", SystemFields.time(now));
    metadata.put("deletionGracePeriodSeconds", 0L);
    if (object.generation() > 0) {
      metadata.put("generation", object.generation() + 1);
    }
  }

  private static boolean setGrace(ApiObject object, long seconds) {
    Object before = object.metadata().put("deletionGracePeriodSeconds", seconds);
    return !(before instanceof Number n && n.longValue() == seconds);
  }

  /** Adds or removes the finalizers by which the garbage collector treats the dependents. */
  private static boolean changeFinalizers(
      ResourceDefinition resource, ApiObject object, DeleteOptions options) {
    if (resource.storageKeyPrefix().equals("events")) {
      return false;
    }
    if (!options.saysPropagation()) {
      boolean said =
          object.finalizers().contains(ORPHAN) || object.finalizers().contains(FOREGROUND);
      boolean byDefault =
          ORPHAN_BY_DEFAULT.contains(resource.plural())
              && (resource.group().isEmpty() || resource.group().equals("batch"));
      return !said && byDefault && set(object, true, false);
    }
    return changeFinalizersAsTold(object, options);
  }

  private static boolean changeFinalizersAsTold(ApiObject object, DeleteOptions options) {
    return options.saysPropagation() && set(object, options.orphans(), options.foreground());
  }

  private static boolean set(ApiObject object, boolean orphan, boolean foreground) {
    List<String> before = object.finalizers();
    List<String> after = new ArrayList<>(before);
    after.remove(ORPHAN);
    after.remove(FOREGROUND);
    if (orphan) {
      after.add(ORPHAN);
    }
    if (foreground) {
      after.add(FOREGROUND);
    }
    if (Set.copyOf(after).equals(Set.copyOf(before))) {
      return false;
    }
    if (after.isEmpty()) {
      object.metadata().remove("finalizers");
    } else {
      object.metadata().put("finalizers", after);
    }
    return true;
  }

  /** Whether an update takes away the last thing that kept a deleted object. */
  static boolean isGoneAfterUpdate(ResourceDefinition resource, ApiObject object, ApiObject old) {
    if (!old.isBeingDeleted() || !object.finalizers().isEmpty()) {
      return false;
    }
    if (isNamespace(resource)) {
      return !(object.at("spec", "finalizers") instanceof List<?> l) || l.isEmpty();
    }
    return number(old.metadata().get("deletionGracePeriodSeconds")) == 0;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number n ? n.longValue() : 0;
  }

  static boolean isNamespace(ResourceDefinition resource) {
    return resource.group().isEmpty() && resource.plural().equals("namespaces");
  }

  private static boolean isPod(ResourceDefinition resource) {
    return resource.group().isEmpty() && resource.plural().equals("pods");
  }
}

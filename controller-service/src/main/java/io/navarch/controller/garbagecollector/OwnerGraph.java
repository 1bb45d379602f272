package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All objects of the cluster and who owns whom, by uid.
 *
 * <p>Every change answers with the uids that must be looked at because of it.
 */
final class OwnerGraph {

  private final Map<String, GraphObject> objects = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();

  synchronized @Nullable GraphObject find(String uid) {
    return objects.get(uid);
  }

  synchronized int size() {
    return objects.size();
  }

  /** An object was seen, for the first time or changed. */
  synchronized Set<String> seen(GraphObject object) {
    Set<String> affected = new LinkedHashSet<>();
    GraphObject before = objects.put(object.uid(), object);
    Set<String> ownersNow = new LinkedHashSet<>();
    for (OwnerReference owner : object.owners()) {
      ownersNow.add(owner.getUid());
      dependents.computeIfAbsent(owner.getUid(), uid -> new LinkedHashSet<>()).add(object.uid());
      GraphObject known = objects.get(owner.getUid());
      if (known == null || known.foreground()) {
        affected.add(object.uid());
      }
    }
    if (before != null) {
      forgetOwners(before, ownersNow, affected);
    }
    releaseUnblocked(object, before, affected);
    if (object.foreground() || object.orphaning()) {
      affected.add(object.uid());
    }
    if (object.foreground() && (before == null || !before.foreground())) {
      affected.addAll(dependents.getOrDefault(object.uid(), Set.of()));
    }
    return affected;
  }

  /** An object is gone: its dependents may have to go, and its owners may be let go. */
  synchronized Set<String> gone(String uid) {
    GraphObject before = objects.remove(uid);
    if (before == null) {
      return Set.of();
    }
    Set<String> affected = new LinkedHashSet<>();
    forgetOwners(before, Set.of(), affected);
    affected.addAll(dependents.getOrDefault(uid, Set.of()));
    return affected;
  }

  synchronized List<GraphObject> dependentsOf(String uid) {
    List<GraphObject> found = new ArrayList<>();
    for (String each : dependents.getOrDefault(uid, Set.of())) {
      GraphObject dependent = objects.get(each);
      if (dependent != null) {
        found.add(dependent);
      }
    }
    return found;
  }

  synchronized Collection<String> all() {
    return List.copyOf(objects.keySet());
  }

  private void forgetOwners(GraphObject before, Set<String> still, Set<String> affected) {
    for (OwnerReference owner : before.owners()) {
      if (still.contains(owner.getUid())) {
        continue;
      }
      Set<String> siblings = dependents.get(owner.getUid());
      if (siblings != null) {
        siblings.remove(before.uid());
        if (siblings.isEmpty()) {
          dependents.remove(owner.getUid());
        }
      }
      GraphObject known = objects.get(owner.getUid());
      if (known != null && known.foreground()) {
        affected.add(known.uid());
      }
    }
  }

  /** An owner that waits is looked at when a dependent no longer blocks it. */
  private void releaseUnblocked(
      GraphObject object, @Nullable GraphObject before, Set<String> affected) {
    for (OwnerReference owner : object.owners()) {
      GraphObject known = objects.get(owner.getUid());
      if (before != null
          && known != null
          && known.foreground()
          && before.blocks(owner.getUid())
          && !object.blocks(owner.getUid())) {
        affected.add(known.uid());
      }
    }
  }
}

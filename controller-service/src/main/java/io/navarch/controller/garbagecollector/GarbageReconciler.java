package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.ServedResource;
import io.navarch.controller.garbagecollector.CollectionPlanner.OwnerState;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at one object, by uid: may it stay, may it go, may its owners go. */
final class GarbageReconciler implements Reconciler<String> {

  private static final Duration DISCOVERY_AGE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final OwnerGraph graph;
  private final GraphObjects objects;
  private final Discovery discovery;
  private final Consumer<String> lookAt;

  /**
   * @param lookAt brings another object into the queue
   */
  GarbageReconciler(
      KubernetesClient client,
      OwnerGraph graph,
      GraphObjects objects,
      Discovery discovery,
      Consumer<String> lookAt) {
    this.client = client;
    this.graph = graph;
    this.objects = objects;
    this.discovery = discovery;
    this.lookAt = lookAt;
  }

  @Override
  public Outcome reconcile(String uid) {
    GraphObject object = graph.find(uid);
    if (object == null) {
      return Outcome.DONE;
    }
    if (object.orphaning()) {
      return orphanDependents(object);
    }
    if (object.foreground()) {
      return waitForDependents(object);
    }
    if (object.deleting() || object.owners().isEmpty()) {
      return Outcome.DONE;
    }
    ObjectMeta latest = objects.fetch(object);
    if (latest == null || latest.getOwnerReferences().isEmpty()) {
      return Outcome.DONE;
    }
    Map<String, OwnerState> states = new HashMap<>();
    for (OwnerReference owner : latest.getOwnerReferences()) {
      OwnerState state = stateOf(owner, object);
      if (state == null) {
        return Outcome.retry("nobody knows the kind " + owner.getKind());
      }
      states.put(owner.getUid(), state);
    }
    return carryOut(
        object,
        latest,
        CollectionPlanner.plan(
            latest.getOwnerReferences(),
            states,
            latest.getFinalizers(),
            graph.dependentsOf(object.uid())));
  }

  private Outcome carryOut(GraphObject object, ObjectMeta latest, CollectionPlan plan) {
    switch (plan) {
      case CollectionPlan.Keep() -> {}
      case CollectionPlan.DropOwners(var uids) ->
          objects.dropOwners(object, latest, owner -> uids.contains(owner.getUid()));
      case CollectionPlan.Delete(var policy, var unblockFirst) -> {
        if (unblockFirst) {
          objects.unblockOwners(object, latest);
        }
        Deletions.delete(client, object.path(), object.uid(), policy, null);
      }
    }
    return Outcome.DONE;
  }

  private Outcome orphanDependents(GraphObject object) {
    for (GraphObject dependent : graph.dependentsOf(object.uid())) {
      ObjectMeta latest = objects.fetch(dependent);
      if (latest != null) {
        objects.dropOwners(dependent, latest, owner -> owner.getUid().equals(object.uid()));
      }
    }
    letGo(object, GraphObject.ORPHAN);
    return Outcome.DONE;
  }

  private Outcome waitForDependents(GraphObject object) {
    List<GraphObject> blocking =
        graph.dependentsOf(object.uid()).stream()
            .filter(dependent -> dependent.blocks(object.uid()))
            .toList();
    if (blocking.isEmpty()) {
      letGo(object, GraphObject.FOREGROUND);
      return Outcome.DONE;
    }
    blocking.stream()
        .filter(dependent -> !dependent.foreground())
        .forEach(dependent -> lookAt.accept(dependent.uid()));
    return Outcome.DONE;
  }

  private void letGo(GraphObject object, String finalizer) {
    ObjectMeta latest = objects.fetch(object);
    if (latest != null) {
      objects.dropFinalizer(object, latest, finalizer);
    }
  }

  /** How an owner stands; null when its kind is not served, which may be for a while only. */
  private @Nullable OwnerState stateOf(OwnerReference owner, GraphObject dependent) {
    GraphObject known = graph.find(owner.getUid());
    if (known != null && sameObject(known, owner, dependent)) {
      return known.foreground() ? OwnerState.WAITING : OwnerState.SOLID;
    }
    ServedResource resource = resourceOf(owner);
    if (resource == null) {
      return null;
    }
    if (resource.namespaced() && dependent.namespace().isEmpty()) {
      return OwnerState.SOLID;
    }
    ObjectMeta latest =
        objects.fetch(
            resource,
            resource.namespaced() ? dependent.namespace() : "",
            owner.getName(),
            owner.getUid());
    if (latest == null) {
      return OwnerState.ABSENT;
    }
    return latest.getDeletionTimestamp() != null
            && latest.getFinalizers().contains(GraphObject.FOREGROUND)
        ? OwnerState.WAITING
        : OwnerState.SOLID;
  }

  private static boolean sameObject(
      GraphObject known, OwnerReference owner, GraphObject dependent) {
    return known.name().equals(owner.getName())
        && known.resource().kind().equals(owner.getKind())
        && (!known.resource().namespaced() || known.namespace().equals(dependent.namespace()));
  }

  private @Nullable ServedResource resourceOf(OwnerReference owner) {
    String version = owner.getApiVersion();
    int slash = version.indexOf('/');
    String group = slash < 0 ? "" : version.substring(0, slash);
    return discovery.served(DISCOVERY_AGE).resources().stream()
        .filter(each -> each.group().equals(group) && each.kind().equals(owner.getKind()))
        .findFirst()
        .orElse(null);
  }
}

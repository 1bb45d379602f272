package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.history.RevisionHistory;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries a DaemonSet's plan out. */
final class DaemonSetReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<DaemonSet> sets;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<ControllerRevision> revisions;
  private final Expectations<ObjectKey> expectations;
  private final EventRecorder events;
  private final PodControl podControl;
  private final ClaimExecutor claims;

  DaemonSetReconciler(
      ControllerContext context,
      SharedIndexInformer<DaemonSet> sets,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<Node> nodes,
      SharedIndexInformer<ControllerRevision> revisions,
      Expectations<ObjectKey> expectations) {
    this.context = context;
    this.sets = sets;
    this.pods = pods;
    this.nodes = nodes;
    this.revisions = revisions;
    this.expectations = expectations;
    this.events = context.events().apply("daemonset-controller");
    this.podControl = new PodControl(context.client(), events);
    this.claims = new ClaimExecutor(context.client());
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    DaemonSet set = Informers.find(sets, key);
    if (set == null) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    if (set.getMetadata().getDeletionTimestamp() != null) {
      return Outcome.DONE;
    }
    if (Selectors.isEmpty(set.getSpec().getSelector())) {
      events.warning(
          set,
          "SelectingAll",
          "This daemon set is selecting all pods. A non-empty selector is required.");
      return Outcome.DONE;
    }
    List<Pod> owned = claims.claim(set, set.getSpec().getSelector(), pods);
    RevisionHistory history =
        RevisionHistory.of(context.client(), set, set.getSpec().getSelector(), revisions);
    ControllerRevision current =
        history.current(
            set.getSpec().getTemplate(),
            set.getStatus() == null ? null : set.getStatus().getCollisionCount());
    String hash = RevisionHistory.hash(current);
    Instant now = context.clock().instant();
    DaemonPlan plan = DaemonPlanner.plan(set, nodes.getStore().list(), owned, hash, now);
    if (expectations.met(key)) {
      carryOut(key, set, hash, plan);
    }
    if (!plan.status().equals(set.getStatus())) {
      context
          .client()
          .resource(new DaemonSetBuilder(set).withStatus(plan.status()).build())
          .updateStatus();
    }
    truncate(set, history, owned, current);
    return PodFacts.lookAgain(owned, set.getSpec().getMinReadySeconds(), now);
  }

  private void carryOut(ObjectKey key, DaemonSet set, String hash, DaemonPlan plan) {
    for (Pod pod : plan.delete()) {
      String uid = pod.getMetadata().getUid();
      expectations.expectDeletion(key, uid);
      boolean deleted = false;
      try {
        deleted = podControl.delete(set, pod);
      } finally {
        if (!deleted) {
          expectations.deletionObserved(key, uid);
        }
      }
    }
    for (String node : plan.create()) {
      expectations.expectCreations(key, 1);
      try {
        podControl.create(set, DaemonPods.pod(set, node, hash));
      } catch (KubernetesClientException refused) {
        expectations.creationObserved(key);
        if (!PodControl.namespaceIsTerminating(refused)) {
          throw refused;
        }
      }
    }
  }

  private static void truncate(
      DaemonSet set, RevisionHistory history, List<Pod> owned, ControllerRevision current) {
    Set<String> hashes =
        owned.stream()
            .map(pod -> pod.getMetadata().getLabels().get(RevisionHistory.POD_LABEL))
            .collect(Collectors.toSet());
    Set<String> inUse = new HashSet<>(Set.of(current.getMetadata().getName()));
    history.revisions().stream()
        .filter(revision -> hashes.contains(RevisionHistory.hash(revision)))
        .forEach(revision -> inUse.add(revision.getMetadata().getName()));
    Integer limit = set.getSpec().getRevisionHistoryLimit();
    history.truncate(limit == null ? 10 : limit, inUse);
  }
}

package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.history.RevisionHistory;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries a StatefulSet's plan out. */
final class StatefulSetReconciler implements Reconciler<ObjectKey> {

  /** How soon to look whether the claim of a pod that is gone is gone too. */
  private static final Duration CLAIM_WAIT = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final SharedIndexInformer<StatefulSet> sets;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<ControllerRevision> revisions;
  private final SharedIndexInformer<PersistentVolumeClaim> volumeClaims;
  private final Expectations<ObjectKey> expectations;
  private final EventRecorder events;
  private final ClaimExecutor claims;

  StatefulSetReconciler(
      ControllerContext context,
      SharedIndexInformer<StatefulSet> sets,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<ControllerRevision> revisions,
      SharedIndexInformer<PersistentVolumeClaim> volumeClaims,
      Expectations<ObjectKey> expectations) {
    this.context = context;
    this.sets = sets;
    this.pods = pods;
    this.revisions = revisions;
    this.volumeClaims = volumeClaims;
    this.expectations = expectations;
    this.events = context.events().apply("statefulset-controller");
    this.claims = new ClaimExecutor(context.client());
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    StatefulSet set = Informers.find(sets, key);
    if (set == null) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    if (set.getMetadata().getDeletionTimestamp() != null) {
      return Outcome.DONE;
    }
    List<Pod> owned = claims.claim(set, set.getSpec().getSelector(), pods);
    RevisionHistory history =
        RevisionHistory.of(context.client(), set, set.getSpec().getSelector(), revisions);
    StatefulSetStatus before = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
    ControllerRevision update =
        history.current(set.getSpec().getTemplate(), before.getCollisionCount());
    String updateName = update.getMetadata().getName();
    ControllerRevision known = history.find(before.getCurrentRevision());
    String currentName = known == null ? updateName : known.getMetadata().getName();
    Instant now = context.clock().instant();
    boolean waits = false;
    if (expectations.met(key)) {
      owned.forEach(pod -> ownClaims(set, pod));
      StatefulSetPlan plan = StatefulSetPlanner.plan(set, owned, currentName, updateName, now);
      waits = carryOut(key, set, known, updateName, plan);
    }
    StatefulSetStatus after =
        StatefulSetStatusCalculator.calculate(set, owned, currentName, updateName, now);
    if (!after.equals(set.getStatus())) {
      context
          .client()
          .resource(new StatefulSetBuilder(set).withStatus(after).build())
          .updateStatus();
    }
    truncate(set, history, owned, currentName, updateName);
    return waits
        ? Outcome.after(CLAIM_WAIT)
        : PodFacts.lookAgain(owned, set.getSpec().getMinReadySeconds(), now);
  }

  private void ownClaims(StatefulSet set, Pod pod) {
    int ordinal = StatefulSetPods.ordinal(set, pod);
    boolean surplus = !StatefulSetPods.wants(set, ordinal);
    for (PersistentVolumeClaim named : StatefulSetPods.claims(set, ordinal)) {
      PersistentVolumeClaim claim = Informers.find(volumeClaims, ObjectKey.of(named));
      List<OwnerReference> owners =
          claim == null ? null : ClaimRetention.owners(set, pod, claim, surplus);
      if (claim != null && owners != null) {
        var meta = claim.getMetadata();
        context
            .client()
            .resource(claim)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"uid\":\"%s\",\"resourceVersion\":\"%s\",\"ownerReferences\":%s}}"
                    .formatted(
                        meta.getUid(),
                        meta.getResourceVersion(),
                        context.client().getKubernetesSerialization().asJson(owners)));
      }
    }
  }

  private boolean waitsForClaims(StatefulSet set, int ordinal) {
    return StatefulSetPods.claims(set, ordinal).stream()
        .map(named -> Informers.find(volumeClaims, ObjectKey.of(named)))
        .anyMatch(
            claim ->
                claim != null
                    && ClaimRetention.isStale(set, StatefulSetPods.name(set, ordinal), claim));
  }

  /** Tells whether pods could not be created yet. */
  private boolean carryOut(
      ObjectKey key,
      StatefulSet set,
      @Nullable ControllerRevision current,
      String updateName,
      StatefulSetPlan plan) {
    boolean waits = false;
    for (StatefulSetPlan.Creation creation : plan.create()) {
      if (waitsForClaims(set, creation.ordinal())) {
        waits = true;
        continue;
      }
      PodTemplateSpec template =
          creation.revision().equals(updateName) || current == null
              ? set.getSpec().getTemplate()
              : templateOf(current);
      create(
          key,
          set,
          StatefulSetPods.claims(set, creation.ordinal()),
          StatefulSetPods.pod(set, template, creation.revision(), creation.ordinal()));
    }
    for (Pod pod : plan.delete()) {
      delete(key, set, pod);
    }
    return waits;
  }

  @SuppressWarnings("unchecked")
  private PodTemplateSpec templateOf(ControllerRevision revision) {
    Map<String, Object> data =
        context.client().getKubernetesSerialization().convertValue(revision.getData(), Map.class);
    Map<String, Object> spec = (Map<String, Object>) Objects.requireNonNull(data.get("spec"));
    Map<String, Object> template =
        new java.util.LinkedHashMap<>(
            (Map<String, Object>) Objects.requireNonNull(spec.get("template")));
    template.remove("$patch");
    return context
        .client()
        .getKubernetesSerialization()
        .convertValue(template, PodTemplateSpec.class);
  }

  private void create(ObjectKey key, StatefulSet set, List<PersistentVolumeClaim> needed, Pod pod) {
    String what = pod.getMetadata().getName();
    expectations.expectCreations(key, 1);
    try {
      needed.forEach(claim -> createClaim(set, claim, what));
      context.client().resource(pod).create();
      events.normal(
          set,
          "SuccessfulCreate",
          "create Pod %s in StatefulSet %s successful".formatted(what, key.name()));
    } catch (KubernetesClientException refused) {
      expectations.creationObserved(key);
      if (!PodControl.namespaceIsTerminating(refused)) {
        events.warning(
            set,
            "FailedCreate",
            "create Pod %s in StatefulSet %s failed error: %s"
                .formatted(what, key.name(), PodControl.reasonOf(refused)));
        throw refused;
      }
    }
  }

  private void createClaim(StatefulSet set, PersistentVolumeClaim claim, String pod) {
    try {
      context.client().resource(claim).create();
      events.normal(
          set,
          "SuccessfulCreate",
          "create Claim %s Pod %s in StatefulSet %s success"
              .formatted(claim.getMetadata().getName(), pod, set.getMetadata().getName()));
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isConflict(refused)) {
        throw refused;
      }
    }
  }

  private void delete(ObjectKey key, StatefulSet set, Pod pod) {
    String what = pod.getMetadata().getName();
    String uid = pod.getMetadata().getUid();
    expectations.expectDeletion(key, uid);
    boolean deleted = false;
    try {
      deleted =
          Deletions.delete(
              context.client(), Deletions.core(key.namespace(), "pods", what), uid, null, null);
    } finally {
      if (!deleted) {
        expectations.deletionObserved(key, uid);
      }
    }
    if (deleted) {
      events.normal(
          set,
          "SuccessfulDelete",
          "delete Pod %s in StatefulSet %s successful".formatted(what, key.name()));
    }
  }

  private static void truncate(
      StatefulSet set,
      RevisionHistory history,
      List<Pod> owned,
      String currentName,
      String updateName) {
    Set<String> inUse = new HashSet<>(List.of(currentName, updateName));
    owned.stream().map(StatefulSetPods::revision).filter(Objects::nonNull).forEach(inUse::add);
    Integer limit = set.getSpec().getRevisionHistoryLimit();
    history.truncate(limit == null ? 10 : limit, inUse);
  }
}

package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.scheduler.plugin.VolumeStep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gets a pod's claims bound before the pod is. */
final class VolumeWorker {
  private static final long PATIENCE_SECONDS = 600;

  private final KubernetesClient client;

  VolumeWorker(KubernetesClient client) {
    this.client = client;
  }

  /** Does the steps and waits until every claim is bound; says what went wrong, or null. */
  @Nullable String work(List<VolumeStep> steps) {
    try {
      for (VolumeStep step : steps) {
        ask(step);
      }
      for (VolumeStep step : steps) {
        client
            .persistentVolumeClaims()
            .inNamespace(step.namespace())
            .withName(step.claim())
            .waitUntilCondition(VolumeWorker::bound, PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      return null;
    } catch (KubernetesClientTimeoutException late) {
      return "binding volumes: context deadline exceeded";
    } catch (RuntimeException failed) {
      return "binding volumes: " + failed.getMessage();
    }
  }

  private void ask(VolumeStep step) {
    switch (step) {
      case VolumeStep.Provision(String namespace, String claim, String node) ->
          client
              .persistentVolumeClaims()
              .inNamespace(namespace)
              .withName(claim)
              .patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  Serialization.asJson(
                      Map.of(
                          "metadata",
                          Map.of(
                              "annotations", Map.of("volume.kubernetes.io/selected-node", node)))));
      case VolumeStep.Take(String namespace, String claim, String volume) ->
          reserve(namespace, claim, volume);
    }
  }

  private void reserve(String namespace, String claim, String volume) {
    PersistentVolumeClaim wanted =
        client.persistentVolumeClaims().inNamespace(namespace).withName(claim).require();
    client
        .persistentVolumes()
        .withName(volume)
        .edit(
            free -> {
              if (free.getSpec().getClaimRef() != null) {
                throw new IllegalStateException("volume " + volume + " is taken");
              }
              return free.edit()
                  .editMetadata()
                  .addToAnnotations("pv.kubernetes.io/bound-by-controller", "yes")
                  .endMetadata()
                  .editSpec()
                  .withNewClaimRef()
                  .withApiVersion("v1")
                  .withKind("PersistentVolumeClaim")
                  .withNamespace(namespace)
                  .withName(claim)
                  .withUid(wanted.getMetadata().getUid())
                  .withResourceVersion(wanted.getMetadata().getResourceVersion())
                  .endClaimRef()
                  .endSpec()
                  .build();
            });
  }

  private static boolean bound(@Nullable PersistentVolumeClaim claim) {
    return claim != null
        && claim.getSpec().getVolumeName() != null
        && claim.getStatus() != null
        && "Bound".equals(claim.getStatus().getPhase());
  }
}

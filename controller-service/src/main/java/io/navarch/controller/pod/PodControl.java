package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.navarch.controller.loop.Deletions;
import io.navarch.model.client.EventRecorder;

/** Creates, deletes, adopts and releases the pods of an owner, and says so in events. */
public final class PodControl {

  private final KubernetesClient client;
  private final EventRecorder events;

  public PodControl(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** A pod of the template with a generated name, controlled by the owner. */
  public static Pod fromTemplate(HasMetadata owner, PodTemplateSpec template) {
    ObjectMeta wanted = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(wanted.getLabels())
                .withAnnotations(wanted.getAnnotations())
                .withFinalizers(wanted.getFinalizers())
                .withOwnerReferences(controllerReference(owner))
                .build())
        .withSpec(template.getSpec())
        .build();
  }

  public static OwnerReference controllerReference(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /**
   * Creates a pod of the owner.
   *
   * @throws KubernetesClientException when it is refused; then an event was recorded, unless the
   *     namespace is going
   */
  public Pod create(HasMetadata owner, Pod pod) {
    try {
      Pod created =
          client.pods().inNamespace(owner.getMetadata().getNamespace()).resource(pod).create();
      events.normal(owner, "SuccessfulCreate", "Created pod: " + created.getMetadata().getName());
      return created;
    } catch (KubernetesClientException refused) {
      if (!namespaceIsTerminating(refused)) {
        events.warning(owner, "FailedCreate", "Error creating: " + reasonOf(refused));
      }
      throw refused;
    }
  }

  /** Deletes a pod of the owner; false when it was gone. */
  public boolean delete(HasMetadata owner, Pod pod) {
    String name = pod.getMetadata().getName();
    try {
      boolean deleted =
          Deletions.delete(
              client,
              Deletions.core(pod.getMetadata().getNamespace(), "pods", name),
              pod.getMetadata().getUid(),
              null,
              null);
      if (deleted) {
        events.normal(owner, "SuccessfulDelete", "Deleted pod: " + name);
      }
      return deleted;
    } catch (KubernetesClientException refused) {
      events.warning(owner, "FailedDelete", "Error deleting: " + reasonOf(refused));
      throw refused;
    }
  }

  /** True when a create was refused because the namespace is being deleted. */
  public static boolean namespaceIsTerminating(KubernetesClientException refused) {
    return refused.getStatus() != null
        && refused.getStatus().getDetails() != null
        && refused.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  /** The gateway's own words. */
  public static String reasonOf(KubernetesClientException refused) {
    return refused.getStatus() != null && refused.getStatus().getMessage() != null
        ? refused.getStatus().getMessage()
        : String.valueOf(refused.getMessage());
  }

  /** Makes the owner the controller of an object that has none. */
  public static void adopt(KubernetesClient client, HasMetadata owner, HasMetadata orphan) {
    OwnerReference reference = controllerReference(owner);
    client
        .resource(orphan)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"metadata":{"ownerReferences":[{"apiVersion":"%s","kind":"%s","name":"%s","uid":"%s",\
            "controller":true,"blockOwnerDeletion":true}],"uid":"%s"}}"""
                .formatted(
                    reference.getApiVersion(),
                    reference.getKind(),
                    reference.getName(),
                    reference.getUid(),
                    orphan.getMetadata().getUid()));
  }

  /**
   * Gives up control of an object; it is no failure when the object is gone or another's already.
   */
  public static void release(KubernetesClient client, HasMetadata owner, HasMetadata owned) {
    try {
      client
          .resource(owned)
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              "{\"metadata\":{\"ownerReferences\":[{\"$patch\":\"delete\",\"uid\":\"%s\"}],\"uid\":\"%s\"}}"
                  .formatted(owner.getMetadata().getUid(), owned.getMetadata().getUid()));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != 404 && refused.getCode() != 422) {
        throw refused;
      }
    }
  }
}

package io.navarch.controller.protection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.util.function.Predicate;

/** Wires the protection of claims and volumes. */
public final class ProtectionControllers {

  private ProtectionControllers() {}

  /** Claims stay while a pod that has a node uses them. */
  public static Controller claims(ControllerContext context) {
    SharedIndexInformer<PersistentVolumeClaim> claims =
        context.informers().of(PersistentVolumeClaim.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(
        context.informers().of(Pod.class),
        pod ->
            PodClaims.of(pod).stream()
                .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name))
                .filter(
                    key -> {
                      PersistentVolumeClaim claim = Informers.find(claims, key);
                      return claim != null && claim.getMetadata().getDeletionTimestamp() != null;
                    })
                .forEach(queue::add));
    // Asked anew, since the informer may not know the newest pod yet.
    Predicate<PersistentVolumeClaim> isUsed =
        claim ->
            context
                .client()
                .pods()
                .inNamespace(claim.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .anyMatch(pod -> PodClaims.uses(pod, claim.getMetadata().getName()));
    return controller(
        "persistentvolumeclaim-protection-controller",
        context,
        claims,
        queue,
        "kubernetes.io/pvc-protection",
        isUsed);
  }

  /** Volumes stay while they are bound to a claim. */
  public static Controller volumes(ControllerContext context) {
    return controller(
        "persistentvolume-protection-controller",
        context,
        context.informers().of(PersistentVolume.class),
        new WorkQueue<>(),
        "kubernetes.io/pv-protection",
        volume -> volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase()));
  }

  /** Classes of volume attributes stay while a claim or a volume names them. */
  public static Controller attributesClasses(ControllerContext context) {
    SharedIndexInformer<VolumeAttributesClass> classes =
        context.informers().of(VolumeAttributesClass.class);
    SharedIndexInformer<PersistentVolumeClaim> claims =
        context.informers().of(PersistentVolumeClaim.class);
    SharedIndexInformer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Runnable lookAtThoseThatGo =
        () ->
            classes.getStore().list().stream()
                .filter(each -> each.getMetadata().getDeletionTimestamp() != null)
                .forEach(each -> queue.add(ObjectKey.of(each)));
    Informers.onAny(claims, claim -> lookAtThoseThatGo.run());
    Informers.onAny(volumes, volume -> lookAtThoseThatGo.run());
    return controller(
        "volumeattributesclass-protection-controller",
        context,
        classes,
        queue,
        "kubernetes.io/vac-protection",
        each -> {
          String name = each.getMetadata().getName();
          return claims.getStore().list().stream()
                  .anyMatch(claim -> AttributesClassUse.names(claim, name))
              || volumes.getStore().list().stream()
                  .anyMatch(volume -> AttributesClassUse.names(volume, name));
        });
  }

  private static <T extends HasMetadata> Controller controller(
      String name,
      ControllerContext context,
      SharedIndexInformer<T> objects,
      WorkQueue<ObjectKey> queue,
      String finalizer,
      Predicate<T> isUsed) {
    Informers.onAny(objects, object -> queue.add(ObjectKey.of(object)));
    return new KeyedController<>(
        name, 1, queue, new ProtectionReconciler<>(context.client(), objects, finalizer, isUsed));
  }
}

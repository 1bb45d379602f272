package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeRule;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.StorageView;
import io.navarch.scheduler.cluster.StorageView.Claim;
import io.navarch.scheduler.cluster.StorageView.StorageClass;
import io.navarch.scheduler.cluster.StorageView.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pod's claims must be usable on the node: bound volumes by their node affinity, claims that
 * wait for their first consumer by a free volume that fits or a provisioner that may work there.
 */
public final class VolumeBinding implements Filter {
  private static final String VOLUME_ELSEWHERE =
      "node(s) didn't match PersistentVolume's node affinity";
  private static final String NO_VOLUME =
      "node(s) didn't find available persistent volumes to bind";
  private static final String VOLUME_MISSING =
      "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";

  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    if (pod.volumes().claims().isEmpty()) {
      return NOT_CONCERNED;
    }
    StorageView storage = cluster.storage();
    List<Claim> claims = new ArrayList<>();
    for (String name : pod.volumes().claims()) {
      Claim claim = storage.claim(pod.namespace(), name);
      String unusable = unusable(name, claim, pod, storage);
      if (unusable != null) {
        return new Refused(unusable, false);
      }
      if (claim != null) {
        claims.add(claim);
      }
    }
    return new Each(node -> test(claims, node, storage));
  }

  private static @Nullable String unusable(
      String name, @Nullable Claim claim, PodInfo pod, StorageView storage) {
    boolean ephemeral = pod.volumes().ephemeralClaims().contains(name);
    if (claim == null) {
      return ephemeral
          ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \""
              + name
              + "\""
          : "persistentvolumeclaim \"" + name + "\" not found";
    }
    if (claim.lost()) {
      return "persistentvolumeclaim \""
          + name
          + "\" bound to non-existent persistentvolume \""
          + claim.volume()
          + "\"";
    }
    if (claim.terminating()) {
      return "persistentvolumeclaim \"" + name + "\" is being deleted";
    }
    if (ephemeral && !claim.ownerUid().equals(pod.uid())) {
      return "PVC "
          + pod.namespace()
          + "/"
          + name
          + " was not created for pod "
          + pod.path()
          + " (pod is not owner)";
    }
    return !claim.bound() && !waits(claim, storage)
        ? "pod has unbound immediate PersistentVolumeClaims"
        : null;
  }

  private static boolean waits(Claim claim, StorageView storage) {
    StorageClass storageClass = storage.storageClass(claim.storageClass());
    return claim.volume().isEmpty() && storageClass != null && storageClass.waits();
  }

  private static Fit test(List<Claim> claims, NodeSlot node, StorageView storage) {
    Set<String> reasons = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (Claim claim : claims) {
      if (claim.bound()) {
        Volume volume = storage.volume(claim.volume());
        if (volume == null) {
          reasons.add(VOLUME_MISSING);
        } else if (!volume.nodes().matches(node.name(), node.labels())) {
          reasons.add(VOLUME_ELSEWHERE);
        }
      } else if (step(claim, node, storage, taken) == null) {
        reasons.add(NO_VOLUME);
      }
    }
    return reasons.isEmpty()
        ? Fit.FITS
        : new Fit.DoesNotFit(reasons.stream().sorted().toList(), false);
  }

  /** What is to be done for the pod's claims before it is bound to a node that it fits. */
  public static List<VolumeStep> steps(PodInfo pod, NodeSlot node, StorageView storage) {
    List<VolumeStep> steps = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String name : pod.volumes().claims()) {
      Claim claim = storage.claim(pod.namespace(), name);
      if (claim != null && !claim.bound()) {
        VolumeStep step = step(claim, node, storage, taken);
        if (step != null) {
          steps.add(step);
        }
      }
    }
    return steps;
  }

  private static @Nullable VolumeStep step(
      Claim claim, NodeSlot node, StorageView storage, Set<String> taken) {
    if (!claim.selectedNode().isEmpty()) {
      return claim.selectedNode().equals(node.name())
          ? new VolumeStep.Provision(claim.namespace(), claim.name(), node.name())
          : null;
    }
    for (Volume volume : storage.freeVolumes(claim.storageClass())) {
      if (!taken.contains(volume.name()) && suits(volume, claim, node)) {
        taken.add(volume.name());
        return new VolumeStep.Take(claim.namespace(), claim.name(), volume.name());
      }
    }
    StorageClass storageClass = storage.storageClass(claim.storageClass());
    return storageClass != null && storageClass.provisions() && allowed(storageClass, node)
        ? new VolumeStep.Provision(claim.namespace(), claim.name(), node.name())
        : null;
  }

  private static boolean suits(Volume volume, Claim claim, NodeSlot node) {
    return volume.capacity() >= claim.requested()
        && volume.volumeMode().equals(claim.volumeMode())
        && volume.modes().containsAll(claim.modes())
        && claim.volumes().matches(volume.labels())
        && volume.nodes().matches(node.name(), node.labels());
  }

  private static boolean allowed(StorageClass storageClass, NodeSlot node) {
    if (storageClass.topologies().isEmpty()) {
      return true;
    }
    for (NodeRule.Term term : storageClass.topologies()) {
      if (term.matches(node.name(), node.labels())) {
        return true;
      }
    }
    return false;
  }
}

package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.StorageView.Claim;
import java.util.List;

/**
 * A disk that is attached for writing serves one pod on a node, and a claim for one pod alone
 * serves one pod in the cluster.
 */
public final class VolumeRestrictions implements Filter {
  private static final Fit DISK_TAKEN = Fit.no("node(s) had no available disk");
  private static final Fit CLAIM_TAKEN =
      Fit.no(
          "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode "
              + "already in-use by another pod");

  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    if (pod.volumes().claims().stream().anyMatch(name -> taken(name, pod, cluster))) {
      return new Each(node -> CLAIM_TAKEN);
    }
    List<PodInfo.Disk> disks = pod.volumes().disks();
    return disks.isEmpty()
        ? NOT_CONCERNED
        : new Each(node -> node.disksTaken() && clash(disks, node) ? DISK_TAKEN : Fit.FITS);
  }

  private static boolean taken(String name, PodInfo pod, ClusterView cluster) {
    Claim claim = cluster.storage().claim(pod.namespace(), name);
    return claim != null
        && claim.modes().contains("ReadWriteOncePod")
        && cluster.storage().users(pod.namespace(), name) > 0;
  }

  private static boolean clash(List<PodInfo.Disk> disks, NodeSlot node) {
    for (PodInfo other : node.pods()) {
      for (PodInfo.Disk taken : other.volumes().disks()) {
        for (PodInfo.Disk disk : disks) {
          if (disk.id().equals(taken.id()) && !(disk.readOnly() && taken.readOnly())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}

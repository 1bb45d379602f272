package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of a pod's volumes what limits the choice of a node. */
final class VolumeReader {
  private VolumeReader() {}

  static PodInfo.Volumes read(Pod pod) {
    List<Volume> volumes = pod.getSpec().getVolumes();
    if (volumes == null || volumes.isEmpty()) {
      return PodInfo.Volumes.NONE;
    }
    List<String> claims = new ArrayList<>(0);
    List<String> ephemeral = new ArrayList<>(0);
    List<PodInfo.Disk> disks = new ArrayList<>(0);
    for (Volume volume : volumes) {
      if (volume.getPersistentVolumeClaim() != null) {
        claims.add(volume.getPersistentVolumeClaim().getClaimName());
      } else if (volume.getEphemeral() != null) {
        String claim = pod.getMetadata().getName() + "-" + volume.getName();
        claims.add(claim);
        ephemeral.add(claim);
      }
      PodInfo.Disk disk = disk(volume);
      if (disk != null) {
        disks.add(disk);
      }
    }
    return claims.isEmpty() && disks.isEmpty()
        ? PodInfo.Volumes.NONE
        : new PodInfo.Volumes(List.copyOf(claims), List.copyOf(ephemeral), List.copyOf(disks));
  }

  private static PodInfo.@Nullable Disk disk(Volume volume) {
    if (volume.getGcePersistentDisk() != null) {
      return new PodInfo.Disk(
          "gce/" + volume.getGcePersistentDisk().getPdName(),
          Boolean.TRUE.equals(volume.getGcePersistentDisk().getReadOnly()));
    }
    if (volume.getAwsElasticBlockStore() != null) {
      return new PodInfo.Disk("aws/" + volume.getAwsElasticBlockStore().getVolumeID(), false);
    }
    if (volume.getIscsi() != null) {
      return new PodInfo.Disk(
          "iscsi/" + volume.getIscsi().getIqn(),
          Boolean.TRUE.equals(volume.getIscsi().getReadOnly()));
    }
    if (volume.getRbd() != null) {
      return new PodInfo.Disk(
          "rbd/" + volume.getRbd().getPool() + "/" + volume.getRbd().getImage(),
          Boolean.TRUE.equals(volume.getRbd().getReadOnly()));
    }
    return null;
  }
}

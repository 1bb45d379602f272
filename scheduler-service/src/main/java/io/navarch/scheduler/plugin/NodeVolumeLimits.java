package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.StorageView;
import io.navarch.scheduler.cluster.StorageView.Claim;
import io.navarch.scheduler.cluster.StorageView.StorageClass;
import io.navarch.scheduler.cluster.StorageView.Volume;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A node takes no more volumes of a CSI driver than the driver can attach there. */
public final class NodeVolumeLimits implements Filter {
  private static final Fit REFUSAL = Fit.no("node(s) exceed max volume count");

  @Override
  public String name() {
    return "NodeVolumeLimits";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    if (pod.volumes().claims().isEmpty()) {
      return NOT_CONCERNED;
    }
    StorageView storage = cluster.storage();
    Map<String, Set<String>> wanted = new HashMap<>();
    collect(pod, storage, wanted);
    return wanted.isEmpty() ? NOT_CONCERNED : new Each(node -> test(wanted, node, storage));
  }

  private static Fit test(Map<String, Set<String>> wanted, NodeSlot node, StorageView storage) {
    Map<String, Set<String>> attached = null;
    for (Map.Entry<String, Set<String>> ofDriver : wanted.entrySet()) {
      Integer limit = storage.volumeLimit(node.name(), ofDriver.getKey());
      if (limit == null) {
        continue;
      }
      if (attached == null) {
        attached = new HashMap<>();
        for (PodInfo other : node.pods()) {
          collect(other, storage, attached);
        }
      }
      Set<String> together = new HashSet<>(ofDriver.getValue());
      Set<String> there = attached.getOrDefault(ofDriver.getKey(), Set.of());
      together.addAll(there);
      if (together.size() > limit && together.size() > there.size()) {
        return REFUSAL;
      }
    }
    return Fit.FITS;
  }

  /** Adds the pod's volumes by driver; a claim without a volume stands for the one it will get. */
  private static void collect(PodInfo pod, StorageView storage, Map<String, Set<String>> byDriver) {
    for (String name : pod.volumes().claims()) {
      Claim claim = storage.claim(pod.namespace(), name);
      if (claim == null) {
        continue;
      }
      Volume volume = storage.volume(claim.volume());
      if (volume != null) {
        if (!volume.driver().isEmpty()) {
          byDriver.computeIfAbsent(volume.driver(), none -> new HashSet<>()).add(volume.handle());
        }
      } else {
        StorageClass storageClass = storage.storageClass(claim.storageClass());
        if (storageClass != null && storageClass.provisions()) {
          byDriver
              .computeIfAbsent(storageClass.provisioner(), none -> new HashSet<>())
              .add(claim.namespace() + "/" + claim.name());
        }
      }
    }
  }
}

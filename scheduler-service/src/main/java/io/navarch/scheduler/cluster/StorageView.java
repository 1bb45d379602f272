package io.navarch.scheduler.cluster;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What planners may read of storage. */
public interface StorageView {
  @Nullable Claim claim(String namespace, String name);

  @Nullable Volume volume(String name);

  @Nullable StorageClass storageClass(String name);

  /** Volumes without a claim, smallest first. */
  List<Volume> freeVolumes(String storageClass);

  /** How many volumes of a CSI driver a node can hold; null: no limit known. */
  @Nullable Integer volumeLimit(String node, String driver);

  /** How many placed pods use a claim. */
  int users(String namespace, String claim);

  /**
   * A persistent volume claim.
   *
   * @param volume the bound volume's name or empty
   * @param bound whether the binding is complete on the claim's side
   * @param modes access modes
   * @param requested bytes
   * @param ownerUid uid of the pod that owns it as an ephemeral volume, or empty
   * @param selectedNode the annotation that tells a provisioner where, or empty
   */
  record Claim(
      String namespace,
      String name,
      String volume,
      boolean bound,
      boolean lost,
      boolean terminating,
      String storageClass,
      Set<String> modes,
      String volumeMode,
      long requested,
      LabelQuery volumes,
      String ownerUid,
      String selectedNode) {}

  /**
   * A persistent volume.
   *
   * @param nodes the node affinity; {@link NodeRule#ANY} without one
   * @param claim namespace/name of the claim it belongs to or is reserved for, or empty
   * @param driver CSI driver or empty
   */
  record Volume(
      String name,
      LabelSet labels,
      NodeRule nodes,
      String claim,
      boolean available,
      String storageClass,
      Set<String> modes,
      String volumeMode,
      long capacity,
      String driver,
      String handle) {}

  /**
   * A storage class.
   *
   * @param waits {@code volumeBindingMode: WaitForFirstConsumer}
   * @param provisions whether it has a provisioner
   * @param topologies allowed topologies; empty: all
   * @param provisioner its name
   */
  record StorageClass(
      String name,
      boolean waits,
      boolean provisions,
      List<NodeRule.Term> topologies,
      String provisioner) {}
}

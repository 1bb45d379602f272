package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeRule;
import io.navarch.scheduler.cluster.Requirement;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.cluster.StorageView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads claims, volumes, storage classes and the volume limits of nodes. */
final class StorageReader {
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

  private final Quantities quantities;

  StorageReader(ResourceNames names) {
    this.quantities = new Quantities(names);
  }

  StorageView.Claim read(PersistentVolumeClaim claim) {
    var spec = claim.getSpec();
    var notes = claim.getMetadata().getAnnotations();
    String volume = orEmpty(spec.getVolumeName());
    return new StorageView.Claim(
        claim.getMetadata().getNamespace(),
        claim.getMetadata().getName(),
        volume,
        !volume.isEmpty() && (note(notes, BIND_COMPLETED) != null || phase(claim).equals("Bound")),
        phase(claim).equals("Lost"),
        claim.getMetadata().getDeletionTimestamp() != null,
        storageClass(notes, spec.getStorageClassName()),
        modes(spec.getAccessModes()),
        spec.getVolumeMode() == null ? "Filesystem" : spec.getVolumeMode(),
        quantities.ones(
            storage(spec.getResources() == null ? null : spec.getResources().getRequests())),
        spec.getSelector() == null ? LabelQuery.EVERYTHING : Selectors.query(spec.getSelector()),
        owner(claim),
        orEmpty(note(notes, SELECTED_NODE)));
  }

  StorageView.Volume read(PersistentVolume volume) {
    var spec = volume.getSpec();
    var claim = spec.getClaimRef();
    var required = spec.getNodeAffinity() == null ? null : spec.getNodeAffinity().getRequired();
    return new StorageView.Volume(
        volume.getMetadata().getName(),
        LabelSet.of(volume.getMetadata().getLabels()),
        required == null
            ? NodeRule.ANY
            : new NodeRule(LabelQuery.EVERYTHING, Selectors.terms(required)),
        claim == null ? "" : claim.getNamespace() + "/" + claim.getName(),
        claim == null
            && volume.getStatus() != null
            && "Available".equals(volume.getStatus().getPhase()),
        storageClass(volume.getMetadata().getAnnotations(), spec.getStorageClassName()),
        modes(spec.getAccessModes()),
        spec.getVolumeMode() == null ? "Filesystem" : spec.getVolumeMode(),
        quantities.ones(storage(spec.getCapacity())),
        spec.getCsi() == null ? "" : orEmpty(spec.getCsi().getDriver()),
        spec.getCsi() == null ? "" : orEmpty(spec.getCsi().getVolumeHandle()));
  }

  StorageView.StorageClass read(StorageClass storageClass) {
    List<NodeRule.Term> topologies =
        storageClass.getAllowedTopologies() == null
            ? List.of()
            : storageClass.getAllowedTopologies().stream()
                .map(
                    term ->
                        new NodeRule.Term(
                            term.getMatchLabelExpressions().stream()
                                .map(
                                    each ->
                                        new Requirement(
                                            each.getKey(),
                                            Requirement.Operator.IN,
                                            each.getValues()))
                                .toList(),
                            List.of()))
                .toList();
    return new StorageView.StorageClass(
        storageClass.getMetadata().getName(),
        "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode()),
        !NO_PROVISIONER.equals(storageClass.getProvisioner()),
        topologies,
        orEmpty(storageClass.getProvisioner()));
  }

  /** How many volumes each CSI driver can attach to the node. */
  Map<String, Integer> limits(CSINode node) {
    Map<String, Integer> limits = new HashMap<>();
    if (node.getSpec() != null && node.getSpec().getDrivers() != null) {
      node.getSpec()
          .getDrivers()
          .forEach(
              driver -> {
                if (driver.getAllocatable() != null && driver.getAllocatable().getCount() != null) {
                  limits.put(driver.getName(), driver.getAllocatable().getCount());
                }
              });
    }
    return limits;
  }

  private static String phase(PersistentVolumeClaim claim) {
    return claim.getStatus() == null ? "" : orEmpty(claim.getStatus().getPhase());
  }

  private static String owner(PersistentVolumeClaim claim) {
    for (OwnerReference owner : claim.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        return owner.getUid();
      }
    }
    return "";
  }

  private static String storageClass(@Nullable Map<String, String> notes, @Nullable String named) {
    String beta = note(notes, BETA_CLASS);
    return beta != null ? beta : orEmpty(named);
  }

  private static @Nullable Quantity storage(@Nullable Map<String, Quantity> amounts) {
    return amounts == null ? null : amounts.get("storage");
  }

  private static @Nullable String note(@Nullable Map<String, String> notes, String name) {
    return notes == null ? null : notes.get(name);
  }

  private static Set<String> modes(@Nullable List<String> modes) {
    return modes == null ? Set.of() : Set.copyOf(modes);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

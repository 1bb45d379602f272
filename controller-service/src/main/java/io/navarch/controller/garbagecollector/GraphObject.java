package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.navarch.controller.discovery.ServedResource;
import java.util.List;

/**
 * What the collector remembers of an object.
 *
 * @param namespace empty for cluster-scoped objects
 * @param deleting has a deletion timestamp
 * @param foreground is being deleted and waits for its dependents
 * @param orphaning is being deleted and wants its dependents kept
 */
record GraphObject(
    String uid,
    ServedResource resource,
    String namespace,
    String name,
    List<OwnerReference> owners,
    boolean deleting,
    boolean foreground,
    boolean orphaning) {

  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  GraphObject {
    owners = List.copyOf(owners);
  }

  static GraphObject of(ServedResource resource, HasMetadata object) {
    var metadata = object.getMetadata();
    boolean deleting = metadata.getDeletionTimestamp() != null;
    return new GraphObject(
        metadata.getUid(),
        resource,
        metadata.getNamespace() == null ? "" : metadata.getNamespace(),
        metadata.getName(),
        metadata.getOwnerReferences(),
        deleting,
        deleting && metadata.getFinalizers().contains(FOREGROUND),
        deleting && metadata.getFinalizers().contains(ORPHAN));
  }

  String path() {
    return resource.path(namespace) + "/" + name;
  }

  /** Whether the owner of the uid must not go before this object. */
  boolean blocks(String ownerUid) {
    return owners.stream()
        .anyMatch(
            owner ->
                owner.getUid().equals(ownerUid)
                    && Boolean.TRUE.equals(owner.getBlockOwnerDeletion()));
  }

  boolean isOwnedBy(String ownerUid) {
    return owners.stream().anyMatch(owner -> owner.getUid().equals(ownerUid));
  }
}

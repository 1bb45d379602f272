package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may write {@code status}: creators and ordinary writers may not, and writers of the {@code
 * status} subresource may write nothing else.
 *
 * @param initial the status of a new object
 * @param keptByStatusWriters the metadata members that a status writer may not change
 */
record StatusOwnership(Map<String, Object> initial, List<String> keptByStatusWriters) {

  /** The metadata that people write. */
  private static final List<String> METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences", "deletionTimestamp");

  /** With status writers who may change the metadata too, as those of most kinds may. */
  static StatusOwnership startingWith(Map<String, Object> initial) {
    return new StatusOwnership(initial, List.of());
  }

  /** With status writers who may not change the metadata that people write. */
  StatusOwnership keepingMetadata() {
    return keeping(METADATA);
  }

  /** With metadata members that a status writer may not change. */
  StatusOwnership keeping(List<String> members) {
    return new StatusOwnership(initial, members);
  }

  /** A custom resource's status writer changes no metadata at all. */
  static StatusOwnership ofCustomResource() {
    return new StatusOwnership(Map.of(), List.of());
  }

  void onCreate(ApiObject object) {
    object.root().put("status", Json.copy(new LinkedHashMap<>(initial)));
  }

  void onUpdate(ApiObject object, ApiObject old) {
    keep("status", old.root(), object.root());
  }

  /** Takes everything but the status from the old object. */
  void onStatusUpdate(ApiObject object, ApiObject old) {
    Map<String, Object> root = object.root();
    for (String member : List.copyOf(root.keySet())) {
      if (!isOwn(member)) {
        keep(member, old.root(), root);
      }
    }
    for (String member : old.root().keySet()) {
      if (!isOwn(member)) {
        keep(member, old.root(), root);
      }
    }
    for (String member : keptByStatusWriters) {
      keep(member, old.metadata(), object.metadata());
    }
  }

  /** Takes the metadata that people write from the old object, for writes that are not theirs. */
  static void keepMetadata(ApiObject object, ApiObject old) {
    for (String member : METADATA) {
      keep(member, old.metadata(), object.metadata());
    }
  }

  private static boolean isOwn(String member) {
    return switch (member) {
      case "apiVersion", "kind", "metadata", "status" -> true;
      default -> false;
    };
  }

  static void keep(String member, Map<String, Object> from, Map<String, Object> to) {
    Object value = from.get(member);
    if (value == null) {
      to.remove(member);
    } else {
      to.put(member, Json.copy(value));
    }
  }
}

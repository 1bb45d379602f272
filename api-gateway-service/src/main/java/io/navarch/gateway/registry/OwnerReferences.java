package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Owners that stand twice in an object are written once, and the client is warned. Owners of one
 * uid that differ otherwise stay.
 */
final class OwnerReferences {
  private OwnerReferences() {}

  /** For an object as the client sent it. */
  static void deduplicateSent(ApiObject object, List<String> warnings) {
    deduplicate(object, "", warnings);
  }

  /** For an object that a patch or admission made. */
  static void deduplicateMutated(ApiObject object, List<String> warnings) {
    deduplicate(object, " after mutating admission happens", warnings);
  }

  private static void deduplicate(ApiObject object, String when, List<String> warnings) {
    List<Object> owners = ApiObject.listAt(object.metadata(), "ownerReferences");
    if (owners.size() < 2) {
      return;
    }
    Set<Object> kept = new LinkedHashSet<>();
    List<String> twice = new ArrayList<>(0);
    for (Object owner : owners) {
      if (!kept.add(owner)) {
        twice.add(owner instanceof Map<?, ?> map && map.get("uid") instanceof String s ? s : "");
      }
    }
    if (!twice.isEmpty()) {
      object.metadata().put("ownerReferences", new ArrayList<>(kept));
      warnings.add(
          ".metadata.ownerReferences contains duplicate entries"
              + when
              + "; API server dedups owner references in 1.20+, and may reject such requests as"
              + " early as 1.24; please fix your requests; duplicate UID(s) observed: "
              + String.join(", ", twice));
    }
  }
}

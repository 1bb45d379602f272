package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions that the API server itself puts into the status of a pod. */
final class PodCondition {
  private PodCondition() {}

  /**
   * Makes a condition true, in place; it dates from now unless it was true before.
   *
   * @param reason empty for none
   * @param message empty for none
   */
  @SuppressWarnings("NullAway") // a pod's condition was never probed: JSON null
  static void stand(
      Map<String, Object> status, String type, String reason, String message, Instant now) {
    List<Object> conditions = new ArrayList<>(ApiObject.listAt(status, "conditions"));
    Object since = SystemFields.time(now);
    for (Object before : conditions) {
      if (before instanceof Map<?, ?> old
          && type.equals(old.get("type"))
          && "True".equals(old.get("status"))
          && old.get("lastTransitionTime") != null) {
        since = old.get("lastTransitionTime");
      }
    }
    conditions.removeIf(c -> c instanceof Map<?, ?> old && type.equals(old.get("type")));
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", type);
    condition.put("status", "True");
    condition.put("lastProbeTime", null);
    condition.put("lastTransitionTime", since);
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
    conditions.add(condition);
    status.put("conditions", conditions);
  }
}

package io.navarch.gateway.strategy;

import io.navarch.gateway.access.User;
import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Who asked for a certificate, and when what was decided about it. */
final class CertificateRequestOrigin {
  private CertificateRequestOrigin() {}

  /** The requestor is who sent the request, whatever it says itself. */
  static void record(Map<String, Object> spec, User user) {
    List.of("username", "uid", "groups", "extra").forEach(spec::remove);
    spec.put("username", user.name());
    if (!user.uid().isEmpty()) {
      spec.put("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      spec.put("groups", new ArrayList<Object>(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      Map<String, Object> extra = new LinkedHashMap<>();
      user.extra().forEach((key, values) -> extra.put(key, new ArrayList<Object>(values)));
      spec.put("extra", extra);
    }
  }

  /** Conditions without times get them. */
  static void date(ApiObject request, ApiObject old, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, Object> oldStatus = ApiObject.mapAt(old.root(), "status");
    for (Object condition :
        ApiObject.listAt(ApiObject.mapAt(request.root(), "status"), "conditions")) {
      if (condition instanceof Map<?, ?>) {
        date(tree(condition), ApiObject.listAt(oldStatus, "conditions"), time);
      }
    }
  }

  private static void date(Map<String, Object> condition, List<Object> before, String time) {
    if (condition.get("lastUpdateTime") == null) {
      condition.put("lastUpdateTime", time);
    }
    if (condition.get("lastTransitionTime") == null) {
      Object since = time;
      for (Object other : before) {
        if (other instanceof Map<?, ?> known
            && Objects.equals(known.get("type"), condition.get("type"))
            && Objects.equals(known.get("status"), condition.get("status"))
            && known.get("lastTransitionTime") != null) {
          since = known.get("lastTransitionTime");
        }
      }
      condition.put("lastTransitionTime", since);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Object value) {
    return (Map<String, Object>) value;
  }
}

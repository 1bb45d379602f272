package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** The core and the events.k8s.io form of an event: the same facts under other names. */
final class EventConversion {
  private static final Map<String, String> TO_CORE =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private EventConversion() {}

  static ApiObject toCore(ApiObject event) {
    return renamed(event, "v1", TO_CORE);
  }

  static ApiObject toEventsGroup(ApiObject event) {
    Map<String, String> back = new LinkedHashMap<>();
    TO_CORE.forEach((to, from) -> back.put(from, to));
    ApiObject renamed = renamed(event, "events.k8s.io/v1", back);
    // The core group writes these where they are empty too.
    renamed.root().remove("reportingController", "");
    renamed.root().remove("reportingInstance", "");
    return renamed;
  }

  private static ApiObject renamed(ApiObject event, String apiVersion, Map<String, String> names) {
    Map<String, Object> root = LinkedHashMap.newLinkedHashMap(event.root().size());
    event.root().forEach((key, value) -> root.put(names.getOrDefault(key, key), value));
    root.put("apiVersion", apiVersion);
    return new ApiObject(root);
  }
}

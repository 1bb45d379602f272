package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.client.EventSeries;
import io.navarch.model.client.EventSeries.Occurrence;
import io.navarch.model.format.MicroTime;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people by events what was found wrong, and repaired or not, about their objects. */
final class RepairEvents {
  private static final Logger log = LoggerFactory.getLogger(RepairEvents.class);

  private final ObjectWriter writer;
  private final ResourceDefinition events;
  private final String controller;
  private final InstantSource clock;
  private final EventSeries<What> series = new EventSeries<>();

  private record What(String uid, String reason, String note) {}

  /**
   * @param controller who reports
   */
  RepairEvents(
      ObjectWriter writer, ResourceCatalog catalog, String controller, InstantSource clock) {
    this.writer = writer;
    this.events = catalog.byPlural("events.k8s.io", "v1", "events").orElseThrow();
    this.controller = controller;
    this.clock = clock;
  }

  /** Writes a warning, or says that it still holds; an event that cannot be written is dropped. */
  void warn(ApiObject about, String action, String reason, String note) {
    log.warn("{}", note);
    Instant now = clock.instant();
    What what = new What(about.uid(), reason, note);
    Occurrence occurrence = series.next(what, about.name(), now);
    String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
    try {
      if (occurrence.count() == 1) {
        writer.create(events, event(about, namespace, action, what, occurrence));
      } else {
        writer.update(events, namespace, occurrence.name(), event -> continued(event, occurrence));
      }
    } catch (ApiException e) {
      series.forget(what);
      log.debug("Event {} about {} was not written", reason, about.name(), e);
    }
  }

  private ApiObject event(
      ApiObject about, String namespace, String action, What what, Occurrence occurrence) {
    Map<String, Object> regarding = new LinkedHashMap<>();
    regarding.put("kind", about.root().get("kind"));
    regarding.put("apiVersion", about.root().get("apiVersion"));
    if (!about.namespace().isEmpty()) {
      regarding.put("namespace", namespace);
    }
    regarding.put("name", about.name());
    regarding.put("uid", about.uid());
    regarding.put("resourceVersion", about.resourceVersion());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", occurrence.name());
    metadata.put("namespace", namespace);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", metadata);
    root.put("eventTime", MicroTime.text(occurrence.at()));
    root.put("reportingController", controller);
    root.put("reportingInstance", controller);
    root.put("action", action);
    root.put("reason", what.reason());
    root.put("regarding", regarding);
    root.put("note", what.note());
    root.put("type", "Warning");
    return new ApiObject(root);
  }

  private static ApiObject continued(ApiObject event, Occurrence occurrence) {
    Map<String, Object> counted = new LinkedHashMap<>();
    counted.put("count", (long) occurrence.count());
    counted.put("lastObservedTime", MicroTime.text(occurrence.at()));
    event.root().put("series", counted);
    return event;
  }
}

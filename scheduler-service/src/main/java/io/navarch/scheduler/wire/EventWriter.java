package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.model.client.EventSeries;
import io.navarch.model.client.EventSeries.Occurrence;
import io.navarch.model.format.MicroTime;
import io.navarch.scheduler.cluster.PodInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Writes events of {@code events.k8s.io/v1}. The same note about the same pod within six minutes
 * becomes a series on the first event.
 */
public final class EventWriter {
  private static final Log log = LogFactory.getLog(EventWriter.class);
  private static final int LONGEST_NOTE = 1_024;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final String instance;
  private final EventSeries<Key> series = new EventSeries<>();

  /**
   * @param instance the name of this process, for {@code reportingInstance}
   */
  public EventWriter(KubernetesClient client, InstantSource clock, String instance) {
    this.client = client;
    this.clock = clock;
    this.instance = instance;
  }

  /** What an event says. */
  record Note(String type, String reason, String action, String text) {
    Note {
      text = text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE - 4) + " ...";
    }
  }

  private record Key(String uid, Note note) {}

  void record(PodInfo pod, Note note) {
    Instant now = clock.instant();
    Occurrence event =
        note.reason().equals("Scheduled")
            ? series.single(pod.name(), now)
            : series.next(new Key(pod.uid(), note), pod.name(), now);
    try {
      if (event.count() == 1) {
        client.raw(path(pod), "POST", Serialization.asJson(event(pod, note, event.name(), now)));
      } else {
        continueSeries(pod, event, now);
      }
    } catch (RuntimeException failed) {
      log.info(
          "Event "
              + note.reason()
              + " of "
              + pod.path()
              + " was not written: "
              + failed.getMessage());
    }
  }

  private Map<String, Object> event(PodInfo pod, Note note, String name, Instant now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("apiVersion", "events.k8s.io/v1");
    event.put("kind", "Event");
    event.put("metadata", Map.of("name", name, "namespace", pod.namespace()));
    event.put("eventTime", MicroTime.text(now));
    event.put("reportingController", pod.schedulerName());
    event.put("reportingInstance", pod.schedulerName() + "-" + instance);
    event.put("action", note.action());
    event.put("reason", note.reason());
    event.put(
        "regarding",
        Map.of(
            "apiVersion", "v1",
            "kind", "Pod",
            "namespace", pod.namespace(),
            "name", pod.name(),
            "uid", pod.uid()));
    event.put("note", note.text());
    event.put("type", note.type());
    return event;
  }

  private void continueSeries(PodInfo pod, Occurrence event, Instant now) {
    client
        .events()
        .v1()
        .events()
        .inNamespace(pod.namespace())
        .withName(event.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of(
                    "series",
                    Map.of("count", event.count(), "lastObservedTime", MicroTime.text(now)))));
  }

  private static String path(PodInfo pod) {
    return "/apis/events.k8s.io/v1/namespaces/" + pod.namespace() + "/events";
  }
}

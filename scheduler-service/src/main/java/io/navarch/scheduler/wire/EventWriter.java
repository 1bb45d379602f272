package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.scheduler.cluster.PodInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final long SERIES_MS = 6 * 60_000;
  private static final int REMEMBERED = 4_096;
  private static final int LONGEST_NOTE = 1_024;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final String instance;
  private final Map<Key, Written> written =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Written> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long sequence;

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

  private record Written(String name, int count, long at) {}

  void record(PodInfo pod, Note note) {
    Instant now = clock.instant();
    Written event = remember(pod, note, now);
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

  private synchronized Written remember(PodInfo pod, Note note, Instant now) {
    Key key = new Key(pod.uid(), note);
    Written last = written.get(key);
    long at = now.toEpochMilli();
    Written event =
        last != null && at - last.at() < SERIES_MS
            ? new Written(last.name(), last.count() + 1, at)
            : new Written(name(pod, now), 1, at);
    if (!note.reason().equals("Scheduled")) {
      written.put(key, event);
    }
    return event;
  }

  private String name(PodInfo pod, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano() + sequence++;
    return pod.name() + "." + Long.toHexString(nanos);
  }

  private Map<String, Object> event(PodInfo pod, Note note, String name, Instant now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("apiVersion", "events.k8s.io/v1");
    event.put("kind", "Event");
    event.put("metadata", Map.of("name", name, "namespace", pod.namespace()));
    event.put("eventTime", MICROS.format(now));
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

  private void continueSeries(PodInfo pod, Written event, Instant now) {
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
                    Map.of("count", event.count(), "lastObservedTime", MICROS.format(now)))));
  }

  private static String path(PodInfo pod) {
    return "/apis/events.k8s.io/v1/namespaces/" + pod.namespace() + "/events";
  }
}

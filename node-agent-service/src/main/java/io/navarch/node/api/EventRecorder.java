package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.node.pod.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster what happens on the node, without ever holding up the one who tells. The same
 * news about the same object is counted on the first event instead of being repeated.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 1024;

  private final ApiCalls api;
  private final String node;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("events").factory());
  private final Map<Key, Event> sent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Event> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Key(
      String kind, String uid, String fieldPath, String type, String reason, String message) {}

  public EventRecorder(ApiCalls api, String node, InstantSource clock, RandomGenerator random) {
    this.api = api;
    this.node = node;
    this.clock = clock;
    this.random = random;
  }

  public void normal(Pod pod, String reason, String message) {
    record(reference(pod, ""), "Normal", reason, message);
  }

  public void warning(Pod pod, String reason, String message) {
    record(reference(pod, ""), "Warning", reason, message);
  }

  /** About one container; {@code fieldPath} such as {@code spec.containers{web}}. */
  public void container(Pod pod, String fieldPath, String type, String reason, String message) {
    record(reference(pod, fieldPath), type, reason, message);
  }

  public void node(Node about, String type, String reason, String message) {
    ObjectReference ref =
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(about.getMetadata().getName())
            .withUid(about.getMetadata().getName())
            .build();
    record(ref, type, reason, message);
  }

  private static ObjectReference reference(Pod pod, String fieldPath) {
    var meta = pod.getMetadata();
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(meta.getNamespace())
        .withName(meta.getName())
        .withUid(meta.getUid())
        .withResourceVersion(meta.getResourceVersion())
        .withFieldPath(fieldPath.isEmpty() ? null : fieldPath)
        .build();
  }

  private void record(ObjectReference about, String type, String reason, String message) {
    Instant now = clock.instant();
    String field = about.getFieldPath() == null ? "" : about.getFieldPath();
    Key key = new Key(about.getKind(), about.getUid(), field, type, reason, message);
    if (!sender.isShutdown()) {
      sender.execute(() -> send(key, about, now));
    }
  }

  private void send(Key key, ObjectReference about, Instant now) {
    try {
      Event before = sent.get(key);
      if (before == null || !countUp(key, before, now)) {
        Event event = fresh(key, about, now);
        var unused = api.post(path(event), Serialization.asJson(event));
        sent.put(key, event);
      }
    } catch (KubernetesClientException e) {
      log.debug("Event {} was not accepted: {}", key, e.getMessage());
    }
  }

  private boolean countUp(Key key, Event before, Instant now) {
    int count = before.getCount() + 1;
    String patch =
        "{\"count\":" + count + ",\"lastTimestamp\":\"" + Timestamps.seconds(now) + "\"}";
    try {
      var unused =
          api.patch(path(before) + "/" + before.getMetadata().getName(), ApiCalls.MERGE, patch);
      before.setCount(count);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  private static String path(Event event) {
    return "/api/v1/namespaces/" + event.getMetadata().getNamespace() + "/events";
  }

  private Event fresh(Key key, ObjectReference about, Instant now) {
    String namespace = about.getNamespace() == null ? "default" : about.getNamespace();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(about.getName() + "." + Long.toHexString(random.nextLong()))
        .endMetadata()
        .withInvolvedObject(about)
        .withType(key.type())
        .withReason(key.reason())
        .withMessage(key.message())
        .withCount(1)
        .withFirstTimestamp(Timestamps.seconds(now))
        .withLastTimestamp(Timestamps.seconds(now))
        .withNewSource("kubelet", node)
        .withReportingComponent("kubelet")
        .withReportingInstance(node)
        .build();
  }

  @Override
  public void close() {
    sender.shutdown();
  }
}

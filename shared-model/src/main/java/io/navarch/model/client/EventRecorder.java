package io.navarch.model.client;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events about objects, as {@code kubectl describe} shows them.
 *
 * <p>Recording never waits and never fails: events are written by one thread of their own, and are
 * dropped when 1,000 wait. The same event again within ten minutes raises the count of the first
 * one. One source may say 25 things at once about one object, afterwards one every five minutes.
 */
public final class EventRecorder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
  private static final Duration SAME_EVENT = Duration.ofMinutes(10);
  private static final double BURST = 25;
  private static final double REFILL_PER_SECOND = 1.0 / 300;
  private static final int REMEMBERED = 4096;

  /** Whether an event tells of the expected or of trouble. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String wireName;

    Type(String wireName) {
      this.wireName = wireName;
    }
  }

  private record Said(
      ObjectReference about, Type type, String reason, String message, Instant at) {}

  private record SameEvent(
      String uid, @Nullable String fieldPath, String name, Type type, String reason, String text) {}

  private record Written(String namespace, String name, int count, Instant last) {}

  private record Allowance(double tokens, Instant at) {}

  private final KubernetesClient client;
  private final String component;
  private final String host;
  private final InstantSource clock;
  private final BlockingQueue<Said> queue = new ArrayBlockingQueue<>(1000);
  private final Map<SameEvent, Written> written = remembering();
  private final Map<String, Allowance> allowances = remembering();
  private final Thread writer;

  /**
   * @param component the source, such as {@code deployment-controller}
   * @param host the node it runs on, or empty
   */
  public EventRecorder(
      KubernetesClient client, String component, String host, InstantSource clock) {
    this.client = client;
    this.component = component;
    this.host = host;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name(component + "-events").start(this::writeAll);
  }

  public void normal(HasMetadata about, String reason, String message) {
    record(referenceTo(about), Type.NORMAL, reason, message);
  }

  public void warning(HasMetadata about, String reason, String message) {
    record(referenceTo(about), Type.WARNING, reason, message);
  }

  /** Records an event about what the reference names; its field path may name a container. */
  public void record(ObjectReference about, Type type, String reason, String message) {
    String text = message.length() > 1024 ? message.substring(0, 1024) : message;
    if (!queue.offer(new Said(about, type, reason, text, clock.instant()))) {
      log.debug("event {} dropped, too many wait", reason);
    }
  }

  @Override
  public void close() {
    writer.interrupt();
  }

  /** A reference to the object, by which its events are found. */
  public static ObjectReference referenceTo(HasMetadata about) {
    return new ObjectReferenceBuilder()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(about.getMetadata().getNamespace())
        .withName(about.getMetadata().getName())
        .withUid(about.getMetadata().getUid())
        .withResourceVersion(about.getMetadata().getResourceVersion())
        .build();
  }

  private void writeAll() {
    try {
      while (true) {
        Said said = queue.take();
        if (mayWrite(said)) {
          write(said);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean mayWrite(Said said) {
    String object =
        said.about().getKind() + "/" + said.about().getNamespace() + "/" + said.about().getName();
    Allowance before = allowances.getOrDefault(object, new Allowance(BURST, said.at()));
    double passed = Duration.between(before.at(), said.at()).toMillis() / 1000.0;
    double tokens = Math.min(BURST, before.tokens() + Math.max(0, passed) * REFILL_PER_SECOND);
    allowances.put(object, new Allowance(tokens >= 1 ? tokens - 1 : tokens, said.at()));
    return tokens >= 1;
  }

  private void write(Said said) {
    ObjectReference about = said.about();
    SameEvent same =
        new SameEvent(
            String.valueOf(about.getUid()),
            about.getFieldPath(),
            about.getName(),
            said.type(),
            said.reason(),
            said.message());
    Written before = written.get(same);
    try {
      if (before != null
          && before.last().plus(SAME_EVENT).isAfter(said.at())
          && raiseCount(before, said)) {
        written.put(
            same, new Written(before.namespace(), before.name(), before.count() + 1, said.at()));
        return;
      }
      Event created = create(said);
      written.put(
          same,
          new Written(
              created.getMetadata().getNamespace(), created.getMetadata().getName(), 1, said.at()));
    } catch (KubernetesClientException refused) {
      log.debug("event {} about {} not written", said.reason(), about.getName(), refused);
    }
  }

  private boolean raiseCount(Written before, Said said) {
    try {
      client
          .v1()
          .events()
          .inNamespace(before.namespace())
          .withName(before.name())
          .patch(
              io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                  io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
              "{\"count\":%d,\"lastTimestamp\":\"%s\"}"
                  .formatted(before.count() + 1, seconds(said.at())));
      return true;
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        return false;
      }
      throw refused;
    }
  }

  private Event create(Said said) {
    ObjectReference about = said.about();
    String namespace =
        about.getNamespace() == null || about.getNamespace().isEmpty()
            ? "default"
            : about.getNamespace();
    long nanos = said.at().getEpochSecond() * 1_000_000_000L + said.at().getNano();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(about.getName() + "." + Long.toHexString(nanos))
            .endMetadata()
            .withInvolvedObject(about)
            .withReason(said.reason())
            .withMessage(said.message())
            .withType(said.type().wireName)
            .withCount(1)
            .withFirstTimestamp(seconds(said.at()))
            .withLastTimestamp(seconds(said.at()))
            .withNewSource(component, host.isEmpty() ? null : host)
            .withReportingComponent(component)
            .withReportingInstance(host)
            .build();
    return client.v1().events().inNamespace(namespace).resource(event).create();
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A map of what was used last. */
  static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}

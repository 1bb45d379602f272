package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pods' statuses to the API: per pod one write at a time, always the newest status, again
 * and again until the API has taken it.
 */
public final class StatusPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ApiCalls api;
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    private @Nullable PodStatus wanted;
    private @Nullable PodStatus sent;
    private @Nullable Pod pod;
    private boolean writing;
  }

  public StatusPublisher(ApiCalls api) {
    this.api = api;
  }

  /** Takes a status to publish; {@code pod} is the API's object, for its name and uid. */
  public void publish(Pod pod, PodStatus status) {
    Entry entry = entries.computeIfAbsent(pod.getMetadata().getUid(), uid -> new Entry());
    synchronized (entry) {
      if (entry.sent == null && status.equals(pod.getStatus())) {
        return;
      }
      entry.wanted = status;
      entry.pod = pod;
      if (entry.writing || status.equals(entry.sent)) {
        return;
      }
      entry.writing = true;
    }
    writers.execute(() -> write(entry));
  }

  /** The newest status that was taken for publishing, or null. */
  public @Nullable PodStatus latest(String uid) {
    Entry entry = entries.get(uid);
    if (entry == null) {
      return null;
    }
    synchronized (entry) {
      return entry.wanted;
    }
  }

  /** Whether the API has what was published last. */
  public boolean settled(String uid) {
    Entry entry = entries.get(uid);
    if (entry == null) {
      return true;
    }
    synchronized (entry) {
      return !entry.writing;
    }
  }

  /** Waits until the API has the newest status, but not longer than {@code limit}. */
  public void flush(String uid, Duration limit) throws InterruptedException {
    Entry entry = entries.get(uid);
    if (entry == null) {
      return;
    }
    synchronized (entry) {
      long left = limit.toMillis();
      while (entry.writing && left > 0) {
        entry.wait(Math.min(left, 100));
        left -= 100;
      }
    }
  }

  public void forget(String uid) {
    entries.remove(uid);
  }

  private void write(Entry entry) {
    while (true) {
      PodStatus status;
      Pod pod;
      synchronized (entry) {
        if (entry.wanted == null || entry.pod == null || entry.wanted.equals(entry.sent)) {
          entry.writing = false;
          entry.notifyAll();
          return;
        }
        status = entry.wanted;
        pod = entry.pod;
      }
      if (!send(pod, entry.sent == null ? pod.getStatus() : entry.sent, status)) {
        try {
          Thread.sleep(RETRY);
        } catch (InterruptedException e) {
          return;
        }
        continue;
      }
      synchronized (entry) {
        entry.sent = status;
      }
    }
  }

  /** Returns false when the write should be tried again. */
  private boolean send(Pod pod, @Nullable PodStatus before, PodStatus status) {
    var meta = pod.getMetadata();
    try {
      String path =
          "/api/v1/namespaces/" + meta.getNamespace() + "/pods/" + meta.getName() + "/status";
      var unused = api.patch(path, ApiCalls.STRATEGIC, patch(pod, before, status));
      return true;
    } catch (KubernetesClientException e) {
      int code = e.getCode();
      boolean gone = code == 404 || code == 409;
      if (!gone) {
        log.warn(
            "The status of pod {}/{} was not accepted: {}",
            meta.getNamespace(),
            meta.getName(),
            e.getMessage());
      }
      // What the API refuses for good would be refused again.
      return gone || code == 422 || code == 400 || code == 403;
    }
  }

  /**
   * A strategic patch of the fields that differ; lists that merge by key get what has gone marked
   * as deleted.
   */
  static String patch(Pod pod, @Nullable PodStatus before, PodStatus status) {
    Map<String, Object> old = before == null ? Map.of() : tree(before);
    Map<String, Object> now = tree(status);
    Map<String, Object> changed = new LinkedHashMap<>();
    now.forEach(
        (k, v) -> {
          if (!Objects.equals(v, old.get(k))) {
            changed.put(k, v);
          }
        });
    old.keySet().stream().filter(k -> !now.containsKey(k)).forEach(k -> changed.put(k, null));
    if (changed.containsKey("podIPs") && before != null && changed.get("podIPs") != null) {
      changed.put("podIPs", withDeleted(before, status));
    }
    if (changed.get("conditions") instanceof List<?> conditions
        && old.get("conditions") instanceof List<?> earlier) {
      clearDropped(conditions, earlier);
      changed.put("conditions", withoutGone(conditions, earlier));
    }
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("metadata", Map.of("uid", pod.getMetadata().getUid()));
    patch.put("status", changed);
    return Serialization.asJson(patch);
  }

  /**
   * Conditions merge field by field, so what a condition says no longer must be taken back by name.
   */
  @SuppressWarnings("unchecked")
  private static void clearDropped(List<?> conditions, List<?> earlier) {
    for (Object now : conditions) {
      for (Object before : earlier) {
        if (now instanceof Map<?, ?> fresh
            && before instanceof Map<?, ?> stale
            && Objects.equals(fresh.get("type"), stale.get("type"))) {
          stale.keySet().stream()
              .filter(field -> !fresh.containsKey(field))
              .forEach(field -> ((Map<Object, @Nullable Object>) fresh).put(field, null));
        }
      }
    }
  }

  /** Conditions that are no longer there are deleted by their type. */
  private static List<Object> withoutGone(List<?> conditions, List<?> earlier) {
    List<Object> items = new ArrayList<>(conditions);
    for (Object before : earlier) {
      Object type = ((Map<?, ?>) before).get("type");
      if (conditions.stream()
          .noneMatch(now -> Objects.equals(((Map<?, ?>) now).get("type"), type))) {
        items.add(Map.of("$patch", "delete", "type", String.valueOf(type)));
      }
    }
    return items;
  }

  private static Object withDeleted(PodStatus before, PodStatus status) {
    var items = new ArrayList<Map<String, Object>>();
    status.getPodIPs().forEach(ip -> items.add(Map.of("ip", ip.getIp())));
    before.getPodIPs().stream()
        .filter(ip -> status.getPodIPs().stream().noneMatch(n -> n.getIp().equals(ip.getIp())))
        .forEach(ip -> items.add(Map.of("$patch", "delete", "ip", ip.getIp())));
    return items;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(PodStatus status) {
    return Serialization.unmarshal(Serialization.asJson(status), Map.class);
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}

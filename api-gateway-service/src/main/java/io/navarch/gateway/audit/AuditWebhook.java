package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.callout.CalloutException;
import io.navarch.model.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts batches of events to a service as an {@code EventList}. Events that are too large lose
 * their bodies, lists that are too large are cut in two; a call that fails is tried again a few
 * times, ever later, and then the batch is dropped and counted.
 */
final class AuditWebhook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditWebhook.class);
  private static final int ATTEMPTS = 5;
  private static final byte[] HEAD =
      "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

  private final CalloutClient client;
  private final Limits limits;
  private final Counter dropped;

  /**
   * @param firstPause before the second attempt; each further one waits half as long again
   */
  record Limits(long maxEventBytes, long maxBatchBytes, Duration firstPause) {}

  AuditWebhook(CalloutClient client, Limits limits, Counter dropped) {
    this.client = client;
    this.limits = limits;
    this.dropped = dropped;
  }

  void send(List<byte[]> events) {
    List<byte[]> part = new ArrayList<>();
    long size = 0;
    for (byte[] event : events) {
      byte[] fitting = fitting(event, limits.maxEventBytes());
      if (fitting.length > limits.maxEventBytes()) {
        dropped.increment();
        continue;
      }
      if (!part.isEmpty() && size + fitting.length > limits.maxBatchBytes()) {
        post(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(fitting);
      size += fitting.length + 1;
    }
    if (!part.isEmpty()) {
      post(part);
    }
  }

  /** The event as it is, or without the bodies and with a mark where it is too large. */
  static byte[] fitting(byte[] event, long maxBytes) {
    if (event.length <= maxBytes) {
      return event;
    }
    Map<String, Object> tree = Json.readObject(event);
    tree.remove("requestObject");
    tree.remove("responseObject");
    Map<String, Object> annotations = new LinkedHashMap<>();
    if (tree.get("annotations") instanceof Map<?, ?> old) {
      old.forEach((key, value) -> annotations.put(String.valueOf(key), String.valueOf(value)));
    }
    annotations.put("audit.k8s.io/truncated", "true");
    tree.put("annotations", annotations);
    return Json.write(tree);
  }

  private static byte[] list(List<byte[]> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HEAD);
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(events.get(i));
    }
    out.writeBytes(TAIL);
    return out.toByteArray();
  }

  private void post(List<byte[]> events) {
    byte[] body = list(events);
    Duration pause = limits.firstPause();
    for (int attempt = 1; ; attempt++) {
      try {
        Map<String, Object> unused = client.post(body);
        return;
      } catch (CalloutException e) {
        if (attempt == ATTEMPTS || !e.worthRetrying() || !rested(pause)) {
          log.error("{} audit events are lost: {}", events.size(), e.getMessage());
          dropped.increment(events.size());
          return;
        }
        pause = pause.multipliedBy(3).dividedBy(2);
      }
    }
  }

  private static boolean rested(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.callout.CalloutException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts batches of events to a service as an {@code EventList}. A call that fails is tried again a
 * few times, ever later, and then the batch is dropped and counted.
 */
final class AuditWebhook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditWebhook.class);
  private static final int ATTEMPTS = 5;
  private static final byte[] HEAD =
      "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

  private final CalloutClient client;
  private final Duration firstPause;
  private final Counter dropped;

  /**
   * @param firstPause before the second attempt; each further one waits half as long again
   */
  AuditWebhook(CalloutClient client, Duration firstPause, Counter dropped) {
    this.client = client;
    this.firstPause = firstPause;
    this.dropped = dropped;
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

  /** Whether the service has them; it may take its time. */
  boolean send(List<byte[]> events) {
    byte[] body = list(events);
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      try {
        Map<String, Object> unused = client.post(body);
        return true;
      } catch (CalloutException e) {
        if (attempt == ATTEMPTS || !e.worthRetrying() || !rested(pause)) {
          log.error("{} audit events are lost: {}", events.size(), e.getMessage());
          dropped.increment(events.size());
          return false;
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

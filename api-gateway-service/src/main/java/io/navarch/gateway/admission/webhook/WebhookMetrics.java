package io.navarch.gateway.admission.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.admission.AdmissionRequest.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What becomes of calls of admission webhooks, under upstream's names. */
final class WebhookMetrics {
  private static final String PREFIX = "apiserver_admission_webhook_";

  /** Webhooks choose their codes, so the number of series needs a bound. */
  private static final int MOST_CODE = 600;

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(10),
    Duration.ofSeconds(25)
  };

  private final MeterRegistry registry;
  private final Map<Ended, Meters> meters = new ConcurrentHashMap<>();

  private record Ended(
      String name, boolean mutating, Operation operation, boolean rejected, int code) {
    Tags called() {
      return Tags.of("name", name, "type", mutating ? "admit" : "validating");
    }

    Tags asked() {
      return called().and("operation", operation.name());
    }
  }

  private record Meters(Timer duration, Counter total) {}

  WebhookMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  Call begin(String webhook, boolean mutating, Operation operation) {
    return new Call(webhook, mutating, operation, System.nanoTime());
  }

  /** One call; exactly one of the methods says how it ended. */
  final class Call {
    private final String webhook;
    private final boolean mutating;
    private final Operation operation;
    private final long began;

    private Call(String webhook, boolean mutating, Operation operation, long began) {
      this.webhook = webhook;
      this.mutating = mutating;
      this.operation = operation;
      this.began = began;
    }

    void passed() {
      Ended unused = ended(false, 200);
    }

    /** The webhook said no, with this code. */
    void refused(int code) {
      rejection(ended(true, code), "no_error");
    }

    /**
     * There was no answer that could be used.
     *
     * @param failsOpen whether the request goes on nevertheless
     */
    void failed(int code, boolean failsOpen) {
      Ended ended = ended(!failsOpen, code);
      if (failsOpen) {
        count("fail_open_count", "Webhooks that failed open", ended.called());
      } else {
        rejection(ended, "calling_webhook_error");
      }
    }

    /** The request may not be shown to the webhook. */
    void unaskable() {
      rejection(ended(true, 0), "apiserver_internal_error");
    }

    private Ended ended(boolean rejected, int code) {
      Ended ended = new Ended(webhook, mutating, operation, rejected, Math.min(code, MOST_CODE));
      Meters counted = meters.computeIfAbsent(ended, WebhookMetrics.this::register);
      counted.duration.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      counted.total.increment();
      return ended;
    }
  }

  private Meters register(Ended ended) {
    Tags rejected = Tags.of("rejected", Boolean.toString(ended.rejected));
    return new Meters(
        Timer.builder(PREFIX + "admission_duration")
            .description("Time that admission webhooks take")
            .tags(ended.asked().and(rejected))
            .serviceLevelObjectives(BUCKETS)
            .register(registry),
        Counter.builder(PREFIX + "request")
            .description("Calls of admission webhooks")
            .tags(ended.asked().and(rejected).and("code", Integer.toString(ended.code)))
            .register(registry));
  }

  private void rejection(Ended ended, String errorType) {
    count(
        "rejection_count",
        "Requests that webhooks, or their failures, refused",
        ended.asked().and("error_type", errorType, "rejection_code", Integer.toString(ended.code)));
  }

  private void count(String name, String description, Tags tags) {
    Counter.builder(PREFIX + name)
        .description(description)
        .tags(tags)
        .register(registry)
        .increment();
  }
}

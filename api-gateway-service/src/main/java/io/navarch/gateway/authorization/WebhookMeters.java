package io.navarch.gateway.authorization;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.callout.CalloutException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** How calls and match conditions of one authorization webhook fare, under upstream's names. */
final class WebhookMeters {
  private static final String PREFIX = "apiserver_authorization_";
  private static final Duration[] CALLS =
      LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);
  private static final Duration[] CONDITIONS =
      LongStream.of(1, 5, 10, 25, 100, 200, 250)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Map<Result, Calls> calls = new EnumMap<>(Result.class);
  private final Timer conditions;
  private final Counter conditionErrors;
  private final Counter exclusions;

  /** How a call ended. */
  enum Result {
    SUCCESS,
    CANCELED,
    TIMEOUT,
    ERROR;

    static Result of(CalloutException failure) {
      return switch (failure.why()) {
        case TIMEOUT -> TIMEOUT;
        case CANCELED -> CANCELED;
        case PASSING, LASTING -> ERROR;
      };
    }
  }

  private record Calls(Counter total, Timer duration, Counter failedOpen) {}

  /**
   * @param name of the webhook in the configuration
   */
  WebhookMeters(MeterRegistry registry, String name) {
    for (Result result : Result.values()) {
      Tags tags = Tags.of("name", name, "result", result.name().toLowerCase(Locale.ROOT));
      calls.put(
          result,
          new Calls(
              counter(registry, "webhook_evaluations", "Calls of authorization webhooks", tags),
              Timer.builder(PREFIX + "webhook_duration")
                  .description("How long calls of authorization webhooks take")
                  .serviceLevelObjectives(CALLS)
                  .tags(tags)
                  .register(registry),
              counter(
                  registry,
                  "webhook_evaluations_fail_open",
                  "Calls that failed and left it to the next authorizer",
                  tags)));
    }
    Tags tags = Tags.of("type", "Webhook", "name", name);
    conditions =
        Timer.builder(PREFIX + "match_condition_evaluation")
            .description("How long the match conditions of a webhook take")
            .serviceLevelObjectives(CONDITIONS)
            .tags(tags)
            .register(registry);
    conditionErrors =
        counter(
            registry,
            "match_condition_evaluation_errors",
            "Requests for which a match condition had no value",
            tags);
    exclusions =
        counter(
            registry,
            "match_condition_exclusions",
            "Requests that a match condition kept from the webhook",
            tags);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, Tags tags) {
    return Counter.builder(PREFIX + name).description(description).tags(tags).register(registry);
  }

  /**
   * @param began by {@link System#nanoTime()}
   * @param failsOpen whether a failure leaves it to the next authorizer
   */
  void called(Result result, long began, boolean failsOpen) {
    Calls counted = calls.get(result);
    if (counted == null) {
      return;
    }
    counted.total.increment();
    counted.duration.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    if (result != Result.SUCCESS && failsOpen) {
      counted.failedOpen.increment();
    }
  }

  void matched(WebhookAuthorizer.Match outcome, long began) {
    conditions.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    switch (outcome) {
      case YES -> {}
      case NO -> exclusions.increment();
      case FAILED -> conditionErrors.increment();
    }
  }
}

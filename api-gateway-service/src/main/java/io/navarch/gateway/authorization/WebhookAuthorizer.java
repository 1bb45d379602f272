package io.navarch.gateway.authorization;

import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.User;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.callout.CalloutException;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a service, by SubjectAccessReview, about the requests that its match conditions let through.
 * Answers are remembered for a while.
 */
final class WebhookAuthorizer implements Authorizer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookAuthorizer.class);
  private static final int MOST_REMEMBERED = 1024;

  /** A request whose question is longer than this is not remembered. */
  private static final int MOST_QUESTION_BYTES = 10_000;

  private final Settings settings;
  private final CalloutClient client;
  private final InstantSource clock;
  private final WebhookMeters meters;
  private final Map<String, Remembered> answers = new ConcurrentHashMap<>();

  /**
   * @param allowedFor how long an allowing answer is remembered; zero for not at all
   * @param refusedFor the same for other answers
   * @param denyOnFailure whether a call that fails refuses, or leaves it to the next authorizer
   */
  record Settings(
      String name,
      String version,
      Duration allowedFor,
      Duration refusedFor,
      boolean denyOnFailure,
      List<CelExpression> conditions) {
    Settings {
      conditions = List.copyOf(conditions);
    }
  }

  private record Remembered(Decision decision, Instant until) {}

  /** What the match conditions say of a request. */
  enum Match {
    YES,
    NO,
    FAILED
  }

  WebhookAuthorizer(
      Settings settings, CalloutClient client, InstantSource clock, WebhookMeters meters) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public Decision authorize(User user, RequestInfo request) {
    Map<String, Object> spec = AccessQuestion.spec(user, request);
    return switch (measuredMatch(spec)) {
      case NO -> new Decision.NoOpinion("");
      case FAILED -> failed("its match conditions cannot be evaluated");
      case YES -> remembered(spec);
    };
  }

  private Match measuredMatch(Map<String, Object> spec) {
    if (settings.conditions().isEmpty()) {
      return Match.YES;
    }
    long began = System.nanoTime();
    Match match = match(spec);
    meters.matched(match, began);
    return match;
  }

  private Match match(Map<String, Object> spec) {
    boolean failed = false;
    CelBudget budget = CelBudget.of(CelLimits.MATCH_CONDITIONS_BUDGET);
    for (CelExpression condition : settings.conditions()) {
      CelResult result = condition.evaluate(new CelVariables().set("request", spec), budget);
      switch (result) {
        case CelResult.Value value -> {
          if (!value.isTrue()) {
            return Match.NO;
          }
        }
        case CelResult.Failure failure -> {
          log.warn("A match condition of {} failed: {}", settings.name(), failure.message());
          failed = true;
        }
      }
    }
    return failed ? Match.FAILED : Match.YES;
  }

  private Decision failed(String why) {
    log.warn("The authorizer {} has no answer: {}", settings.name(), why);
    return settings.denyOnFailure()
        ? new Decision.Deny("webhook authorizer " + settings.name() + " failed")
        : new Decision.NoOpinion("");
  }

  private Decision remembered(Map<String, Object> spec) {
    String question = Json.writeString(spec);
    Remembered known = answers.get(question);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known.decision();
    }
    Decision decision;
    long began = System.nanoTime();
    try {
      decision = ask(spec);
      meters.called(WebhookMeters.Result.SUCCESS, began, false);
    } catch (CalloutException e) {
      meters.called(WebhookMeters.Result.of(e), began, !settings.denyOnFailure());
      return failed(String.valueOf(e.getMessage()));
    }
    Duration kept =
        decision instanceof Decision.Allow ? settings.allowedFor() : settings.refusedFor();
    if (!kept.isZero() && question.length() <= MOST_QUESTION_BYTES) {
      if (answers.size() >= MOST_REMEMBERED) {
        answers.clear();
      }
      answers.put(question, new Remembered(decision, clock.instant().plus(kept)));
    }
    return decision;
  }

  private Decision ask(Map<String, Object> spec) {
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("kind", "SubjectAccessReview");
    review.put("apiVersion", "authorization.k8s.io/" + settings.version());
    review.put("metadata", Map.of());
    review.put("spec", spec);
    Map<String, Object> status = ApiObject.mapAt(client.post(Json.write(review)), "status");
    String reason = ApiObject.string(status, "reason");
    boolean allowed = Boolean.TRUE.equals(status.get("allowed"));
    boolean denied = Boolean.TRUE.equals(status.get("denied"));
    if (denied) {
      return new Decision.Deny(reason);
    }
    return allowed ? new Decision.Allow(reason) : new Decision.NoOpinion(reason);
  }

  @Override
  public void close() {
    client.close();
  }
}

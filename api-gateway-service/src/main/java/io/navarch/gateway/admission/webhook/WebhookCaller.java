package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.Invocation;
import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.RequestExpressions;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.match.SeenObjects;
import io.navarch.gateway.admission.match.Trees;
import io.navarch.gateway.webhook.WebhookClient;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks one webhook about one request: does it want to see it, and what does it say. */
final class WebhookCaller {
  private final RequestMatcher matcher;
  private final SeenObjects objects;
  private final RequestExpressions expressions;
  private final WebhookClient client;
  private final Supplier<String> uids;
  private final WebhookMetrics metrics;

  WebhookCaller(
      RequestMatcher matcher,
      SeenObjects objects,
      RequestExpressions expressions,
      WebhookClient client,
      Supplier<String> uids,
      WebhookMetrics metrics) {
    this.matcher = matcher;
    this.objects = objects;
    this.expressions = expressions;
    this.client = client;
    this.uids = uids;
    this.metrics = metrics;
  }

  SeenObjects objects() {
    return objects;
  }

  /**
   * @return empty where the webhook is not to be called
   * @throws ApiException 403 when match conditions fail and the webhook fails closed
   */
  Optional<Invocation> wanted(AdmissionWebhook webhook, AdmissionRequest request) {
    Optional<Invocation> invocation = matcher.match(webhook.criteria(), request);
    if (invocation.isEmpty() || webhook.conditions().isEmpty()) {
      return invocation;
    }
    Invocation seen = invocation.get();
    MatchConditions.Outcome outcome =
        webhook
            .conditions()
            .evaluate(
                expressions.variables(
                    request,
                    seen,
                    objects.object(request, seen),
                    objects.oldObject(request, seen),
                    null));
    return switch (outcome) {
      case MatchConditions.Outcome.Matches matches -> invocation;
      case MatchConditions.Outcome.DoesNotMatch doesNot -> Optional.empty();
      case MatchConditions.Outcome.Failed failed -> {
        if (webhook.failsOpen()) {
          yield Optional.empty();
        }
        throw ApiException.forbidden(
            request.resource().group(),
            request.resource().plural(),
            request.named(),
            failed.message());
      }
    };
  }

  /**
   * Calls the webhook; its warnings and audit annotations are passed on.
   *
   * @throws WebhookFailure when it cannot be asked
   * @throws ApiException when it refuses, or may not be asked on a dry run
   */
  ReviewAnswer call(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation, boolean mutating) {
    WebhookMetrics.Call measured = metrics.begin(webhook.name(), mutating, request.operation());
    ReviewAnswer answer;
    try {
      answer = ask(webhook, request, invocation, mutating);
    } catch (WebhookFailure failure) {
      measured.failed(failure.code(), webhook.failsOpen());
      throw failure;
    } catch (ApiException unaskable) {
      measured.unaskable();
      throw unaskable;
    }
    if (!answer.allowed()) {
      ApiException denial = denied(webhook.name(), answer.result());
      measured.refused(denial.code());
      throw denial;
    }
    measured.passed();
    return answer;
  }

  private ReviewAnswer ask(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation, boolean mutating) {
    if (request.dryRun() && !webhook.dryRunSafe()) {
      throw ApiException.badRequest(
          "admission webhook \"" + webhook.name() + "\" does not support dry run");
    }
    if (webhook.reviewVersion().isEmpty()) {
      throw new WebhookFailure(
          "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)",
          400);
    }
    String uid = uids.get();
    byte[] review = Json.write(review(webhook, request, invocation, uid));
    byte[] body;
    try {
      body = client.post(webhook.target(), review, webhook.timeout());
    } catch (WebhookFailure failure) {
      String attempt = failure.asked() ? "failed to call webhook: " : "could not get REST client: ";
      throw new WebhookFailure(attempt + failure.getMessage(), failure.code());
    }
    ReviewAnswer answer = ReviewAnswer.read(body, webhook.reviewVersion(), uid, mutating);
    answer
        .auditAnnotations()
        .forEach(
            (key, value) ->
                request.notes().annotate(webhook.name() + "/" + key, String.valueOf(value)));
    synchronized (request.warnings()) {
      answer.warnings().stream().filter(WebhookCaller::isShown).forEach(request.warnings()::add);
    }
    return answer;
  }

  /** Empty warnings and those with control characters are not passed on. */
  private static boolean isShown(String warning) {
    return !warning.isEmpty() && warning.chars().noneMatch(Character::isISOControl);
  }

  private Map<String, Object> review(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation, String uid) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("uid", uid);
    asked.putAll(RequestExpressions.requestTree(request, invocation));
    asked.put("object", root(objects.object(request, invocation)));
    asked.put("oldObject", root(objects.oldObject(request, invocation)));
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("kind", "AdmissionReview");
    review.put("apiVersion", "admission.k8s.io/" + webhook.reviewVersion());
    review.put("request", asked);
    return review;
  }

  private static @Nullable Object root(@Nullable ApiObject object) {
    return object == null ? null : object.root();
  }

  /** What a client sees when a webhook refuses; the webhook chooses code and reason. */
  static ApiException denied(String name, Map<String, Object> result) {
    String deniedBy = "admission webhook \"" + name + "\" denied the request";
    String message = ApiObject.string(result, "message");
    String reason = ApiObject.string(result, "reason");
    int code = result.get("code") instanceof Number n ? n.intValue() : 0;
    String text =
        !message.isEmpty()
            ? deniedBy + ": " + message
            : !reason.isEmpty() ? deniedBy + ": " + reason : deniedBy + " without explanation";
    return new ApiException(Math.max(code, 400), reason, text, details(result));
  }

  private static ApiException.Details details(Map<String, Object> result) {
    Map<String, Object> given = ApiObject.mapAt(result, "details");
    if (given.isEmpty()) {
      return ApiException.Details.NONE;
    }
    List<StatusCause> causes = new ArrayList<>(0);
    for (Object each : ApiObject.listAt(given, "causes")) {
      if (each instanceof Map<?, ?> map) {
        Map<String, Object> cause = Trees.map(map);
        causes.add(
            new StatusCause(
                ApiObject.string(cause, "reason"),
                ApiObject.string(cause, "message"),
                ApiObject.string(cause, "field")));
      }
    }
    return new ApiException.Details(
        ApiObject.string(given, "name"),
        ApiObject.string(given, "group"),
        ApiObject.string(given, "kind"),
        ApiObject.string(given, "uid"),
        causes,
        given.get("retryAfterSeconds") instanceof Number n ? n.intValue() : 0);
  }

  /** What a client sees when a webhook that must be asked cannot be. */
  static ApiException unasked(AdmissionWebhook webhook, WebhookFailure failure) {
    return ApiException.internal(
        "failed calling webhook \"" + webhook.name() + "\": " + failure.getMessage());
  }
}

package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.MatchCriteria;
import io.navarch.gateway.admission.match.Trees;
import io.navarch.gateway.webhook.WebhookTarget;
import io.navarch.model.cel.AdmissionEnvironment;
import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One webhook of a configuration.
 *
 * @param id tells it from all others, for reinvocation
 * @param failsOpen whether a webhook that cannot be asked is passed over
 * @param dryRunSafe whether it may be asked on dry runs
 * @param reinvoked whether it wants to see what others changed after it
 * @param reviewVersion the AdmissionReview version to speak; empty where none fits
 */
record AdmissionWebhook(
    String id,
    String configuration,
    String name,
    WebhookTarget target,
    MatchCriteria criteria,
    MatchConditions conditions,
    Duration timeout,
    boolean failsOpen,
    boolean dryRunSafe,
    boolean reinvoked,
    String reviewVersion) {
  private static final long DEFAULT_SECONDS = 10;

  /** The webhooks of a configuration. */
  static List<AdmissionWebhook> of(ApiObject configuration) {
    List<AdmissionWebhook> webhooks = new ArrayList<>();
    for (Map<String, Object> webhook : Trees.maps(configuration.root(), "webhooks")) {
      webhooks.add(of(configuration.name(), webhooks.size(), webhook));
    }
    return List.copyOf(webhooks);
  }

  private static AdmissionWebhook of(String configuration, int index, Map<String, Object> webhook) {
    String name = ApiObject.string(webhook, "name");
    String sideEffects = ApiObject.string(webhook, "sideEffects");
    long seconds =
        webhook.get("timeoutSeconds") instanceof Number n ? n.longValue() : DEFAULT_SECONDS;
    return new AdmissionWebhook(
        configuration + "/" + name + "/" + index,
        configuration,
        name,
        WebhookTarget.of(ApiObject.mapAt(webhook, "clientConfig")),
        MatchCriteria.ofWebhook(webhook),
        MatchConditions.of(webhook, AdmissionEnvironment.dynamic(false).withAuthorizer()),
        Duration.ofSeconds(seconds),
        "Ignore".equals(webhook.get("failurePolicy")),
        List.of("None", "NoneOnDryRun").contains(sideEffects),
        "IfNeeded".equals(webhook.get("reinvocationPolicy")),
        reviewVersion(ApiObject.listAt(webhook, "admissionReviewVersions")));
  }

  private static String reviewVersion(List<Object> versions) {
    return versions.stream()
        .map(String::valueOf)
        .filter(v -> v.equals("v1") || v.equals("v1beta1"))
        .findFirst()
        .orElse("");
  }
}

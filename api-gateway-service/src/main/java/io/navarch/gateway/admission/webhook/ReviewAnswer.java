package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.webhook.ReviewBody;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a webhook answered, checked against what was asked.
 *
 * @param patch JSON Patch, empty for none
 * @param result the Status of a refusal, empty where there is none
 */
record ReviewAnswer(
    boolean allowed,
    byte[] patch,
    Map<String, Object> result,
    List<String> warnings,
    Map<String, Object> auditAnnotations) {

  /**
   * @param version {@code v1} or {@code v1beta1}, whose answers are checked less
   * @throws WebhookFailure when the answer does not keep to the protocol
   */
  static ReviewAnswer read(byte[] body, String version, String uid, boolean mutating) {
    Map<String, Object> review;
    try {
      review = ReviewBody.read(body, "admission.k8s.io", version, "AdmissionReview");
    } catch (MalformedJsonException malformed) {
      throw new WebhookFailure("failed to call webhook: " + malformed.getMessage());
    }
    if (!(review.get("response") instanceof Map<?, ?>)) {
      throw invalid("webhook response was absent");
    }
    Map<String, Object> response = ApiObject.mapAt(review, "response");
    if (version.equals("v1")) {
      requireV1(review, response, uid, mutating);
    }
    return new ReviewAnswer(
        Boolean.TRUE.equals(response.get("allowed")),
        mutating ? patch(response) : new byte[0],
        ApiObject.mapAt(response, "status"),
        ApiObject.listAt(response, "warnings").stream().map(String::valueOf).toList(),
        ApiObject.mapAt(response, "auditAnnotations"));
  }

  private static void requireV1(
      Map<String, Object> review, Map<String, Object> response, String uid, boolean mutating) {
    String answered = ApiObject.string(response, "uid");
    if (!answered.equals(uid)) {
      throw invalid("expected response.uid=\"" + uid + "\", got \"" + answered + "\"");
    }
    String apiVersion = ApiObject.string(review, "apiVersion");
    String kind = ApiObject.string(review, "kind");
    if (!apiVersion.equals("admission.k8s.io/v1") || !kind.equals("AdmissionReview")) {
      throw invalid(
          "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
              + ReviewBody.shown(apiVersion)
              + ", Kind="
              + kind);
    }
    boolean hasPatch = !ApiObject.string(response, "patch").isEmpty();
    boolean hasType = response.get("patchType") != null;
    if (!mutating && hasPatch) {
      throw invalid("validating webhook may not return response.patch");
    }
    if (!mutating && hasType) {
      throw invalid("validating webhook may not return response.patchType");
    }
    if (hasPatch && !hasType) {
      throw invalid("webhook returned response.patch but not response.patchType");
    }
    if (!hasPatch && hasType) {
      throw invalid("webhook returned response.patchType but not response.patch");
    }
    if (hasType && !"JSONPatch".equals(response.get("patchType"))) {
      throw new WebhookFailure("unsupported patch type \"" + response.get("patchType") + "\"");
    }
  }

  private static byte[] patch(Map<String, Object> response) {
    try {
      return Base64.getDecoder().decode(ApiObject.string(response, "patch"));
    } catch (IllegalArgumentException malformed) {
      throw new WebhookFailure("failed to call webhook: the patch is no base64 text");
    }
  }

  private static WebhookFailure invalid(String why) {
    return new WebhookFailure("received invalid webhook response: " + why);
  }
}

package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.webhook.ReviewBody;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

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
    requireType(response, "allowed", Boolean.class, "bool");
    requireType(response, "uid", String.class, "types.UID");
    byte[] patch = patch(response);
    if (version.equals("v1")) {
      requireV1(review, response, uid, mutating);
    }
    return new ReviewAnswer(
        Boolean.TRUE.equals(response.get("allowed")),
        mutating ? patch : new byte[0],
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

  private static void requireType(
      Map<String, Object> response, String member, Class<?> type, String goType) {
    Object value = response.get(member);
    if (value != null && !type.isInstance(value)) {
      throw new WebhookFailure(
          "failed to call webhook: json: cannot unmarshal %s into Go struct field AdmissionResponse.response.%s of type %s"
              .formatted(Json.typeName(value), member, goType));
    }
  }

  private static byte[] patch(Map<String, Object> response) {
    String text = ApiObject.string(response, "patch");
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      Matcher good = BASE64.matcher(text);
      int place = good.lookingAt() ? good.end() : 0;
      throw new WebhookFailure(
          "failed to call webhook: illegal base64 data at input byte " + place);
    }
  }

  private static WebhookFailure invalid(String why) {
    return new WebhookFailure("received invalid webhook response: " + why);
  }
}

package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.webhook.ReviewBody;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.decode.Base64Text;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private static final String MEMBER = "AdmissionResponse.response.";
  private static final String RESPONSE = ".AdmissionResponse";

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
    requireType(review.get("response"), Map.class, "AdmissionReview.response", version + RESPONSE);
    if (review.get("response") == null) {
      throw invalid("webhook response was absent");
    }
    Map<String, Object> response = ApiObject.mapAt(review, "response");
    requireTypes(response, version);
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
    if ("".equals(response.get("patchType"))) {
      throw invalid("webhook returned invalid response.patchType of \"\"");
    }
    if (hasType && !"JSONPatch".equals(response.get("patchType"))) {
      throw new WebhookFailure("unsupported patch type \"" + response.get("patchType") + "\"");
    }
  }

  private static void requireTypes(Map<String, Object> response, String version) {
    requireMember(response, "uid", String.class, "types.UID");
    requireMember(response, "allowed", Boolean.class, "bool");
    requireMember(response, "status", Map.class, "v1.Status");
    Object code = ApiObject.mapAt(response, "status").get("code");
    requireType(code, Long.class, "Status.response.status.code", "int32");
    requireMember(response, "patch", String.class, "[]uint8");
    requireMember(response, "patchType", String.class, version + ".PatchType");
    requireMember(response, "auditAnnotations", Map.class, "map[string]string");
    for (Object value : ApiObject.mapAt(response, "auditAnnotations").values()) {
      requireType(value, String.class, MEMBER + "auditAnnotations", "string");
    }
    requireMember(response, "warnings", List.class, "[]string");
    for (Object value : ApiObject.listAt(response, "warnings")) {
      requireType(value, String.class, MEMBER + "warnings", "string");
    }
  }

  private static void requireMember(
      Map<String, Object> response, String member, Class<?> type, String goType) {
    requireType(response.get(member), type, MEMBER + member, goType);
  }

  /** In the words of Go's JSON decoder. */
  private static void requireType(
      @Nullable Object value, Class<?> type, String field, String goType) {
    if (value != null && !type.isInstance(value)) {
      throw new WebhookFailure(
          "failed to call webhook: json: cannot unmarshal %s into Go struct field %s of type %s"
              .formatted(Json.typeName(value), field, goType));
    }
  }

  private static byte[] patch(Map<String, Object> response) {
    String text = ApiObject.string(response, "patch");
    try {
      Base64Text.check(text);
    } catch (DecodeException malformed) {
      throw new WebhookFailure("failed to call webhook: " + malformed.getMessage());
    }
    return Base64.getDecoder().decode(Base64Text.canonical(text));
  }

  private static WebhookFailure invalid(String why) {
    return new WebhookFailure("received invalid webhook response: " + why);
  }
}

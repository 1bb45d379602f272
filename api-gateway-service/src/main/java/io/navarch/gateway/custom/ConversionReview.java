package io.navarch.gateway.custom;

import io.navarch.gateway.webhook.ReviewBody;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The question to a conversion webhook and the rules for its answer.
 *
 * @param version of the review: the first of the declared ones that is known here
 */
record ConversionReview(String version, String uid, Map<String, Object> tree) {
  private static final String GROUP = "apiextensions.k8s.io/";

  /** What upstream writes in the place of the answer. */
  private static final String NO_RESPONSE =
      "{\"uid\":\"\",\"convertedObjects\":null,\"result\":{\"metadata\":{}}}";

  private static final List<String> KNOWN = List.of("v1", "v1beta1");

  static ConversionReview of(
      Map<String, Object> webhook, String uid, String wanted, List<ApiObject> objects) {
    String version =
        ApiObject.listAt(webhook, "conversionReviewVersions").stream()
            .map(String::valueOf)
            .filter(KNOWN::contains)
            .findFirst()
            .orElse("v1");
    List<Object> trees = new ArrayList<>(objects.size());
    objects.forEach(object -> trees.add(asked(object)));
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    request.put("desiredAPIVersion", wanted);
    request.put("objects", trees);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", "ConversionReview");
    tree.put("apiVersion", GROUP + version);
    tree.put("request", request);
    tree.put("response", Json.read(NO_RESPONSE));
    return new ConversionReview(version, uid, tree);
  }

  /** An object as it is asked to be converted, which is not bound to a version in the store. */
  private static Map<String, Object> asked(ApiObject object) {
    Map<String, Object> metadata = new LinkedHashMap<>(object.metadata());
    metadata.remove("resourceVersion");
    Map<String, Object> root = new LinkedHashMap<>(object.root());
    root.put("metadata", metadata);
    return root;
  }

  /**
   * The converted objects.
   *
   * @throws IllegalStateException with the API's text, if the answer is none
   */
  List<ApiObject> converted(byte[] answer) {
    Map<String, Object> review =
        ReviewBody.read(answer, "apiextensions.k8s.io", version, "ConversionReview");
    if (!(review.get("response") instanceof Map<?, ?>)) {
      throw new IllegalStateException("no response provided");
    }
    Map<String, Object> response = ApiObject.mapAt(review, "response");
    if (version.equals("v1")) {
      requireMine(review, response);
    }
    Map<String, Object> result = ApiObject.mapAt(response, "result");
    String status = ApiObject.string(result, "status");
    if (!status.equals("Success")) {
      String message = ApiObject.string(result, "message");
      throw new IllegalStateException(
          message.isEmpty()
              ? "response.result.status was '" + status + "', not 'Success'"
              : message);
    }
    return CustomDefinition.maps(response, "convertedObjects").stream()
        .map(ApiObject::new)
        .toList();
  }

  private void requireMine(Map<String, Object> review, Map<String, Object> response) {
    String kind = ApiObject.string(review, "kind");
    String apiVersion = ApiObject.string(review, "apiVersion");
    if (!kind.equals("ConversionReview") || !apiVersion.equals(GROUP + version)) {
      throw new IllegalStateException(
          "expected webhook response of "
              + GROUP
              + version
              + ", Kind=ConversionReview, got "
              + ReviewBody.shown(apiVersion)
              + ", Kind="
              + kind);
    }
    if (!uid.equals(ApiObject.string(response, "uid"))) {
      throw new IllegalStateException(
          "expected response.uid=\""
              + uid
              + "\", got \""
              + ApiObject.string(response, "uid")
              + "\"");
    }
  }
}

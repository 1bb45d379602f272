package io.navarch.gateway.custom;

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
    objects.forEach(object -> trees.add(object.root()));
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    request.put("desiredAPIVersion", wanted);
    request.put("objects", trees);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", "ConversionReview");
    tree.put("apiVersion", GROUP + version);
    tree.put("request", request);
    return new ConversionReview(version, uid, tree);
  }

  /**
   * The converted objects.
   *
   * @throws IllegalStateException with the API's text, if the answer is none
   */
  List<ApiObject> converted(byte[] answer) {
    Map<String, Object> review = Json.readObject(answer);
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
              + apiVersion
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

  /**
   * Takes back all metadata but labels and annotations, which a webhook may change.
   *
   * @return what is wrong with the converted object, or empty
   */
  static String accept(ApiObject original, ApiObject converted, String wanted) {
    if (!converted.apiVersion().equals(wanted)) {
      return "invalid groupVersion (expected %s, received %s)"
          .formatted(wanted, converted.apiVersion());
    }
    if (!converted.kind().equals(original.kind())) {
      return "invalid kind (expected %s, received %s)".formatted(original.kind(), converted.kind());
    }
    if (!(converted.root().get("metadata") instanceof Map<?, ?>)) {
      return "invalid metadata of type nil in converted object";
    }
    for (String member : List.of("name", "namespace", "uid")) {
      String before = ApiObject.string(original.metadata(), member);
      String after = ApiObject.string(converted.metadata(), member);
      if (!before.equals(after)) {
        return "must have the same %s: %s != %s"
            .formatted(member.equals("uid") ? "UID" : member, before, after);
      }
    }
    Map<String, Object> metadata = new LinkedHashMap<>(Json.copy(original.metadata()));
    for (String free : List.of("labels", "annotations")) {
      if (converted.metadata().get(free) instanceof Map<?, ?> map) {
        metadata.put(free, map);
      } else {
        metadata.remove(free);
      }
    }
    converted.root().put("metadata", metadata);
    return "";
  }
}

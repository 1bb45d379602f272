package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes the objects that ask something and are not stored. */
final class ReviewForms {
  private ReviewForms() {}

  /**
   * The object belongs to the namespace of the path, or to none.
   *
   * @throws ApiException 400 where it names another
   */
  static void requireSameNamespace(ApiObject object, RequestInfo request) {
    if (request.namespace().isEmpty()) {
      object.metadata().remove("namespace");
      return;
    }
    if (!object.namespace().isEmpty() && !object.namespace().equals(request.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    object.metadata().put("namespace", request.namespace());
  }

  /** Answers 201 with the object, its spec as it was asked and the given status. */
  static void answer(
      Exchange exchange,
      RequestInfo request,
      GroupVersionKind kind,
      ApiObject asked,
      Map<String, Object> status) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", kind.kind());
    root.put("apiVersion", kind.apiVersion());
    root.put("metadata", asked.metadata());
    if (asked.root().get("spec") != null) {
      root.put("spec", asked.root().get("spec"));
    }
    root.put("status", status);
    Answers.sendCreated(exchange, request, Json.write(root));
  }

  /** A user as {@code authentication.k8s.io} writes it. */
  static Map<String, Object> userInfo(User user) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("username", user.name());
    if (!user.uid().isEmpty()) {
      info.put("uid", user.uid());
    }
    info.put("groups", user.groups());
    if (!user.extra().isEmpty()) {
      info.put("extra", user.extra());
    }
    return info;
  }

  /** The user whom the spec of a SubjectAccessReview names. */
  static User subject(Map<String, Object> spec) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    ApiObject.mapAt(spec, "extra")
        .forEach((key, values) -> extra.put(key, ServiceAccountTokens.strings(values)));
    return new User(
        ApiObject.string(spec, "user"),
        ApiObject.string(spec, "uid"),
        new ArrayList<>(ServiceAccountTokens.strings(spec.get("groups"))),
        extra);
  }

  /** What the spec of a SubjectAccessReview asks. */
  static RequestInfo question(Map<String, Object> spec) {
    Map<String, Object> path = ApiObject.mapAt(spec, "nonResourceAttributes");
    if (!path.isEmpty()) {
      return Question.path(ApiObject.string(path, "verb"), ApiObject.string(path, "path"));
    }
    Map<String, Object> resource = ApiObject.mapAt(spec, "resourceAttributes");
    RequestInfo asked =
        Question.resource(
            ApiObject.string(resource, "verb"),
            ApiObject.string(resource, "group"),
            ApiObject.string(resource, "resource"),
            ApiObject.string(resource, "subresource"),
            ApiObject.string(resource, "namespace"),
            ApiObject.string(resource, "name"));
    return SelectorQuestion.narrowed(asked, resource);
  }
}

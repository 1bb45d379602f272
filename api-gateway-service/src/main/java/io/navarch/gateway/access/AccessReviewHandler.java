package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.PostedForms;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers the SubjectAccessReview family: may somebody do something. */
final class AccessReviewHandler implements SubresourceHandler {
  private static final Set<String> RESOURCES =
      Set.of("subjectaccessreviews", "localsubjectaccessreviews", "selfsubjectaccessreviews");

  private final Authorization authorization;

  private final PostedForms forms;

  AccessReviewHandler(PostedForms forms, Authorization authorization) {
    this.forms = forms;
    this.authorization = authorization;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().equals("authorization.k8s.io")
        && RESOURCES.contains(resource.plural())
        && subresource.isEmpty()
        && verb.equals("create");
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    ApiObject review = forms.readTracked(exchange, request, resource.gvk());
    Map<String, Object> spec = ApiObject.mapAt(review.root(), "spec");
    boolean self = resource.plural().startsWith("self");
    ReviewForms.requireSameNamespace(review, request);
    List<FieldError> errors = validate(spec, self, request.namespace());
    Map<String, Object> metadata = new LinkedHashMap<>(review.metadata());
    metadata.keySet().removeAll(List.of("managedFields", "namespace"));
    if (!metadata.isEmpty()) {
      errors.add(FieldError.invalid("metadata", metadata, "must be empty"));
    }
    if (!errors.isEmpty()) {
      // upstream names no kind here
      throw ApiException.invalid(resource.group(), "", "", errors);
    }
    User subject = self ? user : ReviewForms.subject(spec);
    Authorizer.Decision decision = authorization.decide(subject, ReviewForms.question(spec));
    Map<String, Object> status = status(decision);
    String ignored = SelectorQuestion.ignored(ApiObject.mapAt(spec, "resourceAttributes"));
    if (!ignored.isEmpty()) {
      status.put("evaluationError", ignored);
    }
    ReviewForms.answer(exchange, request, resource.gvk(), review, status);
  }

  /**
   * @param namespace of a LocalSubjectAccessReview, else empty
   */
  static List<FieldError> validate(Map<String, Object> spec, boolean self, String namespace) {
    List<FieldError> errors = new ArrayList<>();
    boolean resource = spec.get("resourceAttributes") != null;
    boolean path = spec.get("nonResourceAttributes") != null;
    if (resource && path) {
      errors.add(
          FieldError.invalid(
              "spec.nonResourceAttributes",
              shown(spec),
              "cannot be specified in combination with resourceAttributes"));
    }
    if (!resource && !path) {
      errors.add(
          FieldError.invalid(
              "spec.resourceAttributes",
              null,
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    if (!self
        && ApiObject.string(spec, "user").isEmpty()
        && ServiceAccountTokens.strings(spec.get("groups")).isEmpty()) {
      errors.add(
          FieldError.invalid("spec.user", "", "at least one of user or group must be specified"));
    }
    SelectorQuestion.check(ApiObject.mapAt(spec, "resourceAttributes"), errors);
    String asked = ApiObject.string(ApiObject.mapAt(spec, "resourceAttributes"), "namespace");
    if (!namespace.isEmpty() && path) {
      errors.add(
          FieldError.invalid(
              "spec.nonResourceAttributes", shown(spec), "disallowed on this kind of request"));
    }
    if (!namespace.isEmpty() && resource && !asked.equals(namespace)) {
      errors.add(
          FieldError.invalid(
              "spec.resourceAttributes.namespace", asked, "must match metadata.namespace"));
    }
    return errors;
  }

  /** As upstream shows it in errors. */
  private static Map<String, Object> shown(Map<String, Object> spec) {
    Map<String, Object> path = ApiObject.mapAt(spec, "nonResourceAttributes");
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("Path", ApiObject.string(path, "path"));
    shown.put("Verb", ApiObject.string(path, "verb"));
    return shown;
  }

  private static Map<String, Object> status(Authorizer.Decision decision) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("allowed", decision instanceof Authorizer.Decision.Allow);
    if (decision instanceof Authorizer.Decision.Deny) {
      status.put("denied", true);
    }
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return status;
  }
}

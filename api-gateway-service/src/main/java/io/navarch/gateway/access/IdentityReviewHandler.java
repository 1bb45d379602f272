package io.navarch.gateway.access;

import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.PostedForms;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers TokenReview (whose token is this) and SelfSubjectReview (who am I). */
final class IdentityReviewHandler implements SubresourceHandler {
  private static final String INVALID = "invalid bearer token";

  private final BearerAuthenticator bearer;
  private final List<String> ownAudiences;

  private final PostedForms forms;
  private final InstantSource clock;

  IdentityReviewHandler(
      PostedForms forms,
      BearerAuthenticator bearer,
      List<String> ownAudiences,
      InstantSource clock) {
    this.forms = forms;
    this.clock = clock;
    this.bearer = bearer;
    this.ownAudiences = List.copyOf(ownAudiences);
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().equals("authentication.k8s.io")
        && (resource.plural().equals("tokenreviews")
            || resource.plural().equals("selfsubjectreviews"))
        && subresource.isEmpty()
        && verb.equals("create");
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    ApiObject review = forms.readTracked(exchange, request, resource.gvk());
    if (resource.plural().equals("tokenreviews")) {
      ReviewForms.requireSameNamespace(review, request);
      Map<String, Object> status = tokenStatus(resource, ApiObject.mapAt(review.root(), "spec"));
      ReviewForms.answer(exchange, request, resource.gvk(), review, status);
      return;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    ReviewForms.answer(
        exchange,
        request,
        resource.gvk(),
        new ApiObject(Map.of("metadata", metadata)),
        Map.of("userInfo", ReviewForms.userInfo(user)));
  }

  private Map<String, Object> tokenStatus(ResourceDefinition resource, Map<String, Object> spec) {
    String token = ApiObject.string(spec, "token");
    if (token.isEmpty()) {
      throw ApiException.badRequest("token is required for TokenReview in authentication");
    }
    if (spec.get("audiences") != null && !(spec.get("audiences") instanceof List<?>)) {
      throw ApiException.invalid(
          resource.group(),
          resource.kind(),
          "",
          List.of(FieldError.invalid("spec.audiences", spec.get("audiences"), "must be a list")));
    }
    List<String> audiences = ServiceAccountTokens.strings(spec.get("audiences"));
    List<String> asked = audiences.isEmpty() ? ownAudiences : audiences;
    ForReview remarks = new ForReview(new ArrayList<>(0));
    // As it would be read from a request's header.
    Optional<TokenVerifier.Verified> verified =
        bearer.verify(BearerAuthenticator.token("Bearer " + token), asked, remarks);
    Map<String, Object> status = new LinkedHashMap<>();
    if (verified.isEmpty()) {
      status.put("user", Map.of());
      status.put("error", remarks.error());
      return status;
    }
    status.put("authenticated", true);
    status.put("user", ReviewForms.userInfo(authenticated(verified.get().user())));
    status.put("audiences", verified.get().audiences());
    return status;
  }

  private static User authenticated(User user) {
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(User.ALL_AUTHENTICATED);
    return new User(user.name(), user.uid(), groups, user.extra());
  }

  /** What there is to say about a reviewed token goes into the review's own audit event. */
  private record ForReview(List<String> problems) implements TokenVerifier.Remarks {
    @Override
    public void audit(String annotation, String value) {
      AuditTrail.annotate(annotation, value);
    }

    @Override
    public void warn(String text) {}

    @Override
    public void problem(String text) {
      problems.add(text);
    }

    String error() {
      return problems.isEmpty()
          ? INVALID
          : "[" + INVALID + ", " + String.join(", ", problems) + "]";
    }
  }
}

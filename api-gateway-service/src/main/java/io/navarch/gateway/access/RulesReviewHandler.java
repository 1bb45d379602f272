package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.PostedForms;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers SelfSubjectRulesReview: what the roles that are bound to the user allow in a namespace.
 * Of {@code system:masters}, who may do all without a role, it is also only their roles.
 */
final class RulesReviewHandler implements SubresourceHandler {
  /** The answer does not repeat the question. */
  private static final ApiObject NOTHING_ASKED =
      new ApiObject(Map.of("metadata", Map.of(), "spec", Map.of()));

  private final RbacAuthorizer rbac;

  private final PostedForms forms;

  RulesReviewHandler(PostedForms forms, RbacAuthorizer rbac) {
    this.forms = forms;
    this.rbac = rbac;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().equals("authorization.k8s.io")
        && resource.plural().equals("selfsubjectrulesreviews")
        && subresource.isEmpty()
        && verb.equals("create");
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    ApiObject review = forms.readTracked(exchange, request, resource.gvk());
    String namespace = ApiObject.string(ApiObject.mapAt(review.root(), "spec"), "namespace");
    if (namespace.isEmpty()) {
      throw ApiException.badRequest("no namespace on request");
    }
    List<Object> resources = new ArrayList<>();
    List<Object> paths = new ArrayList<>();
    List<RbacRules.Grant> grants = rbac.rules().grants(user, namespace);
    for (RbacRules.Grant grant : grants) {
      for (PolicyRule rule : grant.rules()) {
        if (!rule.resources().isEmpty()) {
          resources.add(rule.tree());
        }
        if (!rule.nonResourceUrls().isEmpty()) {
          paths.add(rule.tree());
        }
      }
    }
    List<String> errors = new ArrayList<>();
    boolean node = !NodeAuthorizer.nodeOf(user).isEmpty();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("resourceRules", resources);
    status.put("nonResourceRules", paths);
    status.put("incomplete", node);
    if (node) {
      errors.add("node authorizer does not support user rule resolution");
    }
    errors.addAll(RbacRules.missing(grants));
    if (!errors.isEmpty()) {
      status.put("evaluationError", RbacRules.aggregate(errors));
    }
    ReviewForms.answer(exchange, request, resource.gvk(), NOTHING_ASKED, status);
  }
}

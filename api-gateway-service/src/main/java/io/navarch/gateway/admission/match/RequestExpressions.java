package io.navarch.gateway.admission.match;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.Question;
import io.navarch.gateway.access.User;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.model.cel.CelAuthorizer;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of what expressions of webhooks and policies see of a request. */
public final class RequestExpressions {
  private final Authorization authorization;

  public RequestExpressions(Authorization authorization) {
    this.authorization = authorization;
  }

  /**
   * The values for one request.
   *
   * @param namespaceObject null for requests outside namespaces
   */
  public CelVariables variables(
      AdmissionRequest request,
      Invocation invocation,
      @Nullable ApiObject object,
      @Nullable ApiObject oldObject,
      @Nullable ApiObject namespaceObject) {
    return new CelVariables()
        .set("object", object == null ? null : object.root())
        .set("oldObject", oldObject == null ? null : oldObject.root())
        .set("namespaceObject", namespaceObject == null ? null : namespaceObject.root())
        .set("request", requestTree(request, invocation))
        .setAuthorizer(
            question -> decide(request.user(), question),
            request.resource().group(),
            request.resource().plural(),
            request.subresource(),
            request.namespace(),
            request.name());
  }

  /** The request as an AdmissionReview has it, without its objects. */
  public static Map<String, Object> requestTree(AdmissionRequest request, Invocation invocation) {
    Invocation asked = Invocation.of(request.resource(), request.subresource());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", kind(invocation.kind()));
    tree.put("resource", resource(invocation));
    putUnlessEmpty(tree, "subResource", invocation.subresource());
    tree.put("requestKind", kind(asked.kind()));
    tree.put("requestResource", resource(asked));
    putUnlessEmpty(tree, "requestSubResource", asked.subresource());
    putUnlessEmpty(tree, "name", request.name());
    putUnlessEmpty(tree, "namespace", RequestMatcher.namespace(request));
    tree.put("operation", request.operation().name());
    tree.put("userInfo", user(request.user()));
    tree.put("dryRun", request.dryRun());
    tree.put("options", request.options().isEmpty() ? null : request.options());
    return tree;
  }

  private static void putUnlessEmpty(Map<String, Object> tree, String name, String value) {
    if (!value.isEmpty()) {
      tree.put(name, value);
    }
  }

  private static Map<String, Object> kind(GroupVersionKind kind) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("group", kind.group());
    tree.put("version", kind.version());
    tree.put("kind", kind.kind());
    return tree;
  }

  private static Map<String, Object> resource(Invocation invocation) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("group", invocation.resource().group());
    tree.put("version", invocation.resource().version());
    tree.put("resource", invocation.resource().plural());
    return tree;
  }

  private static Map<String, Object> user(User user) {
    Map<String, Object> tree = new LinkedHashMap<>();
    putUnlessEmpty(tree, "username", user.name());
    putUnlessEmpty(tree, "uid", user.uid());
    if (!user.groups().isEmpty()) {
      tree.put("groups", user.groups());
    }
    if (!user.extra().isEmpty()) {
      tree.put("extra", user.extra());
    }
    return tree;
  }

  private CelAuthorizer.Decision decide(User requester, CelAuthorizer.Question question) {
    User subject =
        question.serviceAccountName().isEmpty()
            ? requester
            : serviceAccount(question.serviceAccountNamespace(), question.serviceAccountName());
    Authorizer.Decision decision =
        authorization.decide(
            subject,
            question.path().isEmpty()
                ? Question.resource(
                    question.verb(),
                    question.group(),
                    question.resource(),
                    question.subresource(),
                    question.namespace(),
                    question.name())
                : Question.path(question.verb(), question.path()));
    return new CelAuthorizer.Decision(
        decision instanceof Authorizer.Decision.Allow, decision.reason(), "");
  }

  private static User serviceAccount(String namespace, String name) {
    return new User(
        "system:serviceaccount:" + namespace + ":" + name,
        "",
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            User.ALL_AUTHENTICATED),
        Map.of());
  }
}

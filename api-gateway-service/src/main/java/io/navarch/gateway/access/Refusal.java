package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;

/** The text of a refused request, on which clients and their users rely. */
public final class Refusal {
  private Refusal() {}

  /**
   * {@code pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace
   * "default"}.
   */
  public static ApiException forbidden(User user, RequestInfo request, String reason) {
    String why = sentence(user, request);
    if (request.resource().isEmpty()) {
      return new ApiException(
          403,
          "Forbidden",
          "forbidden: " + (reason.isEmpty() ? why : why + ": " + reason),
          ApiException.Details.EMPTY);
    }
    return ApiException.forbidden(
        request.group(),
        request.resource(),
        request.name(),
        reason.isEmpty() ? why : why + ": " + reason);
  }

  private static String sentence(User user, RequestInfo request) {
    if (!request.resourceRequest()) {
      return "User %s cannot %s path %s"
          .formatted(quoted(user.name()), request.verb(), quoted(request.path()));
    }
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    String scope =
        request.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace " + quoted(request.namespace());
    return "User %s cannot %s resource %s in API group %s %s"
        .formatted(
            quoted(user.name()), request.verb(), quoted(resource), quoted(request.group()), scope);
  }

  /** Quoted, and with what looks like markup made harmless. */
  public static String quoted(String text) {
    return '"' + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + '"';
  }
}

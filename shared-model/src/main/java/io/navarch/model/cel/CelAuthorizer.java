package io.navarch.model.cel;

/** Answers {@code authorizer} expressions: what somebody may do. */
public interface CelAuthorizer {
  /**
   * A question about a path ({@code path} not empty) or about a resource.
   *
   * @param serviceAccountNamespace whose permission is asked for; empty for the one who sent the
   *     request
   * @param group, resource, subresource, namespace, name empty where not asked for
   * @param fieldSelector, labelSelector as written, unchecked
   */
  record Question(
      String serviceAccountNamespace,
      String serviceAccountName,
      String path,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      String fieldSelector,
      String labelSelector,
      String verb) {}

  /**
   * @param error empty where the question could be answered
   */
  record Decision(boolean allowed, String reason, String error) {}

  Decision decide(Question question);
}

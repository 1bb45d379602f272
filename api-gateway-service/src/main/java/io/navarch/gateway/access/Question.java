package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;

/**
 * Makes the {@link RequestInfo} of a question that no HTTP request asks: may this user impersonate,
 * bind, approve, and the subject access reviews.
 */
public final class Question {
  private Question() {}

  /** May something be done with a resource; empty strings where a part does not count. */
  public static RequestInfo resource(
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new RequestInfo(
        true,
        "",
        verb,
        group.isEmpty() ? "api" : "apis",
        group,
        "*",
        namespace,
        resource,
        subresource,
        name,
        "",
        Map.of());
  }

  /** The same question about some objects only. */
  static RequestInfo withQuery(RequestInfo question, Map<String, List<String>> query) {
    return new RequestInfo(
        question.resourceRequest(),
        question.path(),
        question.verb(),
        question.apiPrefix(),
        question.group(),
        question.version(),
        question.namespace(),
        question.resource(),
        question.subresource(),
        question.name(),
        question.remainder(),
        query);
  }

  public static RequestInfo path(String verb, String path) {
    return new RequestInfo(false, path, verb, "", "", "", "", "", "", "", "", Map.of());
  }
}

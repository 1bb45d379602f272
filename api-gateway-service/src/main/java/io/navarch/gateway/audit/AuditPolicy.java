package io.navarch.gateway.audit;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is recorded of which requests: the first rule that matches says so. */
record AuditPolicy(List<Rule> rules, Set<String> omitStages, boolean omitManagedFields) {

  AuditPolicy {
    rules = List.copyOf(rules);
    omitStages = Set.copyOf(omitStages);
  }

  /** What holds for one request. */
  record Verdict(AuditLevel level, Set<String> omitStages, boolean omitManagedFields) {}

  /**
   * @param user null where nobody was authenticated
   */
  Verdict of(@Nullable User user, RequestInfo request) {
    for (Rule rule : rules) {
      if (rule.matches(user, request)) {
        return rule.verdict();
      }
    }
    return new Verdict(AuditLevel.NONE, omitStages, omitManagedFields);
  }

  /** Empty lists match everything. */
  record Rule(
      Verdict verdict,
      List<String> users,
      List<String> userGroups,
      List<String> verbs,
      List<String> namespaces,
      List<Resources> resources,
      List<String> paths) {

    boolean matches(@Nullable User user, RequestInfo request) {
      if (!users.isEmpty() && (user == null || !users.contains(user.name()))) {
        return false;
      }
      if (!userGroups.isEmpty() && (user == null || userGroups.stream().noneMatch(user::isIn))) {
        return false;
      }
      if (!verbs.isEmpty() && !verbs.contains(request.verb())) {
        return false;
      }
      if (!namespaces.isEmpty() || !resources.isEmpty()) {
        return request.resourceRequest()
            && (namespaces.isEmpty() || namespaces.contains(request.namespace()))
            && (resources.isEmpty() || resources.stream().anyMatch(r -> r.matches(request)));
      }
      return paths.isEmpty()
          || !request.resourceRequest()
              && paths.stream().anyMatch(path -> matches(path, request.path()));
    }

    private static boolean matches(String pattern, String path) {
      return pattern.equals(path)
          || pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1));
    }
  }

  /**
   * @param group {@code *} for any, empty for core
   * @param resources {@code pods}, {@code pods/log}, {@code pods/*}, {@code *}{@code /scale},
   *     {@code *}; empty for all
   */
  record Resources(String group, List<String> resources, List<String> names) {
    boolean matches(RequestInfo request) {
      if (!group.equals("*") && !group.equals(request.group())) {
        return false;
      }
      return resources.isEmpty()
          || (names.isEmpty() || names.contains(request.name()))
              && resources.stream().anyMatch(pattern -> matches(pattern, request));
    }

    private static boolean matches(String pattern, RequestInfo request) {
      String subresource = request.subresource();
      return pattern.equals("*")
          || pattern.equals(
              subresource.isEmpty() ? request.resource() : request.resource() + "/" + subresource)
          || !subresource.isEmpty() && pattern.equals("*/" + subresource)
          || pattern.equals(request.resource() + "/*");
    }
  }
}

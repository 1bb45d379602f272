package io.navarch.gateway.admission.match;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Operations and resources that a webhook or a policy names; {@code *} stands for all.
 *
 * @param resources {@code pods}, {@code pods/status}, {@code pods/*}, or {@code *}
 * @param scope {@code Cluster}, {@code Namespaced} or {@code *}
 * @param resourceNames empty for all names; only policies name any
 */
public record MatchRule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope,
    List<String> resourceNames) {

  public static MatchRule of(Map<String, Object> rule) {
    String scope = ApiObject.string(rule, "scope");
    return new MatchRule(
        strings(rule, "operations"),
        strings(rule, "apiGroups"),
        strings(rule, "apiVersions"),
        strings(rule, "resources"),
        scope.isEmpty() ? "*" : scope,
        strings(rule, "resourceNames"));
  }

  private static List<String> strings(Map<String, Object> rule, String name) {
    return ApiObject.listAt(rule, name).stream().map(String::valueOf).toList();
  }

  /** The rules in a member of a tree. */
  public static List<MatchRule> listOf(Map<String, Object> parent, String name) {
    List<MatchRule> rules = new ArrayList<>();
    for (Object entry : ApiObject.listAt(parent, name)) {
      if (entry instanceof Map<?, ?> rule) {
        rules.add(of(Trees.map(rule)));
      }
    }
    return List.copyOf(rules);
  }

  boolean matches(
      String operation,
      String group,
      String version,
      String resource,
      String subresource,
      boolean clusterScoped,
      String name) {
    return isOneOf(operations, operation)
        && isOneOf(groups, group)
        && isOneOf(versions, version)
        && matchesScope(clusterScoped)
        && (resourceNames.isEmpty() || resourceNames.contains(name))
        && resources.stream().anyMatch(r -> matchesResource(r, resource, subresource));
  }

  private boolean matchesScope(boolean clusterScoped) {
    return switch (scope) {
      case "*" -> true;
      case "Cluster" -> clusterScoped;
      case "Namespaced" -> !clusterScoped;
      default -> false;
    };
  }

  private static boolean isOneOf(List<String> items, String requested) {
    return items.contains("*") || items.contains(requested);
  }

  private static boolean matchesResource(String rule, String resource, String subresource) {
    int slash = rule.indexOf('/');
    String wanted = slash < 0 ? rule : rule.substring(0, slash);
    String wantedSub = slash < 0 ? "" : rule.substring(slash + 1);
    return (wanted.equals("*") || wanted.equals(resource))
        && (wantedSub.equals("*") || wantedSub.equals(subresource));
  }
}

package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a Role or ClusterRole. Lists are unions; {@code *} stands for all; an empty {@code
 * resourceNames} means every name.
 */
record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {
  private static final String ALL = "*";

  static PolicyRule of(Map<?, ?> rule) {
    return new PolicyRule(
        strings(rule.get("verbs")),
        strings(rule.get("apiGroups")),
        strings(rule.get("resources")),
        strings(rule.get("resourceNames")),
        strings(rule.get("nonResourceURLs")));
  }

  private static List<String> strings(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(s -> s instanceof String text ? text.intern() : "").toList()
        : List.of();
  }

  boolean allows(RequestInfo request) {
    if (!matches(verbs, request.verb())) {
      return false;
    }
    return request.resourceRequest()
        ? matches(apiGroups, request.group())
            && matchesResource(request.resource(), request.subresource())
            && (resourceNames.isEmpty() || resourceNames.contains(request.name()))
        : nonResourceUrls.stream().anyMatch(pattern -> matchesPath(pattern, request.path()));
  }

  private static boolean matches(List<String> allowed, String asked) {
    return allowed.contains(asked) || allowed.contains(ALL);
  }

  private boolean matchesResource(String resource, String subresource) {
    for (String allowed : resources) {
      if (allowed.equals(ALL)) {
        return true;
      }
      if (subresource.isEmpty()
          ? allowed.equals(resource)
          : allowed.equals(resource + "/" + subresource) || allowed.equals("*/" + subresource)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesPath(String pattern, String path) {
    return pattern.equals(ALL)
        || pattern.equals(path)
        || (pattern.endsWith(ALL)
            && path.startsWith(pattern.substring(0, pattern.length() - ALL.length())));
  }

  /** The same rule, with {@code patch} where it has {@code update}. */
  PolicyRule withPatch() {
    if (!verbs.contains("update") || verbs.contains("patch")) {
      return this;
    }
    List<String> more = new ArrayList<>(verbs);
    more.add("patch");
    return withVerbs(List.copyOf(more));
  }

  /** The rule cut into rules of one verb and one resource or path, for escalation checks. */
  List<PolicyRule> parts() {
    List<PolicyRule> parts = new ArrayList<>();
    for (String verb : verbs) {
      for (String path : nonResourceUrls) {
        parts.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
      }
      for (String group : apiGroups) {
        for (String resource : resources) {
          for (List<String> name : names()) {
            parts.add(
                new PolicyRule(List.of(verb), List.of(group), List.of(resource), name, List.of()));
          }
        }
      }
    }
    return parts;
  }

  /** Each name on its own; no name at all where there is none, which means every one. */
  private List<List<String>> names() {
    return resourceNames.isEmpty()
        ? List.of(List.of())
        : resourceNames.stream().map(List::of).toList();
  }

  /** Parts of one resource and name become one rule of all their verbs, in the order they came. */
  static List<PolicyRule> joined(List<PolicyRule> parts) {
    Map<PolicyRule, List<String>> verbs = new LinkedHashMap<>();
    List<PolicyRule> joined = new ArrayList<>();
    for (PolicyRule part : parts) {
      if (part.nonResourceUrls.isEmpty()) {
        verbs.computeIfAbsent(part.withVerbs(List.of()), _ -> new ArrayList<>()).addAll(part.verbs);
      } else {
        joined.add(part);
      }
    }
    verbs.forEach((rule, all) -> joined.add(rule.withVerbs(List.copyOf(all))));
    return joined;
  }

  private PolicyRule withVerbs(List<String> others) {
    return new PolicyRule(others, apiGroups, resources, resourceNames, nonResourceUrls);
  }

  /** Whether everything that a rule of one part allows is allowed by this rule too. */
  boolean covers(PolicyRule part) {
    if (!matches(verbs, part.verbs.getFirst())) {
      return false;
    }
    if (!part.nonResourceUrls.isEmpty()) {
      String path = part.nonResourceUrls.getFirst();
      return nonResourceUrls.stream().anyMatch(pattern -> matchesPath(pattern, path));
    }
    return matches(apiGroups, part.apiGroups.getFirst())
        && coversResource(part.resources.getFirst())
        && (resourceNames.isEmpty()
            || (!part.resourceNames.isEmpty()
                && resourceNames.contains(part.resourceNames.getFirst())));
  }

  private boolean coversResource(String resource) {
    int slash = resource.indexOf('/');
    return resources.contains(ALL)
        || resources.contains(resource)
        || (slash >= 0 && resources.contains("*" + resource.substring(slash)));
  }

  /** As upstream writes a missing permission: {@code {APIGroups:[""], Resources:["pods"], ...}}. */
  String describe() {
    List<String> parts = new ArrayList<>();
    addTo(parts, "APIGroups", apiGroups);
    addTo(parts, "Resources", resources);
    addTo(parts, "ResourceNames", resourceNames);
    addTo(parts, "NonResourceURLs", nonResourceUrls);
    addTo(parts, "Verbs", verbs);
    return "{" + String.join(", ", parts) + "}";
  }

  private static void addTo(List<String> parts, String name, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(name + ":" + quotedList(values));
    }
  }

  /** As Go prints a list of strings: {@code ["a" "b"]}. */
  static String quotedList(List<String> values) {
    return "[" + String.join(" ", values.stream().map(v -> '"' + v + '"').toList()) + "]";
  }

  /** As it stands in a SelfSubjectRulesReview's status. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("verbs", verbs);
    put(tree, "apiGroups", apiGroups);
    put(tree, "resources", resources);
    put(tree, "resourceNames", resourceNames);
    put(tree, "nonResourceURLs", nonResourceUrls);
    return tree;
  }

  private static void put(Map<String, Object> tree, String key, List<String> values) {
    if (!values.isEmpty()) {
      tree.put(key, values);
    }
  }
}

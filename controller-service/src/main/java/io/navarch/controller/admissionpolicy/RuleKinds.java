package io.navarch.controller.admissionpolicy;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.model.resource.GroupVersionKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The kinds that rules of a policy name one by one, as far as they are served. A rule that says
 * "all" groups or versions names none. Resources may be called by their singular, and one of the
 * group without a name stands for those of any group that has the version, as upstream's mapping of
 * resources to kinds has it.
 */
final class RuleKinds {
  /** A rule that names more is the last to be looked at. */
  private static final int MOST_OF_A_RULE = 10;

  private final KubernetesClient client;
  private final Map<String, List<APIResource>> served = new HashMap<>();
  private final TreeSet<GroupVersionKind> kinds =
      new TreeSet<>(
          Comparator.comparing(GroupVersionKind::group)
              .thenComparing(GroupVersionKind::version)
              .thenComparing(GroupVersionKind::kind));

  private RuleKinds(KubernetesClient client) {
    this.client = client;
  }

  /** Ordered by group, version and kind. */
  static List<GroupVersionKind> of(
      KubernetesClient client, Collection<NamedRuleWithOperations> rules) {
    RuleKinds found = new RuleKinds(client);
    for (NamedRuleWithOperations rule : rules) {
      if (!found.add(rule)) {
        break;
      }
    }
    return List.copyOf(found.kinds);
  }

  /**
   * @return whether there is room for more
   */
  private boolean add(NamedRuleWithOperations rule) {
    if (isOpen(rule.getApiGroups()) || isOpen(rule.getApiVersions())) {
      return true;
    }
    int count = 0;
    for (String group : sorted(rule.getApiGroups())) {
      for (String version : sorted(rule.getApiVersions())) {
        for (String resource : sorted(rule.getResources())) {
          if (resource.contains("*") || resource.contains("/")) {
            continue;
          }
          for (GroupVersionKind kind : named(group, version, resource.toLowerCase(Locale.ROOT))) {
            kinds.add(kind);
            count++;
            if (count == MOST_OF_A_RULE) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  private static boolean isOpen(List<String> names) {
    return names.stream().anyMatch(name -> name.contains("*"));
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private List<GroupVersionKind> named(String group, String version, String resource) {
    List<GroupVersionKind> found = new ArrayList<>();
    for (String each : group.isEmpty() ? groupsWith(version) : List.of(group)) {
      for (APIResource served : resources(each, version)) {
        if (resource.equals(served.getName()) || resource.equals(served.getSingularName())) {
          found.add(new GroupVersionKind(each, version, served.getKind()));
        }
      }
    }
    return found;
  }

  private List<String> groupsWith(String version) {
    List<String> groups = new ArrayList<>();
    groups.add("");
    APIGroupList all = client.getApiGroups();
    for (APIGroup group : all == null ? List.<APIGroup>of() : all.getGroups()) {
      if (group.getVersions().stream().anyMatch(each -> version.equals(each.getVersion()))) {
        groups.add(group.getName());
      }
    }
    return groups;
  }

  private List<APIResource> resources(String group, String version) {
    return served.computeIfAbsent(
        group.isEmpty() ? version : group + "/" + version, this::resources);
  }

  private List<APIResource> resources(String groupVersion) {
    try {
      APIResourceList list = client.getApiResources(groupVersion);
      return list == null ? List.of() : list.getResources();
    } catch (KubernetesClientException notServed) {
      return List.of();
    }
  }
}

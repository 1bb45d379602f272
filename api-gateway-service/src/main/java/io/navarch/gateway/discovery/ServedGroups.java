package io.navarch.gateway.discovery;

import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The served resources by group and version, in the order in which discovery lists them: groups by
 * priority, then by name; versions by priority, then by how stable and how new their names say they
 * are.
 *
 * @param groups includes the core group, whose name is empty
 */
record ServedGroups(List<Group> groups) {
  private static final int PRIORITY_OF_CUSTOM_GROUPS = 1_000;
  private static final int PRIORITY_OF_CUSTOM_VERSIONS = 100;

  /** A group with its versions, the preferred one first. */
  record Group(String name, List<Version> versions) {}

  /** The resources of a version, by plural name. */
  record Version(String group, String name, List<ResourceDefinition> resources) {
    String groupVersion() {
      return group.isEmpty() ? name : group + "/" + name;
    }
  }

  static ServedGroups of(Collection<ResourceDefinition> resources) {
    Map<String, Map<String, List<ResourceDefinition>>> byGroup = new TreeMap<>();
    for (ResourceDefinition resource : resources) {
      byGroup
          .computeIfAbsent(resource.group(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(resource.version(), _ -> new ArrayList<>())
          .add(resource);
    }
    List<Group> groups = new ArrayList<>();
    byGroup.forEach((name, versions) -> groups.add(group(name, versions)));
    groups.sort(Comparator.comparingInt(g -> -priority(g.name())));
    return new ServedGroups(List.copyOf(groups));
  }

  private static Group group(String name, Map<String, List<ResourceDefinition>> byVersion) {
    List<Version> versions = new ArrayList<>();
    byVersion.forEach(
        (version, resources) ->
            versions.add(
                new Version(
                    name,
                    version,
                    resources.stream()
                        .sorted(Comparator.comparing(ResourceDefinition::plural))
                        .toList())));
    versions.sort(
        Comparator.<Version>comparingInt(v -> -priority(v))
            .thenComparing(Version::name, VersionNames.NEWEST_STABLE_FIRST));
    return new Group(name, List.copyOf(versions));
  }

  private static int priority(String group) {
    OptionalInt known = BuiltinResources.instance().groupPriority(group);
    return known.orElse(PRIORITY_OF_CUSTOM_GROUPS);
  }

  private static int priority(Version version) {
    return BuiltinResources.instance()
        .versionPriority(version.groupVersion())
        .orElse(PRIORITY_OF_CUSTOM_VERSIONS);
  }

  Optional<Group> group(String name) {
    return groups.stream().filter(g -> g.name().equals(name)).findFirst();
  }

  Optional<Version> version(String group, String version) {
    return group(group).stream()
        .flatMap(g -> g.versions().stream())
        .filter(v -> v.name().equals(version))
        .findFirst();
  }
}

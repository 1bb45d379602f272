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
import org.jspecify.annotations.Nullable;

/**
 * The served resources by group and version, in the order in which discovery lists them: groups by
 * priority, then by name; versions by priority, then by how stable and how new their names say they
 * are.
 *
 * @param groups includes the core group, whose name is empty
 */
record ServedGroups(List<Group> groups) {
  /** A group with its versions, the preferred one first. */
  record Group(String name, List<Version> versions) {}

  /**
   * The resources of a version, by plural name.
   *
   * @param remote the version at the server that serves it; null for our own
   */
  record Version(
      String group,
      String name,
      List<ResourceDefinition> resources,
      @Nullable RemoteVersion remote) {
    String groupVersion() {
      return group.isEmpty() ? name : group + "/" + name;
    }
  }

  static ServedGroups of(Collection<ResourceDefinition> resources) {
    return of(resources, List.of());
  }

  static ServedGroups of(Collection<ResourceDefinition> resources, List<RemoteVersion> remote) {
    Map<String, Map<String, List<ResourceDefinition>>> byGroup = new TreeMap<>();
    for (ResourceDefinition resource : resources) {
      byGroup
          .computeIfAbsent(resource.group(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(resource.version(), _ -> new ArrayList<>())
          .add(resource);
    }
    Map<String, List<RemoteVersion>> others = new TreeMap<>();
    for (RemoteVersion version : remote) {
      byGroup
          .computeIfAbsent(version.group(), _ -> new LinkedHashMap<>())
          .remove(version.version());
      others.computeIfAbsent(version.group(), _ -> new ArrayList<>()).add(version);
    }
    List<Group> groups = new ArrayList<>();
    byGroup.forEach(
        (name, versions) ->
            groups.add(group(name, versions, others.getOrDefault(name, List.of()))));
    groups.sort(
        Comparator.comparingInt(
            g -> -priority(g.name(), others.getOrDefault(g.name(), List.of()))));
    return new ServedGroups(List.copyOf(groups));
  }

  private static Group group(
      String name, Map<String, List<ResourceDefinition>> byVersion, List<RemoteVersion> remote) {
    List<Version> versions = new ArrayList<>();
    byVersion.forEach(
        (version, resources) ->
            versions.add(
                new Version(
                    name,
                    version,
                    resources.stream()
                        .sorted(Comparator.comparing(ResourceDefinition::plural))
                        .toList(),
                    null)));
    remote.forEach(each -> versions.add(new Version(name, each.version(), List.of(), each)));
    versions.sort(
        Comparator.<Version>comparingInt(v -> -priority(v))
            .thenComparing(Version::name, VersionNames.NEWEST_STABLE_FIRST));
    return new Group(name, List.copyOf(versions));
  }

  private static int priority(String group, List<RemoteVersion> remote) {
    OptionalInt known = BuiltinResources.instance().groupPriority(group);
    return known.orElse(
        remote.stream()
            .mapToInt(RemoteVersion::groupPriority)
            .max()
            .orElse(RemoteVersion.CUSTOM_GROUP_PRIORITY));
  }

  private static int priority(Version version) {
    RemoteVersion remote = version.remote();
    return remote != null
        ? remote.versionPriority()
        : BuiltinResources.instance()
            .versionPriority(version.groupVersion())
            .orElse(RemoteVersion.CUSTOM_VERSION_PRIORITY);
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

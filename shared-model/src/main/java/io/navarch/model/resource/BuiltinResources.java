package io.navarch.model.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources that are always served: the rows of {@code resources.tsv}. */
public final class BuiltinResources implements ResourceCatalog {
  private static final String NOT_STORED = "(not persisted)";

  private static final class Holder {
    static final BuiltinResources INSTANCE = new BuiltinResources();
  }

  private record Path(String group, String version, String plural) {}

  private final Map<Path, ResourceDefinition> byPath = new LinkedHashMap<>();
  private final Map<GroupVersionKind, ResourceDefinition> byKind = new LinkedHashMap<>();

  private final List<ResourceDefinition> all;
  private final Map<String, Integer> groupPriorities = new HashMap<>();
  private final Map<String, Integer> versionPriorities = new HashMap<>();

  private BuiltinResources() {
    text()
        .lines()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .forEach(
            row -> {
              ResourceDefinition resource = definition(row);
              add(resource);
              groupPriorities.put(resource.group(), Integer.valueOf(row[20]));
              versionPriorities.put(resource.apiVersion(), Integer.valueOf(row[21]));
            });
    all = List.copyOf(byPath.values());
  }

  public static BuiltinResources instance() {
    return Holder.INSTANCE;
  }

  private void add(ResourceDefinition resource) {
    byPath.put(new Path(resource.group(), resource.version(), resource.plural()), resource);
    byKind.put(resource.gvk(), resource);
  }

  @Override
  public Optional<ResourceDefinition> byPlural(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(new Path(group, version, plural)));
  }

  @Override
  public Optional<ResourceDefinition> byKind(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /** Whether a resource is one of these, not one that a definition declares. */
  public boolean has(ResourceDefinition resource) {
    return byKind.containsKey(resource.gvk());
  }

  @Override
  public Collection<ResourceDefinition> all() {
    return all;
  }

  /** The higher, the earlier discovery lists the group; empty for groups of custom resources. */
  public OptionalInt groupPriority(String group) {
    Integer priority = groupPriorities.get(group);
    return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
  }

  /** The higher, the more preferred in its group; empty for versions of custom resources. */
  public OptionalInt versionPriority(String apiVersion) {
    Integer priority = versionPriorities.get(apiVersion);
    return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
  }

  private static ResourceDefinition definition(String[] row) {
    String group = row[0].equals("core") ? "" : row[0];
    return new ResourceDefinition(
        group,
        row[1],
        row[4],
        row[5],
        row[6],
        list(row[7]),
        list(row[8]),
        row[9].equals("yes"),
        set(row[10]),
        subresources(new GroupVersionKind(group, row[1], row[4]), row[11]),
        keyPrefix(row[12]),
        list(row[13]),
        storageVersion(row[3]),
        row[14].equals("yes"),
        row[15].equals("object"),
        row[16].equals("yes"),
        row[17].equals("yes"),
        row[19]);
  }

  private static String storageVersion(String cell) {
    return cell.equals("-") ? "" : cell;
  }

  /** {@code services/specs} of {@code /registry/services/specs/{namespace}/{name}}. */
  private static String keyPrefix(String pattern) {
    if (pattern.equals(NOT_STORED)) {
      return "";
    }
    String path = pattern.substring("/registry/".length());
    return path.substring(0, path.indexOf("/{"));
  }

  /**
   * Cells such as {@code scale[get,patch,update:autoscaling/v1 Scale];
   * status[get,patch,update:Deployment]}, without the break.
   */
  private static Map<String, ResourceDefinition.Subresource> subresources(
      GroupVersionKind parent, String cell) {
    Map<String, ResourceDefinition.Subresource> result = new LinkedHashMap<>();
    for (String each : cell.isEmpty() ? new String[0] : cell.split("; ")) {
      int open = each.indexOf('[');
      int colon = each.indexOf(':');
      String name = each.substring(0, open);
      String kind = each.substring(colon + 1, each.length() - 1);
      result.put(
          name,
          new ResourceDefinition.Subresource(
              name, set(each.substring(open + 1, colon)), kind(parent, kind)));
    }
    return result;
  }

  /** The kind where it is not the parent's; a name alone is of the parent's group and version. */
  private static @Nullable GroupVersionKind kind(GroupVersionKind parent, String text) {
    int blank = text.indexOf(' ');
    if (blank > 0) {
      return GroupVersionKind.of(text.substring(0, blank), text.substring(blank + 1));
    }
    return text.equals(parent.kind())
        ? null
        : new GroupVersionKind(parent.group(), parent.version(), text);
  }

  private static List<String> list(String cell) {
    return cell.isEmpty() || cell.equals("-") ? List.of() : Arrays.asList(cell.split(","));
  }

  private static Set<String> set(String cell) {
    return new LinkedHashSet<>(list(cell));
  }

  private static String text() {
    try (InputStream in = BuiltinResources.class.getResourceAsStream("resources.tsv")) {
      if (in == null) {
        throw new IllegalStateException("the build left out resources.tsv");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

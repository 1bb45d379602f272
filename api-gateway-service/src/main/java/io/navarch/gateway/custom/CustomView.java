package io.navarch.gateway.custom;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all definitions together declare at one moment. Immutable; the next one is derived from it,
 * and what did not change is taken over.
 */
final class CustomView {
  static final CustomView EMPTY = new CustomView(-1, Map.of());

  private final long derivedAt;
  private final Map<String, Compiled> byName;
  private final Map<Path, CustomVersion> byPath = new HashMap<>();
  private final Map<GroupVersionKind, CustomVersion> byKind = new HashMap<>();

  /** Those that are not served too, since objects may be stored in them. */
  private final Map<GroupVersionKind, CustomVersion> declared = new HashMap<>();

  private final List<ResourceDefinition> all;

  private record Path(String group, String version, String plural) {}

  /** A definition as it stood at a revision, with its compiled versions. */
  record Compiled(long revision, CustomDefinition definition, List<CustomVersion> versions) {}

  private CustomView(long derivedAt, Map<String, Compiled> byName) {
    this.derivedAt = derivedAt;
    this.byName = byName;
    List<ResourceDefinition> listed = new ArrayList<>(BuiltinResources.instance().all());
    for (Compiled compiled : byName.values()) {
      if (compiled.definition().isServed()) {
        for (CustomVersion version : compiled.versions()) {
          add(compiled.definition(), version, listed);
        }
      }
    }
    all = List.copyOf(listed);
  }

  private void add(
      CustomDefinition definition, CustomVersion version, List<ResourceDefinition> listed) {
    ResourceDefinition resource = version.resource();
    declared.put(resource.gvk(), version);
    if (!version.served() || BuiltinResources.instance().has(resource)) {
      return;
    }
    byPath.put(new Path(resource.group(), resource.version(), resource.plural()), version);
    byKind.put(resource.gvk(), version);
    if (definition.established()) {
      listed.add(definition.terminating() ? withoutWrites(resource) : resource);
    }
  }

  /** Nothing new is made of a kind whose definition goes. */
  private static ResourceDefinition withoutWrites(ResourceDefinition r) {
    Set<String> verbs = new LinkedHashSet<>(r.verbs());
    verbs.removeAll(List.of("create", "patch", "update"));
    return new ResourceDefinition(
        r.group(),
        r.version(),
        r.kind(),
        r.plural(),
        r.singular(),
        r.shortNames(),
        r.categories(),
        r.namespaced(),
        verbs,
        r.subresources(),
        r.storageKeyPrefix(),
        r.fieldSelectors(),
        r.storageVersion(),
        r.gracefulDeletion(),
        r.deleteReturnsObject(),
        r.createOnUpdate(),
        r.unconditionalUpdate(),
        r.storageVersionHash());
  }

  /**
   * @param derivedAt the last change of the definitions
   */
  CustomView derive(List<CachedObject> stored, long derivedAt) {
    Map<String, Compiled> next = new LinkedHashMap<>();
    for (CachedObject object : stored) {
      Compiled known = byName.get(object.key());
      next.put(
          object.key(),
          known != null && known.revision() == object.revision() ? known : compile(known, object));
    }
    return new CustomView(derivedAt, next);
  }

  private static Compiled compile(@Nullable Compiled before, CachedObject object) {
    ApiObject tree = object.parse();
    CustomDefinition definition = CustomDefinition.of(tree);
    if (before != null && before.definition().servesLike(definition)) {
      return new Compiled(object.revision(), definition, before.versions());
    }
    return new Compiled(object.revision(), definition, DefinitionCompiler.compile(definition));
  }

  long derivedAt() {
    return derivedAt;
  }

  boolean isEmpty() {
    return byKind.isEmpty();
  }

  Collection<ResourceDefinition> all() {
    return all;
  }

  @Nullable CustomVersion byPlural(String group, String version, String plural) {
    return byPath.get(new Path(group, version, plural));
  }

  @Nullable CustomVersion byKind(GroupVersionKind kind) {
    return byKind.get(kind);
  }

  /** A version of a served definition, whether it is served itself or not. */
  @Nullable CustomVersion declared(GroupVersionKind kind) {
    return declared.get(kind);
  }

  /** The compiled definitions by their storage key. */
  Map<String, Compiled> definitions() {
    return byName;
  }

  @Nullable Compiled definition(String key) {
    return byName.get(key);
  }
}

package io.navarch.model.apply;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings owned fields in line with a schema that changed since: what was owned part by part and is
 * one value now is owned as a whole.
 */
final class SchemaChanges {
  private SchemaChanges() {}

  static void reconcile(FieldWrite write, Map<String, Object> live, Managed managed) {
    for (Managed.Entry entry : managed.all()) {
      MergeType type = typeOf(write, live, entry.apiVersion());
      if (type != null) {
        Map<String, Object> tree = below(type, entry.fields().tree());
        if (tree != entry.fields().tree()) {
          managed.put(entry.with(new FieldSet(tree)));
        }
      }
    }
  }

  private static @Nullable MergeType typeOf(
      FieldWrite write, Map<String, Object> live, String version) {
    String served = write.kind().apiVersion();
    if (version.equals(served)) {
      return MergeType.of(write.schema());
    }
    Versions.Versioned versioned = write.versions().convert(live, served, version);
    return versioned == null ? null : MergeType.of(versioned.schema());
  }

  /** The same tree where nothing changes. */
  private static Map<String, Object> below(MergeType type, Map<String, Object> node) {
    Map<String, Object> changed = null;
    for (Map.Entry<String, Object> entry : node.entrySet()) {
      String element = entry.getKey();
      Map<String, Object> child = FieldSet.map(entry.getValue());
      MergeType below = child.isEmpty() ? null : typeBelow(type, element);
      if (below == null || below.kind() == MergeType.Kind.ANY) {
        continue;
      }
      Map<String, Object> made =
          below.kind() == MergeType.Kind.ATOMIC ? FieldSet.LEAF : below(below, child);
      if (made != child) {
        changed = changed == null ? new TreeMap<>(node) : changed;
        changed.put(element, made);
      }
    }
    return changed == null ? node : changed;
  }

  private static @Nullable MergeType typeBelow(MergeType type, String element) {
    if (element.startsWith("f:")) {
      return type.member(element.substring(2));
    }
    return element.equals(PathElements.SELF) ? null : type.items();
  }
}

package io.navarch.model.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that a value sets. One pass over the tree; the set is built as it will be stored. */
final class FieldSets {
  private final boolean everyNode;

  private FieldSets(boolean everyNode) {
    this.everyNode = everyNode;
  }

  /** What an applied configuration sets: leaves, list elements, and the entries of maps. */
  static FieldSet of(MergeType type, Map<String, Object> object) {
    Map<String, Object> node = new FieldSets(false).node(type, object, false);
    return node == null ? FieldSet.EMPTY : new FieldSet(node);
  }

  /** What a comparison calls added or removed when a value comes or goes: each of its nodes. */
  static Map<String, Object> whole(MergeType type, @Nullable Object value) {
    return Objects.requireNonNull(new FieldSets(true).node(type, value, true));
  }

  private @Nullable Map<String, Object> node(
      MergeType type, @Nullable Object value, boolean member) {
    return switch (type.kindOf(value)) {
      case SCALAR, ATOMIC, ANY -> FieldSet.LEAF;
      case MAP -> FieldSet.node(member, members(type, value));
      case SET, KEYED_LIST -> FieldSet.node(member, elements(type, value));
    };
  }

  private Map<String, Object> members(MergeType type, @Nullable Object value) {
    Map<String, Object> nodes = new TreeMap<>();
    for (Map.Entry<String, Object> entry :
        FieldSet.map(Objects.requireNonNullElse(value, "")).entrySet()) {
      String name = entry.getKey();
      Object member = entry.getValue();
      boolean isMember =
          everyNode
              || member == null
              || (member instanceof Map<?, ?> map && map.isEmpty())
              || !type.declares(name);
      Map<String, Object> node = node(type.memberOrAny(name), member, isMember);
      if (node != null) {
        nodes.put(PathElements.field(name), node);
      }
    }
    return nodes;
  }

  private Map<String, Object> elements(MergeType type, @Nullable Object value) {
    Map<String, Object> nodes = new TreeMap<>();
    if (!(value instanceof List<?> list)) {
      return nodes;
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Object item : list) {
      String element = type.elementOf(item);
      if (element == null) {
        continue;
      }
      // An element that stands twice is owned as a whole.
      Map<String, Object> node =
          counts.merge(element, 1, Integer::sum) > 1
              ? FieldSet.LEAF
              : node(type.items(), item, true);
      if (node != null) {
        nodes.put(element, node);
      }
    }
    return nodes;
  }
}

package io.navarch.model.apply;

import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes the members and elements of a set out of an object. The result shares parts with it. */
final class ItemRemoval {
  private ItemRemoval() {}

  static Map<String, Object> remove(MergeType type, Map<String, Object> object, FieldSet gone) {
    return FieldSet.map(orEmpty(below(type, object, gone.tree())));
  }

  private static Object orEmpty(@Nullable Object value) {
    return value == null ? Map.of() : value;
  }

  private static @Nullable Object below(
      MergeType type, @Nullable Object value, Map<String, Object> gone) {
    return switch (type.kindOf(value)) {
      case SCALAR, ANY -> value;
      case ATOMIC -> null;
      case MAP -> members(type, value, gone);
      case SET, KEYED_LIST -> elements(type, value, gone);
    };
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static @Nullable Object members(
      MergeType type, @Nullable Object value, Map<String, Object> gone) {
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, Object> kept = LinkedHashMap.newLinkedHashMap(map.size());
    boolean touched = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = (String) entry.getKey();
      Map<String, Object> node = FieldSet.child(gone, PathElements.field(name));
      if (node == null) {
        kept.put(name, entry.getValue());
      } else if (!FieldSet.isMember(node)) {
        kept.put(name, lessInside(type.memberOrAny(name), entry.getValue(), node));
        touched = true;
      }
    }
    return kept.isEmpty() && !touched ? null : kept;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static @Nullable Object elements(
      MergeType type, @Nullable Object value, Map<String, Object> gone) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    List<Object> kept = new ArrayList<>(list.size());
    boolean touched = false;
    for (Object item : list) {
      String element = type.elementOf(item);
      Map<String, Object> node = element == null ? null : FieldSet.child(gone, element);
      if (node == null) {
        kept.add(item);
      } else if (!FieldSet.isMember(node)) {
        kept.add(lessInside(type.items(), item, node));
        touched = true;
      }
    }
    return kept.isEmpty() && !touched ? null : kept;
  }

  /**
   * A member or element that stays although things in it go: it stays empty when all of them do.
   */
  private static @Nullable Object lessInside(
      MergeType type, @Nullable Object value, Map<String, Object> gone) {
    Object rest = below(type, value, gone);
    if (rest != null) {
      return rest;
    }
    return switch (value) {
      case Map<?, ?> _ -> new LinkedHashMap<>();
      case List<?> _ -> new ArrayList<>();
      case null, default -> null;
    };
  }

  /**
   * The set with those nodes made members that are named members of objects, so that an object goes
   * when all that is in it goes.
   */
  static FieldSet withNamedParents(MergeType type, FieldSet set) {
    return new FieldSet(named(type, set.tree()));
  }

  private static Map<String, Object> named(@Nullable MergeType type, Map<String, Object> node) {
    Map<String, Object> result = new TreeMap<>();
    for (Map.Entry<String, Object> entry : node.entrySet()) {
      String element = entry.getKey();
      Map<String, Object> child = FieldSet.map(entry.getValue());
      if (element.equals(PathElements.SELF) || child.isEmpty()) {
        result.put(element, FieldSet.LEAF);
        continue;
      }
      boolean member = FieldSet.isMember(child);
      MergeType below = null;
      if (type != null && element.startsWith("f:")) {
        member |= type.declares(element.substring(2));
        below = type.member(element.substring(2));
      } else if (type != null && element.startsWith("k:") && isList(type.schema())) {
        below = type.items();
      }
      Map<String, Object> made = FieldSet.node(member, withoutSelf(named(below, child)));
      if (made != null) {
        result.put(element, made);
      }
    }
    return result;
  }

  private static Map<String, Object> withoutSelf(Map<String, Object> node) {
    node.remove(PathElements.SELF);
    return node;
  }

  private static boolean isList(@Nullable Schema schema) {
    return schema != null && schema.type() == Schema.Type.ARRAY;
  }
}

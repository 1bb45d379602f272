package io.navarch.model.apply;

import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states of an object; no path is in more than one of the sets.
 *
 * @param removed what the second state no longer has
 * @param modified what both have with different values
 * @param added what only the second has
 */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {
  private static final Object ABSENT = new Object();

  static Comparison of(MergeType type, Map<String, Object> before, Map<String, Object> after) {
    Walk walk = new Walk();
    walk.compare(type, before, after);
    return new Comparison(walk.removed.toSet(), walk.modified.toSet(), walk.added.toSet());
  }

  FieldSet changedOrAdded() {
    return modified.union(added);
  }

  Comparison filtered(FieldFilter filter) {
    return new Comparison(filter.apply(removed), filter.apply(modified), filter.apply(added));
  }

  /** A set while paths are put into it. */
  private static final class Growing {
    private final Map<String, Object> tree = new TreeMap<>();

    void put(List<String> path, Map<String, Object> node) {
      if (path.isEmpty()) {
        return;
      }
      Map<String, Object> parent = tree;
      for (int i = 0; i < path.size() - 1; i++) {
        parent = descend(parent, path.get(i));
      }
      parent.merge(
          path.getLast(), node, (a, b) -> FieldSet.unionNodes(FieldSet.map(a), FieldSet.map(b)));
    }

    private static Map<String, Object> descend(Map<String, Object> parent, String element) {
      Map<String, Object> child = FieldSet.child(parent, element);
      if (child instanceof TreeMap<String, Object> own) {
        return own;
      }
      Map<String, Object> made = new TreeMap<>();
      if (child != null) {
        made.put(PathElements.SELF, FieldSet.LEAF);
      }
      parent.put(element, made);
      return made;
    }

    FieldSet toSet() {
      return tree.isEmpty() ? FieldSet.EMPTY : new FieldSet(tree);
    }
  }

  /** Goes down both trees at once. */
  private static final class Walk {
    private final Growing removed = new Growing();
    private final Growing modified = new Growing();
    private final Growing added = new Growing();
    private final List<String> path = new ArrayList<>();

    void compare(MergeType type, Object before, Object after) {
      if (before == ABSENT) {
        added.put(path, FieldSets.whole(type, value(after)));
        return;
      }
      if (after == ABSENT) {
        removed.put(path, FieldSets.whole(type, value(before)));
        return;
      }
      MergeType.Kind kind = type.kindOf(value(after));
      MergeType.Kind kindBefore = type.kindOf(value(before));
      if (value(after) == null) {
        kind = kindBefore;
      } else if (value(before) != null && kind != kindBefore) {
        compareAs(kindBefore, type, before, after);
      }
      compareAs(kind, type, before, after);
    }

    private void compareAs(MergeType.Kind kind, MergeType type, Object before, Object after) {
      switch (kind) {
        case SCALAR, ATOMIC, ANY -> leaf(before, after);
        case MAP -> maps(type, before, after);
        case SET, KEYED_LIST -> lists(type, before, after);
      }
    }

    private void leaf(Object before, Object after) {
      if (!Json.equal(value(before), value(after))) {
        modified.put(path, FieldSet.LEAF);
      }
    }

    private void maps(MergeType type, Object before, Object after) {
      Map<String, Object> x = FieldSet.map(before);
      Map<String, Object> y = FieldSet.map(after);
      if (x.isEmpty() && y.isEmpty()) {
        leaf(before, after);
        return;
      }
      for (Map.Entry<String, Object> entry : x.entrySet()) {
        String name = entry.getKey();
        member(type, name, present(entry.getValue()), present(y, name));
      }
      for (Map.Entry<String, Object> entry : y.entrySet()) {
        if (!x.containsKey(entry.getKey())) {
          member(type, entry.getKey(), ABSENT, present(entry.getValue()));
        }
      }
    }

    private void member(MergeType type, String name, Object before, Object after) {
      if (before == after) {
        return;
      }
      path.add(PathElements.field(name));
      compare(type.memberOrAny(name), before, after);
      path.removeLast();
    }

    private void lists(MergeType type, Object before, Object after) {
      List<?> x = before instanceof List<?> list ? list : List.of();
      List<?> y = after instanceof List<?> list ? list : List.of();
      if (x.isEmpty() && y.isEmpty()) {
        leaf(before, after);
        return;
      }
      if (Json.equal(x, y)) {
        return;
      }
      Map<String, List<Object>> left = byElement(type, x);
      Map<String, List<Object>> right = byElement(type, y);
      Set<String> elements = new LinkedHashSet<>(left.keySet());
      elements.addAll(right.keySet());
      for (String element : elements) {
        path.add(element);
        elements(
            type.items(),
            left.getOrDefault(element, List.of()),
            right.getOrDefault(element, List.of()));
        path.removeLast();
      }
    }

    /** Elements that stand more than once on a side are compared as one value. */
    private void elements(MergeType type, List<Object> before, List<Object> after) {
      if (before.size() <= 1 && after.size() <= 1) {
        compare(type, first(before), first(after));
      } else if (before.size() >= 2 && after.size() >= 2) {
        if (!Json.equal(before, after)) {
          modified.put(path, FieldSet.LEAF);
        }
      } else if (before.size() >= 2) {
        if (!after.isEmpty()) {
          compare(type, ABSENT, first(after));
        }
        removed.put(path, FieldSet.LEAF);
      } else {
        if (!before.isEmpty()) {
          compare(type, first(before), ABSENT);
        }
        added.put(path, FieldSet.LEAF);
      }
    }

    private static Object first(List<Object> values) {
      return values.isEmpty() ? ABSENT : values.getFirst();
    }

    private static Map<String, List<Object>> byElement(MergeType type, List<?> list) {
      Map<String, List<Object>> result = LinkedHashMap.newLinkedHashMap(list.size());
      for (Object item : list) {
        String element = type.elementOf(item);
        if (element != null) {
          result.computeIfAbsent(element, _ -> new ArrayList<>(1)).add(present(item));
        }
      }
      return result;
    }

    private static Object present(Map<String, Object> map, String name) {
      Object value = map.get(name);
      return value == null && !map.containsKey(name) ? ABSENT : present(value);
    }

    private static Object present(@Nullable Object value) {
      return value == null ? NULL : value;
    }

    private static @Nullable Object value(Object present) {
      return present == NULL ? null : present;
    }
  }

  /** JSON null, which is something else than no value. */
  private static final Object NULL = new Object();
}

package io.navarch.model.apply;

import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of field paths, kept as the tree of {@code FieldsV1}: every key is a path element (see
 * {@link PathElements}), an empty node is a member of the set, a node with children is a member if
 * it holds {@code "."}. Keeping that form means that a stored set is never decoded. Immutable;
 * results share nodes with what they were made from.
 *
 * <p>Example: {@code {"f:spec":{"f:ports":{".":{},"v:80":{}}}}} holds {@code .spec.ports} and
 * {@code .spec.ports[=80]}, but not {@code .spec}.
 */
public final class FieldSet {
  static final Map<String, Object> LEAF = Map.of();
  public static final FieldSet EMPTY = new FieldSet(LEAF);

  private final Map<String, Object> tree;

  FieldSet(Map<String, Object> tree) {
    this.tree = tree;
  }

  /** A stored set. Its nodes must not change any more. */
  static FieldSet stored(Map<String, Object> fields) {
    return new FieldSet(fields);
  }

  /**
   * A set that a client sent: checked, with elements in the canonical form.
   *
   * @throws MalformedFieldsException if it cannot be read
   */
  static FieldSet sent(Map<String, Object> fields) {
    Map<String, Object> tree = canonical(fields);
    tree.remove(PathElements.SELF);
    return new FieldSet(tree);
  }

  private static Map<String, Object> canonical(Map<?, ?> node) {
    Map<String, Object> result = new TreeMap<>();
    for (Map.Entry<?, ?> entry : node.entrySet()) {
      String element = (String) entry.getKey();
      if (element.equals(PathElements.SELF)) {
        result.put(element, LEAF);
        continue;
      }
      String canonical = PathElements.canonical(element);
      if (canonical == null) {
        continue;
      }
      if (!(entry.getValue() instanceof Map<?, ?> below)) {
        throw new MalformedFieldsException("expected object, got " + entry.getValue());
      }
      Map<String, Object> child = canonical(below);
      boolean leaf = child.size() == 1 && child.containsKey(PathElements.SELF);
      result.put(canonical, leaf ? LEAF : child);
    }
    return result;
  }

  /** The set of one path of member names. */
  public static FieldSet of(String... names) {
    Map<String, Object> node = LEAF;
    for (int i = names.length - 1; i >= 0; i--) {
      node = Map.of(PathElements.field(names[i]), node);
    }
    return new FieldSet(node);
  }

  /** The tree of {@code FieldsV1}; not to be changed. */
  Map<String, Object> tree() {
    return tree;
  }

  public boolean isEmpty() {
    return tree.isEmpty() || (tree.size() == 1 && tree.containsKey(PathElements.SELF));
  }

  /** Whether the path of member names is in the set. */
  public boolean has(String... names) {
    Map<String, Object> node = tree;
    for (String name : names) {
      Map<String, Object> next = child(node, PathElements.field(name));
      if (next == null) {
        return false;
      }
      node = next;
    }
    return isMember(node);
  }

  /** Whether a path of elements is in the set. */
  boolean has(List<String> path) {
    Map<String, Object> node = tree;
    for (String element : path) {
      Map<String, Object> next = child(node, element);
      if (next == null) {
        return false;
      }
      node = next;
    }
    return isMember(node);
  }

  public FieldSet union(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    return isEmpty() ? other : new FieldSet(unionBelow(tree, other.tree));
  }

  public FieldSet intersection(FieldSet other) {
    return isEmpty() || other.isEmpty() ? EMPTY : new FieldSet(intersectBelow(tree, other.tree));
  }

  /** Without the other's paths; what lies below them stays. */
  public FieldSet difference(FieldSet other) {
    return isEmpty() || other.isEmpty()
        ? this
        : new FieldSet(subtractBelow(tree, other.tree, false));
  }

  /** Without the other's paths and all that lies below them. */
  public FieldSet without(FieldSet other) {
    return isEmpty() || other.isEmpty()
        ? this
        : new FieldSet(subtractBelow(tree, other.tree, true));
  }

  /** All paths as messages show them, such as {@code .spec.containers[name="web"].image}. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    print(tree, "", paths);
    return paths;
  }

  private static Map<String, Object> inOrder(Map<String, Object> node) {
    Map<String, Object> sorted = new TreeMap<>(PathElements.ORDER);
    sorted.putAll(node);
    return sorted;
  }

  private static void print(Map<String, Object> node, String prefix, List<String> out) {
    for (Map.Entry<String, Object> entry : inOrder(node).entrySet()) {
      if (!entry.getKey().equals(PathElements.SELF) && isMember(map(entry.getValue()))) {
        out.add(prefix + PathElements.print(entry.getKey()));
      }
    }
    for (Map.Entry<String, Object> entry : inOrder(node).entrySet()) {
      if (!entry.getKey().equals(PathElements.SELF)) {
        print(map(entry.getValue()), prefix + PathElements.print(entry.getKey()), out);
      }
    }
  }

  static boolean isMember(Map<String, Object> node) {
    return node.isEmpty() || node.containsKey(PathElements.SELF);
  }

  static @Nullable Map<String, Object> child(Map<String, Object> node, String element) {
    Object value = node.get(element);
    return value == null ? null : map(value);
  }

  /** A node from its two parts, or null when it would say nothing; takes the children over. */
  static @Nullable Map<String, Object> node(boolean member, Map<String, Object> children) {
    if (children.isEmpty()) {
      return member ? LEAF : null;
    }
    if (member) {
      children.put(PathElements.SELF, LEAF);
    }
    return children;
  }

  static Map<String, Object> unionNodes(Map<String, Object> a, Map<String, Object> b) {
    boolean member = isMember(a) || isMember(b);
    Map<String, Object> result = node(member, unionBelow(a, b));
    return result == null ? LEAF : result;
  }

  private static Map<String, Object> unionBelow(Map<String, Object> a, Map<String, Object> b) {
    Map<String, Object> result = new TreeMap<>(a);
    b.forEach(
        (element, value) -> result.merge(element, value, (x, y) -> unionNodes(map(x), map(y))));
    result.remove(PathElements.SELF);
    return result;
  }

  private static Map<String, Object> intersectBelow(Map<String, Object> a, Map<String, Object> b) {
    Map<String, Object> result = new TreeMap<>();
    for (Map.Entry<String, Object> entry : b.entrySet()) {
      Map<String, Object> x = child(a, entry.getKey());
      if (x == null || entry.getKey().equals(PathElements.SELF)) {
        continue;
      }
      Map<String, Object> y = map(entry.getValue());
      Map<String, Object> both = node(isMember(x) && isMember(y), intersectBelow(x, y));
      if (both != null) {
        result.put(entry.getKey(), both);
      }
    }
    return result;
  }

  private static Map<String, Object> subtractBelow(
      Map<String, Object> a, Map<String, Object> b, boolean recursive) {
    Map<String, Object> result = new TreeMap<>();
    for (Map.Entry<String, Object> entry : a.entrySet()) {
      if (entry.getKey().equals(PathElements.SELF)) {
        continue;
      }
      Map<String, Object> y = child(b, entry.getKey());
      if (y == null) {
        result.put(entry.getKey(), entry.getValue());
        continue;
      }
      if (recursive && isMember(y)) {
        continue;
      }
      Map<String, Object> x = map(entry.getValue());
      Map<String, Object> rest = node(isMember(x) && !isMember(y), subtractBelow(x, y, recursive));
      if (rest != null) {
        result.put(entry.getKey(), rest);
      }
    }
    return result;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object node) {
    return node instanceof Map<?, ?> map ? (Map<String, Object>) map : LEAF;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set && Json.equal(tree, set.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  @Override
  public String toString() {
    return Json.writeString(tree);
  }
}

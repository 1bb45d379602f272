package io.navarch.model.patch;

import io.navarch.model.json.GoText;
import io.navarch.model.json.Json;
import io.navarch.model.patch.StrategicMergePatch.MergeRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Merges two lists by merge key, or as sets of scalars, and keeps a sensible order. */
final class ListMerge {
  private ListMerge() {}

  /**
   * A merged list.
   *
   * @param serverOrder what counts as the order before the patch where the patch gives an order of
   *     its own: new elements stand in it in the places of deleted ones, as upstream has it
   */
  record Merged(List<Object> list, List<Object> serverOrder) {}

  /** Merges; elements of both lists are used in the result. */
  static Merged merge(List<Object> original, List<Object> patch, MergeRule rule) {
    if (original.isEmpty() && patch.isEmpty()) {
      return new Merged(original, List.of());
    }
    List<Object> serverOrder = new ArrayList<>(original);
    if (!hasMaps(original, patch)) {
      List<Object> union = new ArrayList<>(original);
      patch.stream().filter(v -> !union.contains(v)).forEach(union::add);
      return new Merged(
          ordered(union.stream().distinct().toList(), patch, serverOrder, ""), serverOrder);
    }
    String key = rule.mergeKey();
    if (key.isEmpty()) {
      throw PatchErrors.internal(
          "cannot merge lists without merge key for " + Objects.toString(rule.schema(), ""));
    }
    Changes changes = Changes.of(patch, key);
    if (changes.replaces()) {
      return new Merged(changes.elements(), serverOrder);
    }
    List<Object> merged = new ArrayList<>(original);
    merged.removeIf(
        e -> changes.deletedKeys().stream().anyMatch(k -> Json.equal(keyOf(e, key), k)));
    for (Object element : changes.elements()) {
      mergeElement(merged, map(element), rule);
    }
    List<Object> placed =
        new ArrayList<>(merged.subList(0, Math.min(serverOrder.size(), merged.size())));
    return new Merged(ordered(merged, changes.elements(), serverOrder, key), placed);
  }

  private static void mergeElement(
      List<Object> merged, Map<String, Object> element, MergeRule rule) {
    Object id = requireKey(element, rule.mergeKey());
    int at = indexOf(merged, id, rule.mergeKey());
    if (at >= 0) {
      merged.set(at, StrategicMergePatch.mergeElement(map(merged.get(at)), element, rule));
    } else {
      // Directives in it are kept, as upstream does: they are unknown members of the result.
      merged.add(element);
    }
  }

  /** A patch's list, its {@code $patch} elements set apart. */
  private record Changes(List<Object> elements, List<Object> deletedKeys, boolean replaces) {

    static Changes of(List<Object> patch, String key) {
      List<Object> elements = new ArrayList<>();
      List<Object> deleted = new ArrayList<>();
      boolean replaces = false;
      for (Object item : patch) {
        Map<String, Object> element = map(item);
        Object directive = element.get("$patch");
        if (!element.containsKey("$patch")) {
          elements.add(element);
        } else if ("delete".equals(directive)) {
          deleted.add(requireKey(element, key));
        } else if ("replace".equals(directive)) {
          replaces = true;
        } else if ("merge".equals(directive)) {
          throw PatchErrors.internal("merging lists cannot yet be specified in the patch");
        } else {
          throw PatchErrors.unknownDirective(directive, element);
        }
      }
      return new Changes(elements, deleted, replaces);
    }
  }

  private static boolean hasMaps(List<Object> original, List<Object> patch) {
    String type = null;
    for (List<Object> list : List.of(original, patch)) {
      for (Object item : list) {
        if (item instanceof List<?>) {
          throw PatchErrors.unprocessable();
        }
        if (type != null && !type.equals(Json.typeName(item))) {
          throw PatchErrors.internal(
              "list element types are not identical: " + GoText.print(List.of(original, patch)));
        }
        type = Json.typeName(item);
      }
    }
    return "object".equals(type);
  }

  /**
   * Puts the elements that the patch names into the patch's order, and the others between them
   * where they stood before, as far as both can be had.
   *
   * @param key merge key, or empty for scalars
   */
  static List<Object> ordered(
      List<Object> merged, List<Object> patchOrder, List<Object> serverOrder, String key) {
    List<Object> named = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (Object item : merged) {
      (indexOf(patchOrder, keyOf(item, key), key) >= 0 ? named : others).add(item);
    }
    named.sort(Comparator.comparingInt(e -> position(patchOrder, e, key)));
    others.sort(Comparator.comparingInt(e -> position(serverOrder, e, key)));
    List<Object> result = new ArrayList<>(merged.size());
    int i = 0;
    int j = 0;
    while (i < others.size() && j < named.size()) {
      int other = indexOf(serverOrder, keyOf(others.get(i), key), key);
      int next = indexOf(serverOrder, keyOf(named.get(j), key), key);
      if (other >= 0 && next >= 0 && other < next) {
        result.add(others.get(i++));
      } else {
        result.add(named.get(j++));
      }
    }
    result.addAll(others.subList(i, others.size()));
    result.addAll(named.subList(j, named.size()));
    return result;
  }

  private static int position(List<Object> order, Object item, String key) {
    int at = indexOf(order, keyOf(item, key), key);
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  /** The patch's elements must come in the order of the directive, and all be named by it. */
  static void checkOrder(List<Object> patch, List<Object> order, String key) {
    if (patch.isEmpty() || order.isEmpty()) {
      return;
    }
    int at = 0;
    for (Object element : patch) {
      if (element instanceof Map<?, ?> map && map.containsKey("$patch")) {
        continue;
      }
      Object id = key.isEmpty() ? element : requireKey(map(element), key);
      while (at < order.size() && !Json.equal(keyOf(order.get(at), key), id)) {
        at++;
      }
      if (at >= order.size()) {
        throw PatchErrors.internal(
            "The order in patch list:\n"
                + GoText.print(patch)
                + "\n doesn't match $setElementOrder list:\n"
                + GoText.print(order)
                + "\n");
      }
      at++;
    }
  }

  private static int indexOf(List<Object> list, @Nullable Object id, String key) {
    for (int i = 0; i < list.size(); i++) {
      if (Json.equal(keyOf(list.get(i), key), id)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Object keyOf(@Nullable Object item, String key) {
    if (key.isEmpty()) {
      return item;
    }
    return item instanceof Map<?, ?> map ? map.get(key) : null;
  }

  private static Object requireKey(Map<String, Object> element, String key) {
    Object id = element.get(key);
    if (id == null) {
      throw PatchErrors.noMergeKey(element, key);
    }
    return id;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> m) {
      return (Map<String, Object>) m;
    }
    throw PatchErrors.internal(
        "expected a map[string]interface {}, but received a " + Json.typeName(value));
  }
}

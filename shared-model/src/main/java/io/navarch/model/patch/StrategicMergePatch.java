package io.navarch.model.patch;

import io.navarch.model.json.Json;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A strategic merge patch, {@code application/strategic-merge-patch+json}: a merge patch in which
 * lists with a merge key are merged element by element, and which may carry directives ({@code
 * $patch}, {@code $deleteFromPrimitiveList/x}, {@code $setElementOrder/x}, {@code $retainKeys}).
 */
public final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_PREFIX = "$deleteFromPrimitiveList";
  private static final String ORDER_PREFIX = "$setElementOrder";

  private StrategicMergePatch() {}

  /**
   * Applies a patch. Both are used up: the original becomes the result, the patch loses the lists
   * and directives that were taken from it, as upstream's does, which shows it where the result
   * does not fit.
   *
   * @param schema of the object, with the patch strategies and merge keys of its fields
   * @throws ApiException 400 or 422, with the message that upstream gives the same mistake
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> apply(
      Map<String, Object> original, @Nullable Object patch, Schema schema) {
    if (!(patch instanceof Map<?, ?> map)) {
      throw ApiException.badRequest("invalid JSON document");
    }
    return mergeMap(original, (Map<String, Object>) map, schema);
  }

  private static Map<String, Object> mergeMap(
      Map<String, Object> original, Map<String, Object> patch, @Nullable Schema schema) {
    if (patch.containsKey(PATCH)) {
      return replaceOrDelete(patch);
    }
    retainKeys(original, patch);
    mergeOrderedLists(original, patch, schema);
    for (Map.Entry<String, Object> entry : patch.entrySet()) {
      if (entry.getKey().startsWith(DELETE_PREFIX)) {
        deleteFromPrimitiveList(original, entry.getKey(), entry.getValue());
      } else if (entry.getValue() == null) {
        original.remove(entry.getKey());
      } else {
        mergeMember(original, entry.getKey(), entry.getValue(), schema);
      }
    }
    return original;
  }

  private static Map<String, Object> replaceOrDelete(Map<String, Object> patch) {
    Object directive = patch.get(PATCH);
    if ("replace".equals(directive)) {
      patch.remove(PATCH);
      return patch;
    }
    if ("delete".equals(directive)) {
      return new LinkedHashMap<>();
    }
    throw PatchErrors.unknownDirective(directive, patch);
  }

  /** Drops members of the original that the patch's {@code $retainKeys} does not list. */
  private static void retainKeys(Map<String, Object> original, Map<String, Object> patch) {
    if (!patch.containsKey(RETAIN_KEYS)) {
      return;
    }
    if (!(patch.remove(RETAIN_KEYS) instanceof List<?> list)) {
      throw ApiException.badRequest("invalid patch format of retainKeys");
    }
    Set<Object> kept = new HashSet<>(list);
    patch.forEach(
        (key, value) -> {
          boolean directive = key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX);
          if (value != null && !directive && !kept.contains(key)) {
            throw ApiException.badRequest("invalid patch format of retainKeys");
          }
        });
    original.keySet().retainAll(kept);
  }

  @SuppressWarnings("unchecked")
  private static void mergeMember(
      Map<String, Object> original, String key, Object value, @Nullable Schema schema) {
    Object present = original.get(key);
    MergeRule rule = MergeRule.of(schema, key);
    if (present instanceof Map<?, ?> o && value instanceof Map<?, ?> p) {
      original.put(
          key,
          rule.replaces()
              ? p
              : mergeMap((Map<String, Object>) o, (Map<String, Object>) p, rule.schema()));
    } else if (present instanceof List<?> o && value instanceof List<?> p) {
      original.put(
          key,
          rule.merges() ? ListMerge.merge((List<Object>) o, (List<Object>) p, rule).list() : p);
    } else {
      discardNulls(value);
      putOrDrop(original, key, value);
    }
  }

  private static void putOrDrop(Map<String, Object> original, String key, Object value) {
    if (isDirective(value)) {
      original.remove(key);
    } else {
      removeDirectives(value);
      original.put(key, value);
    }
  }

  private static boolean isDirective(@Nullable Object value) {
    return value instanceof Map<?, ?> map && map.containsKey(PATCH);
  }

  /** Members and elements that are directives do not belong into the object. */
  static void removeDirectives(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().removeIf(StrategicMergePatch::isDirective);
      map.values().forEach(StrategicMergePatch::removeDirectives);
    } else if (value instanceof List<?> list) {
      list.removeIf(StrategicMergePatch::isDirective);
      list.forEach(StrategicMergePatch::removeDirectives);
    }
  }

  private static void discardNulls(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().removeIf(v -> v == null);
      map.values().forEach(StrategicMergePatch::discardNulls);
    } else if (value instanceof List<?> list) {
      list.forEach(StrategicMergePatch::discardNulls);
    }
  }

  private static void deleteFromPrimitiveList(
      Map<String, Object> original, String directive, @Nullable Object toDelete) {
    String key = target(directive, DELETE_PREFIX);
    if (toDelete == null) {
      original.remove(key);
    } else if (original.get(key) instanceof List<?> present && toDelete instanceof List<?> gone) {
      original.put(key, new ArrayList<>(present.stream().filter(v -> !gone.contains(v)).toList()));
    }
  }

  private static String target(String directive, String prefix) {
    if (!directive.startsWith(prefix + "/")) {
      throw ApiException.badRequest(
          prefix.equals(DELETE_PREFIX)
              ? "invalid patch format of primitive list"
              : "invalid patch format of setElementOrder list");
    }
    return directive.substring(prefix.length() + 1);
  }

  /** Merges the lists that the patch gives an order for, and takes them out of the patch. */
  private static void mergeOrderedLists(
      Map<String, Object> original, Map<String, Object> patch, @Nullable Schema schema) {
    for (String directive : List.copyOf(patch.keySet())) {
      if (directive.startsWith(ORDER_PREFIX)) {
        List<Object> order = list(patch.remove(directive));
        String key = target(directive, ORDER_PREFIX);
        mergeInOrder(original, patch, key, order, MergeRule.of(schema, key));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void mergeInOrder(
      Map<String, Object> original,
      Map<String, Object> patch,
      String key,
      List<Object> order,
      MergeRule rule) {
    boolean inOriginal = original.containsKey(key);
    boolean inPatch = patch.containsKey(key);
    if (!inOriginal && !inPatch) {
      return;
    }
    List<Object> before = inOriginal ? list(original.get(key)) : List.of();
    List<Object> changes = inPatch ? list(patch.remove(key)) : List.of();
    ListMerge.checkOrder(changes, order, rule.mergeKey());
    List<Object> merged;
    List<Object> serverOrder = new ArrayList<>(before);
    if (!inPatch) {
      merged = before;
    } else if (!inOriginal) {
      removeDirectives(changes);
      merged = changes;
    } else {
      ListMerge.Merged both =
          rule.merges()
              ? ListMerge.merge(before, changes, rule)
              : new ListMerge.Merged(changes, serverOrder);
      merged = both.list();
      serverOrder = both.serverOrder();
    }
    original.put(key, ListMerge.ordered(merged, order, serverOrder, rule.mergeKey()));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(@Nullable Object value) {
    if (value instanceof List<?> l) {
      return (List<Object>) l;
    }
    throw PatchErrors.internal("expected a []interface {}, but received a " + Json.typeName(value));
  }

  /** How a member is merged: its patch strategy and merge key, and the schema below it. */
  record MergeRule(@Nullable Schema schema, boolean merges, boolean replaces, String mergeKey) {

    static MergeRule of(@Nullable Schema parent, String key) {
      Schema.Field field = parent == null ? null : parent.field(key);
      if (field == null) {
        Schema values = parent == null ? null : parent.items();
        return new MergeRule(values, false, false, "");
      }
      Set<String> strategies = Set.of(field.patchStrategy().split(","));
      Schema below = field.schema();
      return new MergeRule(
          below.type() == Schema.Type.ARRAY ? below.items() : below,
          strategies.contains("merge"),
          strategies.contains("replace"),
          field.patchMergeKey());
    }
  }

  static Map<String, Object> mergeElement(
      Map<String, Object> original, Map<String, Object> patch, MergeRule rule) {
    return mergeMap(original, patch, rule.schema());
  }
}

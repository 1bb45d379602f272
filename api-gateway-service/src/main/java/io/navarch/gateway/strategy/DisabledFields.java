package io.navarch.gateway.strategy;

import io.navarch.gateway.facts.FactTable;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of features that are off by default in this version of the API: what a writer says in
 * them is left out without a word, unless the stored object has such a field already. They stand in
 * {@code disabled-fields.tsv}: {@code []} and {@code {}} stand for each element, {@code ?} for an
 * object that goes too where nothing is left in it.
 */
public final class DisabledFields {
  private static final DisabledFields BUILTIN = read();

  /** A step of the way to a field. */
  private record Step(String name, boolean isMany, boolean goesWhenEmpty) {
    static Step of(String text) {
      boolean isMany = text.endsWith("[]") || text.endsWith("{}");
      boolean goes = text.endsWith("?");
      int end = text.length() - (isMany ? 2 : goes ? 1 : 0);
      return new Step(text.substring(0, end), isMany, goes);
    }

    /** What stands at the end of the step. */
    Collection<?> children(Map<?, ?> parent) {
      Object child = parent.get(name);
      return !isMany && child != null
          ? List.of(child)
          : child instanceof List<?> list
              ? list
              : child instanceof Map<?, ?> map ? map.values() : List.of();
    }
  }

  private final Map<String, List<List<Step>>> byResource;

  private DisabledFields(Map<String, List<List<Step>>> byResource) {
    this.byResource = byResource;
  }

  public static DisabledFields builtin() {
    return BUILTIN;
  }

  private static DisabledFields read() {
    Map<String, List<List<Step>>> fields = new HashMap<>();
    for (String[] cells : FactTable.rows(DisabledFields.class, "disabled-fields.tsv")) {
      fields.computeIfAbsent(cells[0], _ -> new ArrayList<>()).add(steps(cells[1]));
    }
    return new DisabledFields(fields);
  }

  private static List<Step> steps(String field) {
    return Arrays.stream(field.split("\\.")).map(Step::of).toList();
  }

  /**
   * Removes them.
   *
   * @param old null for a new object
   */
  public void drop(ResourceDefinition resource, ApiObject object, @Nullable ApiObject old) {
    List<List<Step>> fields = byResource.get(resource.qualifiedName());
    if (fields == null) {
      return;
    }
    for (List<Step> field : fields) {
      if (isSet(object.root(), field, 0) && (old == null || !isSet(old.root(), field, 0))) {
        remove(object.root(), field, 0);
      }
    }
  }

  private static boolean isSet(@Nullable Object value, List<Step> field, int depth) {
    if (depth == field.size()) {
      return value != null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return false;
    }
    for (Object child : field.get(depth).children(map)) {
      if (isSet(child, field, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private static void remove(@Nullable Object value, List<Step> field, int depth) {
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    Step step = field.get(depth);
    if (depth == field.size() - 1) {
      map.remove(step.name());
      return;
    }
    step.children(map).forEach(element -> remove(element, field, depth + 1));
    if (step.goesWhenEmpty() && map.get(step.name()) instanceof Map<?, ?> left && left.isEmpty()) {
      map.remove(step.name());
    }
  }
}

package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of features that are off by default in this version of the API: what a writer says in
 * them is left out without a word, unless the stored object has such a field already. They stand in
 * {@code disabled-fields.tsv}, a {@code []} for each element of a list.
 */
public final class DisabledFields {
  private static final String ELEMENTS = "[]";
  private static final DisabledFields BUILTIN = read();

  private final Map<String, List<List<String>>> byResource;

  private DisabledFields(Map<String, List<List<String>>> byResource) {
    this.byResource = byResource;
  }

  public static DisabledFields builtin() {
    return BUILTIN;
  }

  private static DisabledFields read() {
    Map<String, List<List<String>>> fields = new HashMap<>();
    try (InputStream in = DisabledFields.class.getResourceAsStream("disabled-fields.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .forEach(
              cells ->
                  fields
                      .computeIfAbsent(cells[0], _ -> new ArrayList<>())
                      .add(List.of(cells[1].split("\\."))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DisabledFields(fields);
  }

  /**
   * Removes them.
   *
   * @param old null for a new object
   */
  public void drop(ResourceDefinition resource, ApiObject object, @Nullable ApiObject old) {
    List<List<String>> fields =
        byResource.get(
            resource.group().isEmpty()
                ? resource.plural()
                : resource.plural() + "." + resource.group());
    if (fields == null) {
      return;
    }
    for (List<String> field : fields) {
      if (isSet(object.root(), field, 0) && (old == null || !isSet(old.root(), field, 0))) {
        remove(object.root(), field, 0);
      }
    }
  }

  private static boolean isSet(@Nullable Object value, List<String> field, int depth) {
    if (depth == field.size()) {
      return value != null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return false;
    }
    String step = field.get(depth);
    if (!step.endsWith(ELEMENTS)) {
      return isSet(map.get(step), field, depth + 1);
    }
    return map.get(listName(step)) instanceof List<?> list
        && list.stream().anyMatch(element -> isSet(element, field, depth + 1));
  }

  private static void remove(@Nullable Object value, List<String> field, int depth) {
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    String step = field.get(depth);
    if (depth == field.size() - 1) {
      map.remove(step);
    } else if (!step.endsWith(ELEMENTS)) {
      remove(map.get(step), field, depth + 1);
    } else if (map.get(listName(step)) instanceof List<?> list) {
      list.forEach(element -> remove(element, field, depth + 1));
    }
  }

  private static String listName(String step) {
    return step.substring(0, step.length() - ELEMENTS.length());
  }
}

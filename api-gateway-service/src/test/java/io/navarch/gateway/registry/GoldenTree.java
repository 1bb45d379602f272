package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes trees by the paths that errors name: {@code spec.containers[0].ports}, {@code
 * metadata.annotations[example.com/key]}. A number in brackets is a list's index, anything else a
 * map's key.
 */
final class GoldenTree {
  private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[([^\\]]*)\\]");

  private GoldenTree() {}

  private record Step(String name, boolean isIndex) {
    int index() {
      return Integer.parseInt(name);
    }
  }

  private static List<Step> steps(String path) {
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      String key = matcher.group(2);
      steps.add(
          key == null ? new Step(matcher.group(1), false) : new Step(key, key.matches("[0-9]+")));
    }
    return steps;
  }

  static @Nullable Object get(@Nullable Object tree, String path) {
    Object value = tree;
    for (Step step : steps(path)) {
      value =
          switch (value) {
            case Map<?, ?> map -> map.get(step.name());
            case List<?> list when step.isIndex() && step.index() < list.size() ->
                list.get(step.index());
            case null, default -> null;
          };
    }
    return value;
  }

  /** Puts a value where the path says, making what is missing on the way; null removes. */
  static void set(Map<String, Object> tree, String path, @Nullable Object value) {
    List<Step> steps = steps(path);
    Object parent = tree;
    for (int i = 0; i < steps.size() - 1; i++) {
      Object child = child(parent, steps.get(i));
      if (child == null) {
        child = steps.get(i + 1).isIndex() ? new ArrayList<>() : new LinkedHashMap<>();
        put(parent, steps.get(i), child);
      }
      parent = child;
    }
    put(parent, steps.getLast(), Json.copy(value));
  }

  private static @Nullable Object child(Object parent, Step step) {
    if (parent instanceof List<?> list) {
      return step.index() < list.size() ? list.get(step.index()) : null;
    }
    return ((Map<?, ?>) parent).get(step.name());
  }

  @SuppressWarnings("unchecked")
  private static void put(Object parent, Step step, @Nullable Object value) {
    if (parent instanceof List<?> untyped) {
      List<Object> list = (List<Object>) untyped;
      if (value == null) {
        list.remove(step.index());
      } else if (step.index() < list.size()) {
        list.set(step.index(), value);
      } else {
        list.add(value);
      }
    } else if (value == null) {
      ((Map<String, Object>) parent).remove(step.name());
    } else {
      ((Map<String, Object>) parent).put(step.name(), value);
    }
  }
}

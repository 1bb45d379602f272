package io.navarch.model.jsonpath;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON tree: {@code .spec.containers[0].image}, {@code .metadata.labels['a.b/c']},
 * {@code .status.conditions[?(@.type=="Ready")].status}, {@code ..name}. What is missing yields
 * nothing. Immutable.
 */
public final class JsonPath {
  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /** One step from values to what lies in them. */
  sealed interface Step {
    /** A member of an object. */
    record Member(String name) implements Step {}

    /** All members or elements. */
    record All() implements Step {}

    /** Every value below, the value itself included. */
    record Deep() implements Step {}

    /** Elements by index; negative ones count from the end. */
    record Slice(@Nullable Integer from, @Nullable Integer to, int step) implements Step {}

    /** Several members or elements. */
    record Union(List<Step> steps) implements Step {}

    /** Elements for which a comparison holds. */
    record Filter(JsonPathFilter filter) implements Step {}
  }

  /**
   * @throws MalformedJsonPathException if it is none
   */
  public static JsonPath parse(String text) {
    return new JsonPath(text, new JsonPathParser(text).steps());
  }

  /** What the path leads to, in document order; null stands for JSON null. */
  public List<@Nullable Object> find(@Nullable Object root) {
    List<@Nullable Object> values = new ArrayList<>(1);
    values.add(root);
    for (Step step : steps) {
      List<@Nullable Object> next = new ArrayList<>(1);
      for (Object value : values) {
        take(step, value, next);
      }
      values = next;
    }
    return values;
  }

  private static void take(Step step, @Nullable Object value, List<@Nullable Object> to) {
    switch (step) {
      case Step.Member(String name) -> {
        if (value instanceof Map<?, ?> map && map.containsKey(name)) {
          to.add(map.get(name));
        }
      }
      case Step.All() -> children(value, to);
      case Step.Deep() -> deep(value, to);
      case Step.Slice slice -> {
        if (value instanceof List<?> list) {
          slice(slice, list, to);
        }
      }
      case Step.Union(List<Step> steps) -> steps.forEach(each -> take(each, value, to));
      case Step.Filter(JsonPathFilter filter) -> {
        List<@Nullable Object> candidates = new ArrayList<>();
        children(value, candidates);
        candidates.stream().filter(filter::holds).forEach(to::add);
      }
    }
  }

  private static void children(@Nullable Object value, List<@Nullable Object> to) {
    switch (value) {
      case Map<?, ?> map -> to.addAll(map.values());
      case List<?> list -> to.addAll(list);
      case null, default -> {}
    }
  }

  private static void deep(@Nullable Object value, List<@Nullable Object> to) {
    to.add(value);
    List<@Nullable Object> below = new ArrayList<>();
    children(value, below);
    below.forEach(each -> deep(each, to));
  }

  private static void slice(Step.Slice slice, List<?> list, List<@Nullable Object> to) {
    int size = list.size();
    int from = bound(slice.from(), 0, size);
    int end = bound(slice.to(), size, size);
    for (int i = Math.max(0, from); i < Math.min(end, size); i += slice.step()) {
      to.add(list.get(i));
    }
  }

  private static int bound(@Nullable Integer given, int otherwise, int size) {
    if (given == null) {
      return otherwise;
    }
    return given < 0 ? given + size : given;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.navarch.model.structural;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects what a value breaks, in the words of the API's schema validator. */
final class Violations {
  private final List<FieldError> errors = new ArrayList<>(0);

  /** The same, to be found at once: a value may break a rule a million times. */
  private final Set<FieldError> said = new HashSet<>(0);

  private int visited;

  List<FieldError> errors() {
    return errors;
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  int size() {
    return errors.size();
  }

  void truncate(int size) {
    List<FieldError> last = errors.subList(size, errors.size());
    last.forEach(said::remove);
    last.clear();
  }

  /**
   * Counts what was checked: of several failed alternatives the one that came furthest is shown.
   */
  void visit(int times) {
    visited += times;
  }

  int visited() {
    return visited;
  }

  void addAll(Violations other) {
    other.errors.forEach(this::add);
    visited += other.visited;
  }

  /** What was said once is not said again. */
  private void add(FieldError error) {
    if (said.add(error)) {
      errors.add(error);
    }
  }

  void type(String path, String expected, Object shown) {
    add(
        new FieldError(
            FieldError.Type.TYPE_INVALID,
            fieldOf(path),
            shown,
            path + " in body must be of type " + expected + ": " + Json.writeString(shown)));
  }

  void required(String path) {
    add(FieldError.required(fieldOf(path), ""));
  }

  void invalid(String path, Object value, String what) {
    add(FieldError.invalid(fieldOf(path), shown(value), path + " in body " + what));
  }

  /** As {@link #invalid}, where the text says all itself. */
  void invalidText(String path, Object value, String text) {
    add(FieldError.invalid(fieldOf(path), value, text));
  }

  void notAmong(String path, @Nullable Object value, List<?> allowed) {
    String values =
        allowed.stream()
            .map(each -> each instanceof String s ? s : Json.writeString(each))
            .map(Json::writeString)
            .collect(Collectors.joining(", "));
    add(
        new FieldError(
            FieldError.Type.NOT_SUPPORTED,
            fieldOf(path),
            shown(value),
            "supported values: " + values));
  }

  void tooLong(String path, long max) {
    add(FieldError.tooLong(fieldOf(path), (int) max));
  }

  void tooMany(String path, int actual, long max) {
    add(FieldError.tooMany(fieldOf(path), actual, (int) max));
  }

  /** What a combination of schemas finds wrong with the value as a whole. */
  void whole(String text) {
    add(FieldError.invalid(fieldOf(""), "", text));
  }

  /** Objects are shown with their members sorted. */
  private static @Nullable Object shown(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?>
        ? new FieldError.Printed(FieldError.json(Json.sorted(value)))
        : value;
  }

  private static String fieldOf(String path) {
    if (path.isEmpty()) {
      return FieldError.NO_FIELD;
    }
    return path.startsWith(".") ? path.substring(1) : path;
  }
}

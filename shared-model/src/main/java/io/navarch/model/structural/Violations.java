package io.navarch.model.structural;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects what a value breaks, in the words of the API's schema validator. */
final class Violations {
  /** How the API names the field of an error that belongs to no single field. */
  private static final String NO_FIELD = "<nil>";

  private final List<FieldError> errors = new ArrayList<>(0);
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
    errors.subList(size, errors.size()).clear();
  }

  /**
   * Counts a checked schema: of several failed alternatives the one that came furthest is shown.
   */
  void visit() {
    visited++;
  }

  int visited() {
    return visited;
  }

  void addAll(Violations other) {
    errors.addAll(other.errors);
    visited += other.visited;
  }

  void type(String path, String expected, Object shown) {
    errors.add(
        new FieldError(
            FieldError.Type.TYPE_INVALID,
            fieldOf(path),
            shown,
            path + " in body must be of type " + expected + ": " + Json.writeString(shown)));
  }

  void required(String path) {
    errors.add(FieldError.required(fieldOf(path), ""));
  }

  void invalid(String path, Object value, String what) {
    errors.add(FieldError.invalid(fieldOf(path), value, path + " in body " + what));
  }

  void notAmong(String path, @Nullable Object value, List<?> allowed) {
    String values =
        allowed.stream()
            .map(each -> each instanceof String s ? s : Json.writeString(each))
            .map(Json::writeString)
            .collect(Collectors.joining(", "));
    errors.add(
        new FieldError(
            FieldError.Type.NOT_SUPPORTED, fieldOf(path), value, "supported values: " + values));
  }

  void tooLong(String path, long max) {
    errors.add(FieldError.tooLong(fieldOf(path), (int) max));
  }

  void tooMany(String path, int actual, long max) {
    errors.add(FieldError.tooMany(fieldOf(path), actual, (int) max));
  }

  /** What a combination of schemas finds wrong with the value as a whole. */
  void whole(String text) {
    errors.add(FieldError.invalid(NO_FIELD, "", text));
  }

  private static String fieldOf(String path) {
    return path.isEmpty() ? NO_FIELD : path;
  }
}

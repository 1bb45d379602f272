package io.navarch.model.decode;

import java.util.List;

/** A place in a document, as member names and list indexes, written {@code spec.ports[0].name}. */
final class FieldPath {
  private FieldPath() {}

  /** An entry of a map, which is written {@code [name]}. */
  record Key(String name) {}

  /**
   * @param steps strings for members, integers for list elements, keys for entries of maps
   */
  static String of(List<Object> steps) {
    StringBuilder path = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof Integer index) {
        path.append('[').append(index).append(']');
      } else if (step instanceof Key(String name)) {
        path.append('[').append(name).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step);
      }
    }
    return path.toString();
  }

  /** Member names only, as they stand in type errors. */
  static String names(List<Object> steps) {
    StringBuilder path = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof String name) {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }
}

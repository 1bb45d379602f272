package io.navarch.model.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed body.
 *
 * @param root a tree as of {@link io.navarch.model.json.Json}; of members that stood twice the last
 *     one counts
 * @param duplicates the strict decoding errors for members that stood twice, in document order
 * @param placed the same with their places, where the format tells them
 */
record JsonDocument(@Nullable Object root, List<String> duplicates, List<DuplicateField> placed) {
  JsonDocument {
    duplicates = List.copyOf(duplicates);
    placed = List.copyOf(placed);
  }

  static JsonDocument of(@Nullable Object root, List<String> duplicates) {
    return new JsonDocument(root, duplicates, List.of());
  }

  static JsonDocument ofPlaced(@Nullable Object root, List<DuplicateField> placed) {
    return new JsonDocument(root, placed.stream().map(DuplicateField::text).toList(), placed);
  }
}

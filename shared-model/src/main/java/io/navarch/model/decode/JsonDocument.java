package io.navarch.model.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed body.
 *
 * @param root a tree as of {@link io.navarch.model.json.Json}; of members that stood twice the last
 *     one counts
 * @param duplicates the strict decoding errors for members that stood twice, in document order
 */
record JsonDocument(@Nullable Object root, List<String> duplicates) {
  JsonDocument {
    duplicates = List.copyOf(duplicates);
  }
}

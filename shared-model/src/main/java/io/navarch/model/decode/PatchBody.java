package io.navarch.model.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a merge patch.
 *
 * @param duplicates strict errors for members that stand twice
 */
public record PatchBody(@Nullable Object tree, List<String> duplicates) {
  public PatchBody {
    duplicates = List.copyOf(duplicates);
  }

  /** Whether it is JSON's null. */
  public boolean isNull() {
    return tree == null;
  }

  /**
   * @throws io.navarch.model.json.MalformedJsonException if it is no JSON
   */
  public static PatchBody read(byte[] body) {
    JsonDocument document = JsonParser.parse(body);
    return new PatchBody(document.root(), document.duplicates());
  }
}

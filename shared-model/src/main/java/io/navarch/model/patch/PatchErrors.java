package io.navarch.model.patch;

import io.navarch.model.status.ApiException;
import io.navarch.model.status.ApiException.Details;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The refusals of patches that cannot be applied, in the API's words. */
final class PatchErrors {
  private PatchErrors() {}

  /** The patch is well-formed but does not fit the object; the API does not say where. */
  static ApiException unprocessable() {
    return new ApiException(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        Details.NONE);
  }

  /** A rule of strategic merge is broken that upstream answers with a bare 500. */
  static ApiException internal(String message) {
    return new ApiException(500, "", message, Details.NONE);
  }

  static ApiException noMergeKey(Map<String, Object> element, String key) {
    return internal("map: " + print(element) + " does not contain declared merge key: " + key);
  }

  static ApiException unknownDirective(@Nullable Object directive, Map<String, Object> in) {
    return internal("unknown patch type: " + print(directive) + " in map: " + print(in));
  }

  /** A tree the way Go prints it. */
  static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Map<?, ?> map -> {
        StringBuilder text = new StringBuilder("map[");
        new TreeMap<Object, Object>(map)
            .forEach((k, v) -> text.append(k).append(':').append(print(v)).append(' '));
        yield text.toString().stripTrailing() + "]";
      }
      case List<?> list ->
          "[" + String.join(" ", list.stream().map(PatchErrors::print).toList()) + "]";
      default -> value.toString();
    };
  }
}

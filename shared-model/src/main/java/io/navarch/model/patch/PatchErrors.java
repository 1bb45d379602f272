package io.navarch.model.patch;

import io.navarch.model.json.GoText;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.ApiException.Details;
import java.util.Map;
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
        Details.EMPTY);
  }

  /** The same, where it is said what does not fit. */
  static ApiException unprocessable(String why) {
    return new ApiException(422, "Invalid", why, Details.EMPTY);
  }

  /**
   * A rule of strategic merge is broken. The API answers with a message and no reason; it calls
   * that 500, we call it what it is.
   */
  static ApiException internal(String message) {
    return new ApiException(400, "", message, Details.NONE);
  }

  static ApiException noMergeKey(Map<String, Object> element, String key) {
    return internal(
        "map: " + GoText.print(element) + " does not contain declared merge key: " + key);
  }

  static ApiException unknownDirective(@Nullable Object directive, Map<String, Object> in) {
    return internal(
        "unknown patch type: " + GoText.print(directive) + " in map: " + GoText.print(in));
  }
}

package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that stands inside of an object, read with refusals in the words of Go's parser. */
public final class JsonText {
  private JsonText() {}

  /**
   * @throws MalformedJsonException if it is no JSON
   */
  public static @Nullable Object read(byte[] text) {
    return JsonParser.parse(text).root();
  }

  /**
   * @throws MalformedJsonException if it is no JSON, or neither an object nor null
   */
  public static void requireObject(byte[] text) {
    requireObject(read(text));
  }

  /**
   * @throws MalformedJsonException if it is neither an object nor null
   */
  public static void requireObject(@Nullable Object tree) {
    if (tree != null && !(tree instanceof Map)) {
      throw new MalformedJsonException(
          "json: cannot unmarshal "
              + Json.typeName(tree)
              + " into Go value of type map[string]interface {}");
    }
  }
}

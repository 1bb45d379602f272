package io.navarch.model.decode;

import io.navarch.model.json.MalformedJsonException;
import java.util.Map;

/** YAML or JSON documents that are no API objects, such as configuration files. */
public final class YamlTree {
  private YamlTree() {}

  /**
   * Reads the first document, whose root must be an object without members that stand twice.
   *
   * @throws DecodeException if it is not
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> readObject(byte[] bytes) {
    try {
      JsonDocument document = YamlParser.parse(bytes);
      if (!document.duplicates().isEmpty()) {
        throw new DecodeException(String.join(", ", document.duplicates()));
      }
      if (document.root() instanceof Map<?, ?> map) {
        return (Map<String, Object>) map;
      }
      throw new DecodeException("the document is not an object");
    } catch (MalformedJsonException e) {
      throw new DecodeException(String.valueOf(e.getMessage()));
    }
  }
}

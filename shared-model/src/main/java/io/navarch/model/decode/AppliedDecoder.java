package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.status.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the body of a server-side apply: YAML, which JSON is too. No schema is asked. */
public final class AppliedDecoder {
  private static final String CONVERTING = "error converting YAML to JSON: ";

  private AppliedDecoder() {}

  /**
   * @param warnings for the client, about members that stand twice
   */
  public record Decoded(Map<String, Object> config, List<String> warnings) {
    public Decoded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @throws ApiException 400 if the body is no YAML object, or if validation is strict and a member
   *     stands twice
   */
  @SuppressWarnings("unchecked")
  public static Decoded decode(byte[] body, FieldValidation validation) {
    JsonDocument document = parse(body);
    Object root = document.root() == null ? new LinkedHashMap<>() : document.root();
    if (!(root instanceof Map<?, ?> map)) {
      throw ApiException.badRequest(
          "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot"
              + " unmarshal "
              + Json.typeName(root)
              + " into Go value of type map[string]interface {}");
    }
    List<String> twice = document.duplicates().stream().map(CONVERTING::concat).toList();
    if (validation == FieldValidation.STRICT && !twice.isEmpty()) {
      throw ApiException.badRequest("error strict decoding YAML: " + twice.getFirst());
    }
    return new Decoded(
        (Map<String, Object>) map,
        validation == FieldValidation.IGNORE
            ? List.of()
            : document.duplicates().stream().flatMap(AppliedDecoder::lines).toList());
  }

  /** One warning for each line below the heading. */
  private static Stream<String> lines(String errors) {
    return errors.lines().skip(1).map(String::strip);
  }

  private static JsonDocument parse(byte[] body) {
    if (body.length > 0 && body[0] == '{') {
      try {
        JsonDocument document = JsonParser.parse(body);
        if (document.duplicates().isEmpty()) {
          return JsonDocument.of(YamlScalars.numbers(document.root()), List.of());
        }
      } catch (MalformedJsonException e) {
        // YAML may begin with a brace too.
      }
    }
    try {
      return YamlParser.parse(body);
    } catch (MalformedJsonException e) {
      throw ApiException.badRequest("error decoding YAML: " + CONVERTING + e.getMessage());
    }
  }
}

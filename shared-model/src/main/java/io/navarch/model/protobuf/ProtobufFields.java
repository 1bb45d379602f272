package io.navarch.model.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The field numbers of the API's messages, read at first use from {@code fields.tsv}. */
final class ProtobufFields {
  private ProtobufFields() {}

  /** How often a field stands in its message. */
  enum Label {
    ONE,
    LIST,
    MAP
  }

  /**
   * @param type a scalar's name, or an OpenAPI definition's; of a map its values'
   */
  record Field(String name, int number, Label label, String type) {
    boolean isMessage() {
      return type.indexOf('.') >= 0;
    }
  }

  /** Loaded once; the content never changes. */
  private static final class Holder {
    static final Map<String, Map<Integer, Field>> MESSAGES = load();
  }

  /** The fields of a message by number; empty where the message is not known. */
  static Map<Integer, Field> of(String message) {
    return Holder.MESSAGES.getOrDefault(message, Map.of());
  }

  private static Map<String, Map<Integer, Field>> load() {
    Map<String, Map<Integer, Field>> messages = new HashMap<>();
    try (InputStream in = ProtobufFields.class.getResourceAsStream("fields.tsv")) {
      if (in == null) {
        throw new IllegalStateException("fields.tsv is missing");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      reader.lines().skip(1).forEach(line -> addTo(messages, line.split("\t")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static void addTo(Map<String, Map<Integer, Field>> messages, String[] cells) {
    Label label =
        switch (cells[3]) {
          case "list" -> Label.LIST;
          case "map" -> Label.MAP;
          default -> Label.ONE;
        };
    Field field = new Field(cells[1], Integer.parseInt(cells[2]), label, cells[4].intern());
    messages.computeIfAbsent(cells[0], _ -> new HashMap<>()).put(field.number(), field);
  }
}

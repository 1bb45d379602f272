package io.navarch.model.protobuf;

import io.navarch.model.protobuf.ProtobufFields.Field;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the members of a JSON object go in a message. Some messages hold members of the object in a
 * message of their own that JSON does not show: a volume's source, the handler of a probe.
 */
final class MessageLayout {
  private static final Map<String, MessageLayout> KNOWN = new ConcurrentHashMap<>();

  private final Map<String, Member> members = new HashMap<>();
  private final boolean listOnly;

  /**
   * @param inside the numbers of the messages, outermost first, that hold the field; none where the
   *     object's own does
   */
  record Member(Field field, List<Integer> inside) {}

  private MessageLayout(String message) {
    Schema schema = BuiltinSchemas.instance().byDefinition(message).orElse(null);
    Map<Integer, Field> fields = ProtobufFields.of(message);
    Field only = fields.get(1);
    listOnly = schema == null && fields.size() == 1 && only != null && only.name().equals("items");
    add(message, schema, List.of());
  }

  private void add(String message, @Nullable Schema schema, List<Integer> inside) {
    for (Field field : ProtobufFields.of(message).values()) {
      String name = ProtobufFields.jsonName(message, field, schema);
      if (ProtobufFields.isInline(field, name, schema)) {
        List<Integer> deeper = new ArrayList<>(inside);
        deeper.add(field.number());
        add(field.type(), schema, List.copyOf(deeper));
      } else {
        members.put(name, new Member(field, inside));
      }
    }
  }

  static MessageLayout of(String message) {
    MessageLayout known = KNOWN.get(message);
    return known != null ? known : KNOWN.computeIfAbsent(message, MessageLayout::new);
  }

  @Nullable Member member(String jsonName) {
    return members.get(jsonName);
  }

  /** Whether JSON shows only the message's one list. */
  boolean isListOnly() {
    return listOnly;
  }
}

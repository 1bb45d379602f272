package io.navarch.model.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The zero values of Go types, as JSON shows them. */
public final class ZeroValues {
  private static final Long ZERO = 0L;

  private ZeroValues() {}

  /**
   * Whether Go holds the value in a struct, so that {@code omitempty} never leaves it out. The
   * opaque types are structs around raw JSON; FieldsV1 and JSON among them.
   */
  public static boolean isStruct(Schema schema) {
    return switch (schema.type()) {
      case OBJECT, INT_OR_STRING -> true;
      case ANY -> !schema.name().isEmpty();
      case STRING ->
          switch (schema.scalar()) {
            case TIME, MICRO_TIME, QUANTITY -> true;
            case PLAIN, INT32, INT64, BYTES -> false;
          };
      case MAP, ARRAY, INTEGER, NUMBER, BOOLEAN -> false;
    };
  }

  /** What is written for a value that was not given; structs come with their own zero members. */
  public static @Nullable Object of(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> struct(schema);
      case MAP, ARRAY, ANY -> null;
      case INT_OR_STRING, INTEGER, NUMBER -> ZERO;
      case BOOLEAN -> Boolean.FALSE;
      case STRING ->
          switch (schema.scalar()) {
            case TIME, MICRO_TIME, BYTES -> null;
            case QUANTITY -> "0";
            case PLAIN, INT32, INT64 -> "";
          };
    };
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static Map<String, Object> struct(Schema schema) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Schema.Field field : schema.alwaysWritten()) {
      result.put(field.name(), field.go().pointer() ? null : of(field.schema()));
    }
    return result;
  }

  /** Whether a value equals the zero value of its type; structs never count as zero. */
  public static boolean isZero(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case String s -> s.isEmpty();
      case Boolean b -> !b;
      case Long l -> l == 0;
      case Double d -> d == 0;
      case List<?> l -> l.isEmpty();
      case Map<?, ?> m -> m.isEmpty();
      default -> false;
    };
  }
}

package io.navarch.model.decode;

import io.navarch.model.schema.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Integers that are written with a point or an exponent, or are too large for their field. The API
 * decodes JSON strictly, but what a strategic merge patch or an apply made is converted without
 * JSON between, and there Go takes whatever is whole and cuts it to the field's 32 bits without a
 * word. What not even 64 bits hold is left, and so refused: what Go makes of it is chance.
 */
final class IntegerWidth {
  private boolean isCut;

  private IntegerWidth() {}

  /** The least power of two that 64 bits do not hold. */
  private static final double TOO_LARGE = 0x1p63;

  /**
   * Makes integers of what is whole and cuts what is too large, in place.
   *
   * @return whether anything was
   */
  static boolean cut(Schema schema, Map<String, Object> tree) {
    IntegerWidth width = new IntegerWidth();
    Object unused = width.value(schema, tree);
    return width.isCut;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // JSON null is a value of the tree
  private Object value(Schema schema, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map ->
          ((Map<String, Object>) map).replaceAll((name, each) -> member(schema, name, each));
      case List<?> list -> {
        Schema items = schema.items();
        if (items != null) {
          ((List<Object>) list).replaceAll(each -> value(items, each));
        }
      }
      case Long number
          when schema.type() == Schema.Type.INTEGER
              && schema.scalar() == Schema.Scalar.INT32
              && number != number.intValue() -> {
        isCut = true;
        return (long) number.intValue();
      }
      case Double number
          when schema.type() == Schema.Type.INTEGER
              && number == Math.rint(number)
              && Math.abs(number) < TOO_LARGE -> {
        isCut = true;
        return value(schema, number.longValue());
      }
      case null, default -> {}
    }
    return value;
  }

  private Object member(Schema schema, String name, Object value) {
    Schema.Field field = schema.field(name);
    Schema type = field == null ? schema.items() : field.schema();
    return type == null ? value : value(type, value);
  }
}

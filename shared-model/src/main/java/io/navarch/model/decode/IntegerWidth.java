package io.navarch.model.decode;

import io.navarch.model.schema.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Integers that are too large for their field. The API decodes JSON strictly, but what a strategic
 * merge patch or an apply made is converted without JSON between, and there Go cuts a number to the
 * field's 32 bits without a word.
 */
final class IntegerWidth {
  private boolean isCut;

  private IntegerWidth() {}

  /**
   * Cuts what is too large, in place.
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

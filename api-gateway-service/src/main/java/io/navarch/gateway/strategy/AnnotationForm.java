package io.navarch.gateway.strategy;

import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.Timestamps;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of JSON that stands in an annotation. It is read as Go reads it into a type: members are
 * found whatever the case of their names, unknown ones and nulls are left out, and one value that
 * does not fit makes the whole unreadable.
 */
sealed interface AnnotationForm {
  AnnotationForm TEXT = Scalar.TEXT;
  AnnotationForm FLAG = Scalar.FLAG;
  AnnotationForm NUMBER = Scalar.NUMBER;
  AnnotationForm QUANTITY = Scalar.QUANTITY;
  AnnotationForm TIME = Scalar.TIME;

  /**
   * The value with the names of this form.
   *
   * @throws MalformedJsonException if it does not fit
   */
  Object fit(Object value);

  /**
   * What the text of an annotation says, null where there is no annotation, it says null or cannot
   * be read.
   */
  default @Nullable Object read(@Nullable Object annotation) {
    if (!(annotation instanceof String text)) {
      return null;
    }
    try {
      Object value = Json.read(text);
      return value == null ? null : fit(value);
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  static AnnotationForm list(AnnotationForm element) {
    return new Elements(element);
  }

  static AnnotationForm map(AnnotationForm value) {
    return new Entries(value);
  }

  /** Members in the order in which they shall stand. */
  static Members members() {
    return new Members(Map.of(), Map.of());
  }

  /** Values without members. */
  enum Scalar implements AnnotationForm {
    TEXT,
    FLAG,
    NUMBER,
    QUANTITY,
    TIME;

    @Override
    public Object fit(Object value) {
      return switch (this) {
        case TEXT -> require(value instanceof String, value);
        case FLAG -> require(value instanceof Boolean, value);
        case NUMBER -> require(value instanceof Long n && n.intValue() == n, value);
        case QUANTITY -> quantity(value);
        case TIME -> time(value);
      };
    }

    private static Object quantity(Object value) {
      require(value instanceof String || value instanceof Number, value);
      try {
        return Quantity.parse(value instanceof String s ? s : Json.writeString(value)).toString();
      } catch (MalformedQuantityException e) {
        throw new MalformedJsonException(String.valueOf(e.getMessage()), e);
      }
    }

    private static Object time(Object value) {
      require(value instanceof String, value);
      try {
        return Timestamps.canonical((String) value, Schema.Scalar.TIME);
      } catch (DecodeException e) {
        throw new MalformedJsonException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  record Elements(AnnotationForm element) implements AnnotationForm {
    @Override
    public Object fit(Object value) {
      List<Object> elements = new ArrayList<>();
      for (Object each : (List<?>) require(value instanceof List, value)) {
        elements.add(each == null ? element.fit(new LinkedHashMap<>()) : element.fit(each));
      }
      return elements;
    }
  }

  record Entries(AnnotationForm value) implements AnnotationForm {
    @Override
    public Object fit(Object map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      ((Map<?, ?>) require(map instanceof Map, map))
          .forEach(
              (key, each) -> {
                if (each != null) {
                  entries.put(String.valueOf(key), value.fit(each));
                }
              });
      return entries;
    }
  }

  /**
   * An object.
   *
   * @param forms of its members, in the order in which they shall stand
   * @param zeros what stands where a member that is always there is missing
   */
  record Members(Map<String, AnnotationForm> forms, Map<String, Object> zeros)
      implements AnnotationForm {
    /** With a member that may be missing. */
    Members and(String name, AnnotationForm form) {
      Map<String, AnnotationForm> more = new LinkedHashMap<>(forms);
      more.put(name, form);
      return new Members(more, zeros);
    }

    /** With a member that is always there. */
    Members always(String name, AnnotationForm form, Object zero) {
      Map<String, Object> more = new LinkedHashMap<>(zeros);
      more.put(name, zero);
      return new Members(forms, more).and(name, form);
    }

    @Override
    public Object fit(Object value) {
      Map<?, ?> given = (Map<?, ?>) require(value instanceof Map, value);
      Map<String, Object> found = new LinkedHashMap<>();
      forms.forEach(
          (name, form) -> {
            if (zeros.containsKey(name)) {
              found.put(name, zeros.get(name));
            }
            given.forEach(
                (key, member) -> {
                  if (member != null && name.equalsIgnoreCase(String.valueOf(key))) {
                    found.put(name, form.fit(member));
                  }
                });
          });
      return found;
    }
  }

  private static Object require(boolean fits, Object value) {
    if (!fits) {
      throw new MalformedJsonException("unexpected " + value.getClass().getSimpleName());
    }
    return value;
  }
}

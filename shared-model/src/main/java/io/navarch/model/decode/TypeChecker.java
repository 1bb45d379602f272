package io.navarch.model.decode;

import io.navarch.model.json.GoText;
import io.navarch.model.json.Json;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.schema.Schema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values whose JSON type is not the schema's, in the words of Go's decoder: {@code json:
 * cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32}.
 */
public final class TypeChecker {
  private static final String GO_VALUE = "Go value of type ";
  private static final String UNRECOGNIZED = "unrecognized type: ";

  private final List<Object> path = new ArrayList<>();
  private Schema struct;

  private TypeChecker(Schema root) {
    this.struct = root;
  }

  /**
   * @throws DecodeException for the first value that does not fit
   */
  public static void check(Schema schema, Map<String, Object> tree) {
    new TypeChecker(schema).value(schema, new GoType("", 0), tree);
  }

  /**
   * The Go type of a value: that of the member it stands in, less as many list or map layers as it
   * is deep. It is spelled out only when an error needs it.
   */
  private record GoType(String member, int layers) {
    /** The type that the schema names. */
    static final GoType NAMED = new GoType("", 0);

    GoType element() {
      return new GoType(member, layers + 1);
    }

    String of(Schema schema) {
      String type = member;
      for (int i = 0; i < layers; i++) {
        type = type.startsWith("[]") ? type.substring(2) : afterKey(type);
      }
      if (!type.isEmpty()) {
        return type;
      }
      return schema.name().isEmpty() ? "string" : goName(schema);
    }

    /** A named list or map type hides its elements; then the schema tells them. */
    private static String afterKey(String type) {
      return type.startsWith("map[") ? type.substring(type.indexOf(']') + 1) : "";
    }

    /** {@code v1.Pod} of {@code io.k8s.api.core.v1.Pod}. */
    private static String goName(Schema schema) {
      String name = schema.name();
      int last = name.lastIndexOf('.');
      return name.substring(name.lastIndexOf('.', last - 1) + 1);
    }
  }

  private void value(Schema schema, GoType goType, @Nullable Object value) {
    if (value == null) {
      return;
    }
    switch (schema.type()) {
      case OBJECT -> object(schema, goType, value);
      case MAP -> {
        if (!(value instanceof Map<?, ?> map)) {
          throw mismatch(schema, value, goType);
        }
        elements(schema, goType, map.values());
      }
      case ARRAY -> {
        if (!(value instanceof List<?> list)) {
          throw mismatch(schema, value, goType);
        }
        elements(schema, goType, list);
      }
      case STRING -> string(schema, goType, value);
      case INTEGER -> integer(schema, goType, value);
      case NUMBER -> require(value instanceof Number, schema, value, goType);
      case BOOLEAN -> require(value instanceof Boolean, schema, value, goType);
      case INT_OR_STRING -> intOrString(value);
      case ANY -> {
        Schema alternative = schema.alternative();
        if (alternative != null) {
          alternative(alternative, schema.otherwise(), value);
        }
      }
    }
  }

  private void alternative(Schema schema, Schema.Otherwise otherwise, Object value) {
    if (value instanceof Map<?, ?>) {
      object(schema, GoType.NAMED, value);
    } else if (otherwise == Schema.Otherwise.BOOLEAN && !(value instanceof Boolean)) {
      throw new DecodeException("boolean or JSON schema expected");
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each != null && otherwise == Schema.Otherwise.OBJECTS) {
          object(schema, GoType.NAMED, each);
        } else if (each != null && !(each instanceof String)) {
          throw unmarshaler(Json.typeName(each), "string");
        }
      }
    }
  }

  private void object(Schema schema, GoType goType, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch(schema, value, goType);
    }
    Schema outer = struct;
    struct = schema;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      Schema.Field field = schema.field((String) member.getKey());
      if (field != null) {
        path.add(field.name());
        value(field.schema(), new GoType(field.go().type(), 0), member.getValue());
        path.removeLast();
      }
    }
    struct = outer;
  }

  private void elements(Schema schema, GoType goType, Iterable<?> values) {
    Schema items = schema.items();
    if (items != null) {
      GoType element = goType.element();
      for (Object each : values) {
        value(items, element, each);
      }
    }
  }

  private void string(Schema schema, GoType goType, Object value) {
    switch (schema.scalar()) {
      case TIME, MICRO_TIME -> {
        requirePlain(value);
        Timestamps.check((String) value, schema.scalar());
      }
      case QUANTITY -> quantity(value);
      case BYTES -> {
        require(value instanceof String, schema, value, goType);
        Base64Text.check((String) value);
      }
      case PLAIN, INT32, INT64 -> require(value instanceof String, schema, value, goType);
    }
  }

  private void requirePlain(Object value) {
    if (!(value instanceof String)) {
      throw unmarshaler(Json.typeName(value), "string");
    }
  }

  private static void quantity(Object value) {
    try {
      Quantity.parse(value instanceof String s ? s.strip() : Json.writeString(value));
    } catch (MalformedQuantityException e) {
      throw new DecodeException(String.valueOf(e.getMessage()));
    }
  }

  private void integer(Schema schema, GoType goType, Object value) {
    boolean fits =
        switch (value) {
          case Long l -> schema.scalar() != Schema.Scalar.INT32 || l == l.intValue();
          case Integer _ -> true;
          default -> false;
        };
    if (!fits && value instanceof Number number) {
      throw mismatch("number " + text(number), schema, value, goType);
    }
    require(fits, schema, value, goType);
  }

  private static String text(Number number) {
    return number instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? d.longValue() + ".0"
        : number.toString();
  }

  private void intOrString(Object value) {
    switch (value) {
      case String _ -> {}
      case Long l when l == l.intValue() -> {}
      case Integer _ -> {}
      case Long l -> throw unmarshaler("number " + l, "int32");
      case BigInteger i -> throw unmarshaler("number " + i, "int32");
      case Double d -> throw unmarshaler("number " + text(d), "int32");
      default -> throw unmarshaler(Json.typeName(value), "int32");
    }
  }

  /** The refusal of a type that reads its own JSON: converted, it does not know where it stands. */
  private DecodeException unmarshaler(String what, String goType) {
    return new DecodeException(misfit(what, target(), goType), misfit(what, GO_VALUE, goType));
  }

  private void require(boolean fits, Schema schema, Object value, GoType goType) {
    if (!fits) {
      throw mismatch(schema, value, goType);
    }
  }

  private DecodeException mismatch(Schema schema, Object value, GoType goType) {
    return mismatch(Json.typeName(value), schema, value, goType);
  }

  private DecodeException mismatch(String what, Schema schema, Object value, GoType goType) {
    String type = goType.of(schema);
    return new DecodeException(
        misfit(what, target(), type), unconverted(schema, GoText.typeOf(value), type));
  }

  /** Upstream knows of a value converted without JSON between no more than its type in Go. */
  private static String unconverted(Schema schema, String given, String goType) {
    String kind =
        switch (given) {
          case "[]interface {}" -> "slice";
          case "map[string]interface {}" -> "map";
          default -> given;
        };
    return switch (schema.type()) {
      case OBJECT -> "cannot restore struct from: " + kind;
      case MAP -> "cannot restore map from " + kind;
      case ARRAY -> "cannot restore slice from " + kind;
      case INTEGER, NUMBER ->
          kind.equals("float64") ? cannotConvert(given, goType) : UNRECOGNIZED + goType;
      case STRING ->
          schema.scalar() == Schema.Scalar.BYTES
              ? kind.equals("slice") ? UNRECOGNIZED + "uint8" : "cannot restore slice from " + kind
              : kind.equals("int64") ? cannotConvert(given, goType) : UNRECOGNIZED + "string";
      case BOOLEAN, INT_OR_STRING, ANY -> UNRECOGNIZED + goType;
    };
  }

  private static String cannotConvert(String given, String goType) {
    return "cannot convert " + given + " to " + goType;
  }

  private String target() {
    return path.isEmpty()
        ? GO_VALUE
        : "Go struct field "
            + struct.name().substring(struct.name().lastIndexOf('.') + 1)
            + "."
            + FieldPath.names(path)
            + " of type ";
  }

  private static String misfit(String what, String target, String goType) {
    return "json: cannot unmarshal " + what + " into " + target + goType;
  }
}

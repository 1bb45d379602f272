package io.navarch.model.json;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as plain Java trees: an object is a {@code LinkedHashMap<String, Object>} in document order,
 * an array an {@code ArrayList<Object>}, and a scalar a {@code String}, {@code Long}, {@code
 * Double}, {@code BigInteger} (integers beyond 64 bits), {@code Boolean} or {@code null}. This is
 * the one representation of API objects inside the gateway: built-in and custom kinds alike.
 */
public final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(1 << 20)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private Json() {}

  /**
   * Reads one JSON document.
   *
   * @throws MalformedJsonException if the bytes are not exactly one well-formed JSON value
   */
  public static @Nullable Object read(byte[] bytes) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedJsonException("unexpected end of JSON input");
      }
      Object value = value(parser, token);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("invalid character after top-level value");
      }
      return value;
    } catch (StreamReadException | StreamConstraintsException e) {
      throw new MalformedJsonException(String.valueOf(e.getOriginalMessage()), e);
    }
  }

  /** Reads one JSON document whose root must be an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> readObject(byte[] bytes) {
    Object value = read(bytes);
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedJsonException("cannot unmarshal " + typeName(value) + " into an object");
  }

  /** A reader of the tokens of one document, for forms that are made without a tree. */
  public static JsonParser parser(byte[] bytes) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes);
  }

  /** Reads one JSON document from a string. */
  public static @Nullable Object read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> throw new MalformedJsonException("unexpected token " + token);
    };
  }

  private static Object integer(JsonParser parser) {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return parser.getBigIntegerValue();
    }
    return parser.getLongValue();
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      putNullable(map, name, value(parser, parser.nextToken()));
    }
    return map;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void putNullable(Map<String, Object> map, String name, @Nullable Object value) {
    map.put(name, value);
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static List<Object> array(JsonParser parser) {
    List<Object> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      list.add(value(parser, t));
    }
    return list;
  }

  /** Encodes a tree as compact UTF-8 JSON, members in the map's order. */
  public static byte[] write(@Nullable Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator generator =
        FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      write(generator, value);
    }
    return out.toByteArray();
  }

  /** Encodes a tree as compact JSON text. */
  public static String writeString(@Nullable Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator g, @Nullable Object value) {
    switch (value) {
      case null -> g.writeNull();
      case String s -> g.writeString(s);
      case Map<?, ?> map -> {
        g.writeStartObject();
        for (Map.Entry<?, ?> e : map.entrySet()) {
          g.writeName((String) e.getKey());
          write(g, e.getValue());
        }
        g.writeEndObject();
      }
      case Iterable<?> list -> {
        g.writeStartArray();
        for (Object item : list) {
          write(g, item);
        }
        g.writeEndArray();
      }
      case Boolean b -> g.writeBoolean(b);
      case Integer i -> g.writeNumber(i);
      case Long l -> g.writeNumber(l);
      case BigInteger i -> g.writeNumber(GoNumbers.json(i.doubleValue()));
      case Double d -> writeDouble(g, d);
      case Raw raw -> g.writeRawValue(new String(raw.json(), StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
    }
  }

  private static void writeDouble(JsonGenerator g, double d) {
    if (d == Math.rint(d) && Math.abs(d) < 1e15) {
      g.writeNumber((long) d);
    } else {
      g.writeNumber(GoNumbers.json(d));
    }
  }

  /** Already encoded JSON, copied as it is where it stands in a tree that is written. */
  public record Raw(byte[] json) {}

  /** A copy in which the members of all objects are sorted by name. */
  public static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new TreeMap<>();
        map.forEach((name, each) -> members.put((String) name, sorted(each)));
        yield members;
      }
      case List<?> list -> {
        List<@Nullable Object> elements = new ArrayList<>(list.size());
        list.forEach(each -> elements.add(sorted(each)));
        yield elements;
      }
      case null, default -> value;
    };
  }

  /** A copy that shares no mutable part with the original. */
  @SuppressWarnings("unchecked")
  public static <T extends @Nullable Object> T copy(T value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = LinkedHashMap.newLinkedHashMap(map.size());
      for (Map.Entry<?, ?> e : map.entrySet()) {
        putNullable(result, (String) e.getKey(), copy(e.getValue()));
      }
      return (T) result;
    }
    if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>(list.size());
      for (Object item : list) {
        result.add(copy(item));
      }
      return (T) result;
    }
    return value;
  }

  /** Semantic equality of two trees; member order does not count, 1 equals 1.0. */
  public static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (Map.Entry<?, ?> e : x.entrySet()) {
        if (!y.containsKey(e.getKey()) || !equal(e.getValue(), y.get(e.getKey()))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!equal(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Number x && b instanceof Number y) {
      if (x instanceof Double || y instanceof Double) {
        return x.doubleValue() == y.doubleValue();
      }
      return x.toString().equals(y.toString());
    }
    return Objects.equals(a, b);
  }

  /** The Go name of a JSON value's type, as it stands in upstream's decoding errors. */
  public static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "object";
      case List<?> _ -> "array";
      case String _ -> "string";
      case Boolean _ -> "bool";
      default -> "number";
    };
  }
}

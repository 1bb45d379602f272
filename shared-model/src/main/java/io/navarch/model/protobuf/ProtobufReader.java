package io.navarch.model.protobuf;

import io.navarch.model.json.Json;
import io.navarch.model.protobuf.ProtobufFields.Field;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects in {@code application/vnd.kubernetes.protobuf} into trees: a prefix of four bytes,
 * an envelope that names the kind, and the message itself.
 */
public final class ProtobufReader {
  /** Starts every encoded object. */
  static final byte[] MAGIC = {'k', '8', 's', 0};

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private ProtobufReader() {}

  /** Whether the bytes begin as encoded objects do. */
  public static boolean isProtobuf(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && java.util.Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * The object with its {@code kind} and {@code apiVersion}.
   *
   * @throws MalformedProtobufException if the bytes are no object of a known kind
   */
  public static Map<String, Object> read(byte[] bytes) {
    if (!isProtobuf(bytes)) {
      throw new MalformedProtobufException(
          "provided data does not appear to be a protobuf message, expected prefix"
              + " [107 56 115 0]");
    }
    String apiVersion = "";
    String kind = "";
    WireInput raw = new WireInput(bytes, 0, 0);
    WireInput envelope = new WireInput(bytes, MAGIC.length, bytes.length);
    while (envelope.hasMore()) {
      int tag = (int) envelope.varint();
      switch (tag >>> 3) {
        case 1 -> {
          WireInput type = envelope.part();
          while (type.hasMore()) {
            int typeTag = (int) type.varint();
            switch (typeTag >>> 3) {
              case 1 -> apiVersion = type.text();
              case 2 -> kind = type.text();
              default -> type.skip(typeTag & 7);
            }
          }
        }
        case 2 -> raw = envelope.part();
        default -> envelope.skip(tag & 7);
      }
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", kind);
    object.put("apiVersion", apiVersion);
    fill(object, definition(GroupVersionKind.of(apiVersion, kind)), raw);
    return object;
  }

  private static String definition(GroupVersionKind kind) {
    String message = ProtobufFields.messageOf(kind);
    if (message.isEmpty()) {
      throw new MalformedProtobufException(
          "no kind \""
              + kind.kind()
              + "\" is registered for version \""
              + kind.apiVersion()
              + "\"");
    }
    return message;
  }

  /** Puts the fields of a message into an object. */
  private static void fill(Map<String, Object> object, String message, WireInput in) {
    Schema schema = BuiltinSchemas.instance().byDefinition(message).orElse(null);
    fill(object, message, schema, in);
  }

  private static void fill(
      Map<String, Object> object, String message, @Nullable Schema schema, WireInput in) {
    Map<Integer, Field> fields = ProtobufFields.of(message);
    while (in.hasMore()) {
      int tag = (int) in.varint();
      Field field = fields.get(tag >>> 3);
      if (field == null) {
        in.skip(tag & 7);
        continue;
      }
      String name = ProtobufFields.jsonName(message, field, schema);
      if (ProtobufFields.isInline(field, name, schema)) {
        fill(object, field.type(), schema, in.part());
        continue;
      }
      switch (field.label()) {
        case ONE -> put(object, name, value(field.type(), tag & 7, in));
        case LIST -> addTo(list(object, name), field.type(), tag & 7, in);
        case MAP -> entry(map(object, name), field.type(), in.part());
      }
    }
  }

  private static void addTo(List<Object> list, String type, int wireType, WireInput in) {
    boolean packed = wireType == 2 && isNumber(type);
    if (!packed) {
      add(list, value(type, wireType, in));
      return;
    }
    WireInput part = in.part();
    while (part.hasMore()) {
      add(list, value(type, 0, part));
    }
  }

  private static void entry(Map<String, Object> map, String type, WireInput in) {
    String key = "";
    Object value = isNumber(type) ? Long.valueOf(0) : type.indexOf('.') < 0 ? "" : Map.of();
    while (in.hasMore()) {
      int tag = (int) in.varint();
      switch (tag >>> 3) {
        case 1 -> key = in.text();
        case 2 -> value = value(type, tag & 7, in);
        default -> in.skip(tag & 7);
      }
    }
    put(map, key, value);
  }

  private static @Nullable Object value(String type, int wireType, WireInput in) {
    return switch (type) {
      case "string" -> in.text();
      case "int32", "int64", "uint32", "uint64" -> in.varint();
      case "bool" -> in.varint() != 0;
      case "bytes" -> Base64.getEncoder().encodeToString(in.part().rest());
      case "double" -> Double.longBitsToDouble(in.fixed64());
      case META + "Time" -> time(in.part(), SECONDS);
      case META + "MicroTime" -> time(in.part(), MICROS);
      case "io.k8s.apimachinery.pkg.api.resource.Quantity" -> onlyText(in.part());
      case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" -> intOrString(in.part());
      case META + "FieldsV1", "io.k8s.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" ->
          rawJson(in.part());
      case EXTENSIONS + "JSONSchemaPropsOrArray",
          EXTENSIONS + "JSONSchemaPropsOrBool",
          EXTENSIONS + "JSONSchemaPropsOrStringArray" ->
          either(type, in.part());
      default -> message(type, in.part());
    };
  }

  private static Object message(String type, WireInput in) {
    Map<Integer, Field> fields = ProtobufFields.of(type);
    Map<String, Object> object = new LinkedHashMap<>();
    fill(object, type, in);
    Field only = fields.get(1);
    boolean isListType = fields.size() == 1 && only != null && only.name().equals("items");
    if (isListType && BuiltinSchemas.instance().byDefinition(type).isEmpty()) {
      return object.getOrDefault("items", new ArrayList<>());
    }
    return object;
  }

  private static @Nullable Object time(WireInput in, DateTimeFormatter format) {
    if (!in.hasMore()) {
      return null;
    }
    long seconds = 0;
    long nanos = 0;
    while (in.hasMore()) {
      int tag = (int) in.varint();
      switch (tag >>> 3) {
        case 1 -> seconds = in.varint();
        case 2 -> nanos = in.varint();
        default -> in.skip(tag & 7);
      }
    }
    return format.format(Instant.ofEpochSecond(seconds, nanos));
  }

  private static String onlyText(WireInput in) {
    String text = "0";
    while (in.hasMore()) {
      int tag = (int) in.varint();
      if (tag >>> 3 == 1) {
        text = in.text();
      } else {
        in.skip(tag & 7);
      }
    }
    return text;
  }

  private static Object intOrString(WireInput in) {
    boolean isText = false;
    long number = 0;
    String text = "";
    while (in.hasMore()) {
      int tag = (int) in.varint();
      switch (tag >>> 3) {
        case 1 -> isText = in.varint() != 0;
        case 2 -> number = in.varint();
        case 3 -> text = in.text();
        default -> in.skip(tag & 7);
      }
    }
    return isText ? text : Long.valueOf(number);
  }

  private static @Nullable Object rawJson(WireInput in) {
    while (in.hasMore()) {
      int tag = (int) in.varint();
      if (tag >>> 3 == 1) {
        return Json.read(in.part().rest());
      }
      in.skip(tag & 7);
    }
    return null;
  }

  /** A value that is a schema, or instead a switch, a list of schemas or a list of names. */
  private static Object either(String type, WireInput in) {
    Map<String, Object> object = new LinkedHashMap<>();
    fill(object, type, null, in);
    for (String instead : List.of("jSONSchemas", "property", "schema")) {
      Object value = object.get(instead);
      if (value != null) {
        return value;
      }
    }
    return Boolean.TRUE.equals(object.get("allows"));
  }

  private static boolean isNumber(String type) {
    return switch (type) {
      case "int32", "int64", "uint32", "uint64", "bool" -> true;
      default -> false;
    };
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Map<String, Object> object, String name) {
    return (List<Object>) object.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> object, String name) {
    return (Map<String, Object>) object.computeIfAbsent(name, _ -> new LinkedHashMap<>());
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    map.put(name, value);
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void add(List<Object> list, @Nullable Object value) {
    list.add(value);
  }
}

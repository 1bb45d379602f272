package io.navarch.model.protobuf;

import io.navarch.model.protobuf.ProtobufFields.Field;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Turns the JSON under a parser into messages, one value after the other, without a tree. */
final class MessageWriter {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
  private static final int SECONDS_LENGTH = "2006-01-02T15:04:05Z".length();

  private final JsonParser parser;
  private final byte[] json;
  private final WireOutput out;

  /**
   * @param json what the parser reads
   */
  MessageWriter(JsonParser parser, byte[] json, WireOutput out) {
    this.parser = parser;
    this.json = json;
    this.out = out;
  }

  /** Writes the object or list that the parser stands on. */
  void message(MessageLayout layout) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      MessageLayout.Member items = layout.isListOnly() ? layout.member("items") : null;
      if (items != null) {
        list(items.field());
      } else {
        parser.skipChildren();
      }
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      MessageLayout.Member member = layout.member(name);
      if (member == null) {
        parser.skipChildren();
      } else {
        inside(member, 0);
      }
    }
  }

  /**
   * Each member that stands in an inner message gets that message anew; readers put the parts of a
   * message together.
   */
  private void inside(MessageLayout.Member member, int depth) {
    if (depth == member.inside().size()) {
      field(member.field());
      return;
    }
    int begun = out.begin(member.inside().get(depth));
    inside(member, depth + 1);
    out.end(begun);
  }

  private void field(Field field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    switch (field.label()) {
      case ONE -> value(field.number(), field.type());
      case LIST -> list(field);
      case MAP -> map(field);
    }
  }

  private void list(Field field) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(field.number(), field.type());
    }
  }

  private void map(Field field) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      int entry = out.begin(field.number());
      out.text(1, key);
      value(2, field.type());
      out.end(entry);
    }
  }

  private void value(int number, String type) {
    switch (type) {
      case "string" -> out.text(number, text());
      case "int32", "int64", "uint32", "uint64" -> out.number(number, integer());
      case "bool" -> out.number(number, parser.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0);
      case "double" -> out.fixed64(number, Double.doubleToRawLongBits(parser.getDoubleValue()));
      case "bytes" -> {
        byte[] bytes = Base64.getDecoder().decode(text());
        out.part(number, bytes, 0, bytes.length);
      }
      default -> part(number, type);
    }
  }

  private String text() {
    return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getString();
  }

  private long integer() {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> (long) parser.getDoubleValue();
      default -> 0;
    };
  }

  private void part(int number, String type) {
    int begun = out.begin(number);
    switch (type) {
      case META + "Time", META + "MicroTime" -> time();
      case "io.k8s.apimachinery.pkg.api.resource.Quantity" -> out.text(1, parser.getString());
      case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" -> intOrString();
      case META + "FieldsV1", "io.k8s.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" ->
          raw();
      case EXTENSIONS + "JSONSchemaPropsOrArray" -> either(type, "schema", "jSONSchemas");
      case EXTENSIONS + "JSONSchemaPropsOrStringArray" -> either(type, "schema", "property");
      case EXTENSIONS + "JSONSchemaPropsOrBool" -> schemaOrSwitch(type);
      default -> message(MessageLayout.of(type));
    }
    out.end(begun);
  }

  private void intOrString() {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      out.number(1, 1);
      out.number(2, 0);
      out.text(3, parser.getString());
    } else {
      out.number(1, 0);
      out.number(2, integer());
      out.text(3, "");
    }
  }

  /** Copies the JSON of the value as it stands. */
  private void raw() {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    out.part(1, json, start, end);
  }

  private void either(String type, String object, String list) {
    boolean isList = parser.currentToken() == JsonToken.START_ARRAY;
    MessageLayout.Member member = MessageLayout.of(type).member(isList ? list : object);
    if (member == null) {
      parser.skipChildren();
    } else {
      field(member.field());
    }
  }

  private void schemaOrSwitch(String type) {
    MessageLayout layout = MessageLayout.of(type);
    boolean isSchema = parser.currentToken() == JsonToken.START_OBJECT;
    MessageLayout.Member allows = layout.member("allows");
    MessageLayout.Member schema = layout.member("schema");
    if (allows != null) {
      boolean allowed = isSchema || parser.currentToken() == JsonToken.VALUE_TRUE;
      out.number(allows.field().number(), allowed ? 1 : 0);
    }
    if (schema != null && isSchema) {
      field(schema.field());
    }
  }

  /** Seconds and nanoseconds; a time that is not set has neither. */
  private void time() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return;
    }
    String text = parser.getString();
    if (text.length() == SECONDS_LENGTH && text.endsWith("Z")) {
      long day =
          LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
      long second =
          digits(text, 11, 13) * 3600L + digits(text, 14, 16) * 60L + digits(text, 17, 19);
      out.number(1, day * 86_400 + second);
      out.number(2, 0);
      return;
    }
    Instant instant = OffsetDateTime.parse(text).toInstant();
    out.number(1, instant.getEpochSecond());
    out.number(2, instant.getNano());
  }

  private static int digits(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}

package io.navarch.gateway.openapi;

import io.navarch.gateway.facts.FactTable;
import io.navarch.model.json.Json;
import io.navarch.model.protobuf.WireOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes an OpenAPI document in the protobuf form that Go clients ask for ({@code openapi.v2} and
 * {@code openapi.v3} of gnostic). The numbers of its members stand in {@code gnostic.tsv} and
 * {@code gnostic-v3.tsv}; free values are carried as text, for which JSON will do where YAML is
 * expected.
 */
final class GnosticWriter {
  private static final String ANY_MEMBER = "*";
  private static final String EXTENSIONS = "x-*";
  private static final String BY_NAME = " by name";
  private static final String LIST = " list";
  private static final String OR_REFERENCE = "OrReference";
  private static final int ANY_YAML = 2;

  private static final Form V2 = new Form(messages("gnostic.tsv"), "Schema", "JsonReference");
  private static final Form V3 =
      new Form(messages("gnostic-v3.tsv"), "SchemaOrReference", "Reference");

  private final Form form;
  private final WireOutput out;

  /**
   * @param kind a message, a scalar, either with {@code list} or {@code by name}, or {@code
   *     extensions}
   */
  private record Member(int number, String kind) {}

  /**
   * @param messages the members of each message, by their numbers
   * @param schema the message of a schema below another
   * @param reference the message of a reference
   */
  private record Form(Map<String, Map<String, Member>> messages, String schema, String reference) {}

  private GnosticWriter(Form form, WireOutput out) {
    this.form = form;
    this.out = out;
  }

  private static Map<String, Map<String, Member>> messages(String table) {
    Map<String, Map<String, Member>> messages = new LinkedHashMap<>();
    for (String[] row : FactTable.rows(GnosticWriter.class, table)) {
      messages
          .computeIfAbsent(row[0], _ -> new LinkedHashMap<>())
          .put(row[1], new Member(Integer.parseInt(row[2]), row[3]));
    }
    return messages;
  }

  /**
   * @param document a whole OpenAPI v2 document
   */
  static byte[] v2(Map<String, Object> document) {
    return write(V2, document);
  }

  /**
   * @param document a whole OpenAPI v3 document
   */
  static byte[] v3(Map<String, Object> document) {
    return write(V3, document);
  }

  private static byte[] write(Form form, Map<String, Object> document) {
    WireOutput out = new WireOutput(1 << 20);
    new GnosticWriter(form, out).message("Document", document);
    return out.toByteArray();
  }

  private void nested(int field, String message, Object value) {
    int begun = out.begin(field);
    message(message, value);
    out.end(begun);
  }

  /** The content of a message; those without members are one of several, which the value tells. */
  private void message(String message, Object value) {
    Map<String, Member> members = form.messages().get(message);
    if (members != null) {
      members(members, value);
      return;
    }
    switch (message) {
      case "Any" -> out.text(ANY_YAML, Json.writeString(value));
      case "StringArray", "TypeItem" -> many(value).forEach(v -> out.text(1, String.valueOf(v)));
      case "ItemsItem" -> many(value).forEach(v -> nested(1, form.schema(), v));
      case "AdditionalPropertiesItem" -> {
        if (value instanceof Boolean allowed) {
          out.number(2, allowed ? 1 : 0);
        } else {
          nested(1, form.schema(), value);
        }
      }
      case "DefaultType" -> scalar(value);
      case "ParametersItem" -> referenceOr("Parameter", value);
      case "ResponseValue" -> referenceOr("Response", value);
      case "SchemaItem" -> {
        boolean file = "file".equals(member(value, "type"));
        nested(file ? 2 : 1, file ? "FileSchema" : "Schema", value);
      }
      case "Parameter" -> parameter(value);
      case "SecurityDefinitionsItem" -> security(value);
      default -> {
        if (message.endsWith(OR_REFERENCE)) {
          referenceOr(message.substring(0, message.length() - OR_REFERENCE.length()), value);
        }
      }
    }
  }

  /** A default of v3: those that are no scalars are left out. */
  private void scalar(Object value) {
    switch (value) {
      case Number number -> out.fixed64(1, Double.doubleToLongBits(number.doubleValue()));
      case Boolean truth -> out.number(2, truth ? 1 : 0);
      case String text -> out.text(3, text);
      default -> {}
    }
  }

  private static List<?> many(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }

  private static Object member(Object value, String name) {
    Object found = value instanceof Map<?, ?> map ? map.get(name) : null;
    return found == null ? "" : found;
  }

  private void referenceOr(String message, Object value) {
    boolean reference = !member(value, "$ref").equals("");
    nested(reference ? 2 : 1, reference ? form.reference() : message, value);
  }

  private void parameter(Object value) {
    if (member(value, "in").equals("body")) {
      nested(1, "BodyParameter", value);
      return;
    }
    int begun = out.begin(2);
    switch (String.valueOf(member(value, "in"))) {
      case "header" -> nested(1, "HeaderParameterSubSchema", value);
      case "formData" -> nested(2, "FormDataParameterSubSchema", value);
      case "query" -> nested(3, "QueryParameterSubSchema", value);
      default -> nested(4, "PathParameterSubSchema", value);
    }
    out.end(begun);
  }

  private void security(Object value) {
    switch (member(value, "type") + " " + member(value, "flow")) {
      case "basic " -> nested(1, "BasicAuthenticationSecurity", value);
      case "oauth2 implicit" -> nested(3, "Oauth2ImplicitSecurity", value);
      case "oauth2 password" -> nested(4, "Oauth2PasswordSecurity", value);
      case "oauth2 application" -> nested(5, "Oauth2ApplicationSecurity", value);
      case "oauth2 accessCode" -> nested(6, "Oauth2AccessCodeSecurity", value);
      default -> nested(2, "ApiKeySecurity", value);
    }
  }

  private void members(Map<String, Member> known, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    known.forEach(
        (name, member) -> {
          switch (name) {
            case EXTENSIONS -> forEach(map, key -> key.startsWith("x-"), member);
            case ANY_MEMBER ->
                forEach(
                    map,
                    key ->
                        !known.containsKey(key)
                            && !(key.startsWith("x-") && known.containsKey(EXTENSIONS)),
                    member);
            default -> {
              Object found = map.get(name);
              if (found != null) {
                member(member, name, found);
              }
            }
          }
        });
  }

  private void forEach(Map<?, ?> map, Predicate<String> chosen, Member member) {
    map.forEach(
        (key, value) -> {
          if (value != null && chosen.test((String) key)) {
            member(member, (String) key, value);
          }
        });
  }

  private void member(Member member, String name, Object value) {
    String kind = member.kind();
    if (kind.equals("extensions")) {
      named(member.number(), name, "Any", value);
    } else if (kind.endsWith(BY_NAME)) {
      named(member.number(), name, kind.substring(0, kind.length() - BY_NAME.length()), value);
    } else if (kind.endsWith(LIST)) {
      String each = kind.substring(0, kind.length() - LIST.length());
      many(value).forEach(v -> single(member.number(), each, v));
    } else {
      single(member.number(), kind, value);
    }
  }

  private void named(int field, String name, String message, Object value) {
    int begun = out.begin(field);
    out.text(1, name);
    if (message.equals("String")) {
      out.text(2, String.valueOf(value));
    } else {
      nested(2, message, value);
    }
    out.end(begun);
  }

  private void single(int field, String kind, Object value) {
    switch (kind) {
      case "string" -> out.text(field, String.valueOf(value));
      case "bool" -> {
        if (Boolean.TRUE.equals(value)) {
          out.number(field, 1);
        }
      }
      case "int64" -> {
        if (value instanceof Number number && number.longValue() != 0) {
          out.number(field, number.longValue());
        }
      }
      case "double" -> {
        if (value instanceof Number number && number.doubleValue() != 0) {
          out.fixed64(field, Double.doubleToLongBits(number.doubleValue()));
        }
      }
      default -> nested(field, kind, value);
    }
  }
}

package io.navarch.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Compares the generated schemas with a published OpenAPI document of the same API version. Its
 * folder is given by {@code -Dnavarch.reference}, since the document is no part of this tree.
 */
class BuiltinSchemasTest {
  private static final BuiltinSchemas SCHEMAS = BuiltinSchemas.instance();
  private static final Descriptions DESCRIPTIONS = Descriptions.load();

  @Test
  void memberFactsStandOnTheField() {
    Schema container = SCHEMAS.byDefinition("io.k8s.api.core.v1.Container").orElseThrow();
    Schema.Field ports = container.field("ports");
    assertThat(ports).isNotNull();
    assertThat(ports.patchMergeKey()).isEqualTo("containerPort");
    assertThat(ports.listMapKeys()).containsExactly("containerPort", "protocol");
    assertThat(ports.listType()).isEqualTo(Schema.ListType.MAP);
    assertThat(container.field("name").required()).isTrue();
  }

  @Test
  void agreesWithThePublishedDocument() throws IOException {
    String folder = System.getProperty("navarch.reference", "");
    Assumptions.assumeFalse(folder.isEmpty(), "no -Dnavarch.reference");
    Map<String, Object> document =
        Json.readObject(Files.readAllBytes(Path.of(folder, "openapi-v2.json")));
    Map<?, ?> definitions = (Map<?, ?>) document.get("definitions");
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<?, ?> definition : definitions.entrySet()) {
      String name = (String) definition.getKey();
      Schema schema = SCHEMAS.byDefinition(name).orElse(null);
      if (schema != null && schema.type() == Schema.Type.OBJECT) {
        compared++;
        compare(name, schema, (Map<?, ?>) definition.getValue(), differences);
      }
    }
    assertThat(compared).isGreaterThan(500);
    assertThat(differences).isEmpty();
  }

  private static void compare(
      String name, Schema schema, Map<?, ?> published, List<String> differences) {
    Map<?, ?> properties = published.get("properties") instanceof Map<?, ?> p ? p : Map.of();
    check(name, "members", schema.fields().keySet(), properties.keySet(), differences);
    List<?> required = published.get("required") instanceof List<?> l ? l : List.of();
    check(name, "atomic", schema.atomicMap(), isAtomic(published), differences);
    properties.forEach(
        (member, value) -> {
          Schema.Field field = schema.field((String) member);
          if (field == null) {
            return;
          }
          Map<?, ?> property = (Map<?, ?>) value;
          String at = name + "." + member;
          check(at, "required", field.required(), required.contains(member), differences);
          check(at, "type", typeOf(field.schema()), typeOf(property), differences);
          check(
              at,
              "strategy",
              field.patchStrategy(),
              text(property, "x-kubernetes-patch-strategy"),
              differences);
          check(
              at,
              "merge key",
              field.patchMergeKey(),
              text(property, "x-kubernetes-patch-merge-key"),
              differences);
          check(
              at,
              "list type",
              field.listType() == null
                  ? ""
                  : field.listType().name().toLowerCase(java.util.Locale.ROOT),
              text(property, "x-kubernetes-list-type"),
              differences);
          check(
              at,
              "map keys",
              field.listMapKeys(),
              property.get("x-kubernetes-list-map-keys") instanceof List<?> l ? l : List.of(),
              differences);
          // The model keeps no text beside a reference and no line breaks.
          if (!property.containsKey("$ref")) {
            check(
                at,
                "description",
                DESCRIPTIONS.member(name, (String) member),
                oneLine(text(property, "description")),
                differences);
          }
        });
    check(
        name,
        "description",
        DESCRIPTIONS.definition(name),
        oneLine(text(published, "description")),
        differences);
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\t', ' ');
  }

  private static boolean isAtomic(Map<?, ?> published) {
    return "atomic".equals(published.get("x-kubernetes-map-type"));
  }

  private static String typeOf(Schema schema) {
    if (!schema.name().isEmpty()) {
      return "@" + schema.name();
    }
    return switch (schema.type()) {
      case ARRAY -> "[" + typeOf(schema.items());
      case MAP -> "{" + typeOf(schema.items());
      default -> schema.type().name().toLowerCase(java.util.Locale.ROOT) + schema.format();
    };
  }

  private static String typeOf(Map<?, ?> property) {
    if (property.get("$ref") instanceof String ref) {
      return "@" + ref.substring("#/definitions/".length());
    }
    return switch (text(property, "type")) {
      case "array" -> "[" + typeOf((Map<?, ?>) property.get("items"));
      case "object" -> "{" + typeOf((Map<?, ?>) property.get("additionalProperties"));
      default -> text(property, "type") + text(property, "format");
    };
  }

  private static String text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String s ? s : "";
  }

  private static void check(
      String at, String what, Object ours, Object published, List<String> differences) {
    if (!ours.equals(published)) {
      differences.add(at + " " + what + ": " + ours + " instead of " + published);
    }
  }
}

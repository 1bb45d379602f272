package io.navarch.controller.admissionpolicy;

import io.navarch.model.cel.DeclType;
import io.navarch.model.cel.DeclTypes;
import io.navarch.model.resource.GroupVersionKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a kind in an OpenAPI v3 document and reads it as a type of expressions. */
final class OpenApiTypes {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Object> schemas;

  OpenApiTypes(Map<String, Object> document) {
    this.schemas = map(map(document.get("components")).get("schemas"));
  }

  Optional<DeclType> typeOf(GroupVersionKind kind) {
    for (Object schema : schemas.values()) {
      if (isOf(map(schema), kind)) {
        return Optional.ofNullable(DeclTypes.of(resolved(map(schema), new HashSet<>()), false));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Map<String, Object> schema, GroupVersionKind kind) {
    if (!(schema.get("x-kubernetes-group-version-kind") instanceof List<?> kinds)) {
      return false;
    }
    return kinds.stream()
        .map(OpenApiTypes::map)
        .anyMatch(
            k ->
                kind.group().equals(k.get("group"))
                    && kind.version().equals(k.get("version"))
                    && kind.kind().equals(k.get("kind")));
  }

  /** The schema with what it refers to in place; what refers back to itself stays unknown there. */
  private Map<String, Object> resolved(Map<String, Object> schema, Set<String> above) {
    String reference = reference(schema);
    if (reference != null) {
      if (!above.add(reference)) {
        return Map.of();
      }
      Map<String, Object> target = resolved(map(schemas.get(reference)), above);
      above.remove(reference);
      return target;
    }
    Map<String, Object> result = new LinkedHashMap<>(schema);
    if ("int-or-string".equals(schema.get("format"))) {
      // What it is shows when an expression runs. Quantities are not known at all, as upstream.
      result.put("x-kubernetes-int-or-string", true);
      return result;
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    map(schema.get("properties"))
        .forEach((name, child) -> properties.put(name, resolved(map(child), above)));
    if (!properties.isEmpty()) {
      result.put("properties", properties);
    }
    for (String nested : List.of("items", "additionalProperties")) {
      if (schema.get(nested) instanceof Map<?, ?> child) {
        result.put(nested, resolved(map(child), above));
      }
    }
    return result;
  }

  /** The name of the one schema that this one stands for. */
  private static @Nullable String reference(Map<String, Object> schema) {
    Object reference = schema.get("$ref");
    if (reference == null && schema.get("allOf") instanceof List<?> all && all.size() == 1) {
      reference = map(all.getFirst()).get("$ref");
    }
    return reference instanceof String text && text.startsWith(REFERENCE)
        ? text.substring(REFERENCE.length())
        : null;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}

package io.navarch.model.structural;

import io.navarch.model.object.ApiObject;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a structural {@code openAPIV3Schema} into the {@link Schema} that decoding, pruning,
 * defaulting, patches and server-side apply read. Value rules (ranges, patterns and the like) are
 * {@link ValueRules}.
 */
public final class SchemaCompiler {
  private static final Schema ANYTHING =
      new Schema.Builder("", Schema.Type.ANY).preserveUnknownFields(true).nullable(true).build();

  /**
   * What {@code additionalProperties} says of the values where it is no schema: objects in them are
   * emptied. Whether they may stand there at all is a value rule.
   */
  private static final Schema EMPTIED =
      new Schema.Builder("", Schema.Type.OBJECT).structural(true).nullable(true).build();

  private SchemaCompiler() {}

  /**
   * The schema of a whole custom resource. apiVersion, kind and metadata are the API's own,
   * whatever the definition says of them.
   *
   * @param preserveUnknownFields the definition's old switch of the same name
   */
  public static Schema resource(Map<String, Object> openApi, boolean preserveUnknownFields) {
    Schema.Builder root = new Schema.Builder("", Schema.Type.OBJECT).structural(true);
    root.description(ApiObject.string(openApi, "description"));
    root.preserveUnknownFields(preserveUnknownFields || preserves(openApi));
    addTypeAndMetadata(root);
    addProperties(root, openApi);
    return root.build();
  }

  private static void addTypeAndMetadata(Schema.Builder resource) {
    resource.field(plain("apiVersion", Schema.scalar(Schema.Type.STRING, "")));
    resource.field(plain("kind", Schema.scalar(Schema.Type.STRING, "")));
    resource.field(plain("metadata", BuiltinSchemas.instance().objectMeta()));
  }

  private static Schema.Field plain(String name, Schema schema) {
    return new Schema.Field(
        name, schema, "", false, true, null, List.of(), "", "", null, List.of(), false, 0);
  }

  private static void addProperties(Schema.Builder to, Map<String, Object> openApi) {
    List<Object> required = ApiObject.listAt(openApi, "required");
    boolean resource = to.hasField("metadata");
    ApiObject.mapAt(openApi, "properties")
        .forEach(
            (name, property) -> {
              boolean known = resource && isTypeOrMetadata(name);
              if (!known && property instanceof Map<?, ?> map) {
                to.field(field(name, tree(map), required.contains(name)));
              }
            });
  }

  private static boolean isTypeOrMetadata(String name) {
    return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
  }

  private static Schema.Field field(String name, Map<String, Object> openApi, boolean required) {
    Schema schema = value(openApi);
    Schema.ListType listType =
        schema.type() == Schema.Type.ARRAY
            ? listType(ApiObject.string(openApi, "x-kubernetes-list-type"))
            : null;
    return new Schema.Field(
        name,
        schema,
        ApiObject.string(openApi, "description"),
        required,
        true,
        openApi.get("default"),
        List.of(),
        "",
        "",
        listType,
        ApiObject.listAt(openApi, "x-kubernetes-list-map-keys").stream()
            .map(String::valueOf)
            .toList(),
        schema.atomicMap(),
        0);
  }

  private static Schema.@Nullable ListType listType(String text) {
    return switch (text) {
      case "set" -> Schema.ListType.SET;
      case "map" -> Schema.ListType.MAP;
      case "atomic" -> Schema.ListType.ATOMIC;
      default -> null;
    };
  }

  private static Schema value(Map<String, Object> openApi) {
    if (Boolean.TRUE.equals(openApi.get("x-kubernetes-int-or-string"))) {
      return finish(new Schema.Builder("", Schema.Type.INT_OR_STRING), openApi);
    }
    return switch (ApiObject.string(openApi, "type")) {
      case "object" -> object(openApi);
      case "array" ->
          finish(new Schema.Builder("", Schema.Type.ARRAY).items(items(openApi)), openApi);
      case "string" -> finish(new Schema.Builder("", Schema.Type.STRING), openApi);
      case "integer" -> finish(new Schema.Builder("", Schema.Type.INTEGER), openApi);
      case "number" -> finish(new Schema.Builder("", Schema.Type.NUMBER), openApi);
      case "boolean" -> finish(new Schema.Builder("", Schema.Type.BOOLEAN), openApi);
      default ->
          preserves(openApi) && openApi.get("properties") instanceof Map<?, ?>
              ? object(openApi)
              : finish(new Schema.Builder("", Schema.Type.ANY), openApi);
    };
  }

  private static Schema items(Map<String, Object> openApi) {
    return openApi.get("items") instanceof Map<?, ?> items ? value(tree(items)) : ANYTHING;
  }

  private static Schema object(Map<String, Object> openApi) {
    Object additional = openApi.get("additionalProperties");
    boolean free = ApiObject.mapAt(openApi, "properties").isEmpty();
    if (free && additional instanceof Map<?, ?> values) {
      return finish(new Schema.Builder("", Schema.Type.MAP).items(value(tree(values))), openApi);
    }
    if (free && additional instanceof Boolean) {
      return finish(new Schema.Builder("", Schema.Type.MAP).items(EMPTIED), openApi);
    }
    Schema.Builder builder = new Schema.Builder("", Schema.Type.OBJECT);
    if (Boolean.TRUE.equals(openApi.get("x-kubernetes-embedded-resource"))) {
      builder.embeddedResource(true);
      addTypeAndMetadata(builder);
    }
    addProperties(builder, openApi);
    return finish(builder, openApi);
  }

  private static Schema finish(Schema.Builder builder, Map<String, Object> openApi) {
    return builder
        .structural(true)
        .format(ApiObject.string(openApi, "format"))
        .description(ApiObject.string(openApi, "description"))
        .nullable(Boolean.TRUE.equals(openApi.get("nullable")))
        .preserveUnknownFields(preserves(openApi))
        .atomicMap(ApiObject.string(openApi, "x-kubernetes-map-type").equals("atomic"))
        .defaultValue(openApi.get("default"))
        .enumValues(
            ApiObject.listAt(openApi, "enum").stream().filter(each -> each != null).toList())
        .build();
  }

  private static boolean preserves(Map<String, Object> openApi) {
    return Boolean.TRUE.equals(openApi.get("x-kubernetes-preserve-unknown-fields"))
        || (Boolean.TRUE.equals(openApi.get("additionalProperties"))
            && !ApiObject.mapAt(openApi, "properties").isEmpty());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}

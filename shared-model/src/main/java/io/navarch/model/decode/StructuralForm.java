package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.schema.Schema;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a custom resource into form: members that its schema does not name go, and so do nulls
 * where neither null nor a default is allowed; metadata takes the API's own form. Values of a wrong
 * type are left alone, they break value rules later. Works in place.
 */
public final class StructuralForm {
  private StructuralForm() {}

  /**
   * Prunes and brings metadata into form; defaults are the {@link Defaulter}'s.
   *
   * @throws DecodeException if embedded metadata is malformed
   */
  public static void prune(Schema schema, Map<String, Object> tree) {
    object(schema, tree);
  }

  /**
   * Checks the metadata of an object of the API.
   *
   * @param schema of the object
   * @throws DecodeException if the metadata is malformed
   */
  public static void checkMetadata(Schema schema, Map<String, Object> tree) {
    Schema.Field field = schema.field("metadata");
    Object metadata = tree.get("metadata");
    if (field == null || metadata == null) {
      return;
    }
    if (!(metadata instanceof Map<?, ?>)) {
      throw new DecodeException(
          "json: cannot unmarshal "
              + Json.typeName(metadata)
              + " into Go value of type v1.ObjectMeta");
    }
    TypeChecker.check(field.schema(), ApiObject.mapAt(tree, "metadata"));
  }

  @SuppressWarnings("unchecked")
  private static void object(Schema schema, Map<String, Object> map) {
    Iterator<Map.Entry<String, Object>> members = map.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Object> member = members.next();
      Schema.Field field = schema.field(member.getKey());
      if (field == null) {
        if (!schema.preserveUnknownFields()) {
          members.remove();
        }
        continue;
      }
      Object value = member.getValue();
      if (value == null) {
        if (!field.schema().nullable() && field.defaultValue() == null) {
          members.remove();
        }
      } else if (field.schema().structural()) {
        value(field.schema(), value);
      } else if (field.schema().type() == Schema.Type.OBJECT && value instanceof Map<?, ?>) {
        if (schema.embeddedResource()) {
          checkMetadata(schema, map);
        }
        Normalizer.normalize(field.schema(), (Map<String, Object>) value);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void value(Schema schema, @Nullable Object value) {
    Schema items = schema.items();
    if (value instanceof Map<?, ?> map) {
      if (schema.type() == Schema.Type.OBJECT) {
        object(schema, (Map<String, Object>) map);
      } else if (schema.type() == Schema.Type.MAP && items != null) {
        map.values()
            .removeIf(each -> each == null && !items.nullable() && items.defaultValue() == null);
        map.values().forEach(each -> value(items, each));
      }
    } else if (value instanceof List<?> list
        && schema.type() == Schema.Type.ARRAY
        && items != null) {
      list.forEach(each -> value(items, each));
    }
  }
}

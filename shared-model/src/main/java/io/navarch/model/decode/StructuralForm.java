package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a custom resource into form: members that its schema does not name go, and so do nulls
 * where neither null nor a default is allowed; metadata takes the API's own form. Scalars of a
 * wrong type are left alone, they break value rules later; trees where the schema has none of their
 * kind are emptied. Works in place.
 */
public final class StructuralForm {
  private final Origin origin;
  private final List<Object> path = new ArrayList<>();

  private StructuralForm(Origin origin) {
    this.origin = origin;
  }

  /** Where a tree comes from. */
  public enum Origin {
    /** A client's body, or the result of a patch. */
    SENT,
    /** An apply: nulls stay, and break value rules. */
    APPLIED,
    /** The store, or a conversion: malformed embedded metadata stays as it is. */
    STORED
  }

  /**
   * Prunes and brings metadata into form; defaults are the {@link Defaulter}'s.
   *
   * @throws DecodeException if embedded metadata is malformed
   */
  public static void prune(Schema schema, Map<String, Object> tree, Origin origin) {
    new StructuralForm(origin).object(schema, tree);
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

  private void object(Schema schema, Map<String, Object> map) {
    Iterator<Map.Entry<String, Object>> members = map.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Object> member = members.next();
      Schema.Field field = schema.field(member.getKey());
      Object value = member.getValue();
      boolean keep =
          field == null
              ? schema.preserveUnknownFields()
              : value != null || mayBeNull(field.schema(), field.defaultValue());
      if (!keep) {
        members.remove();
      } else if (field != null && value != null) {
        if (!field.schema().structural()) {
          typeOrMetadata(schema, field, map, member);
        } else if (value instanceof Map<?, ?> || value instanceof List<?>) {
          path.add(member.getKey());
          tree(field.schema(), value);
          path.removeLast();
        }
      }
    }
  }

  private boolean mayBeNull(Schema schema, @Nullable Object fallback) {
    return schema.nullable() || fallback != null || origin == Origin.APPLIED;
  }

  /** What the API itself says of an object, whatever its definition does. */
  @SuppressWarnings("unchecked")
  private void typeOrMetadata(
      Schema schema,
      Schema.Field field,
      Map<String, Object> map,
      Map.Entry<String, Object> member) {
    Object value = member.getValue();
    boolean metadata = field.schema().type() == Schema.Type.OBJECT;
    if (schema.embeddedResource() && origin != Origin.STORED) {
      if (metadata) {
        checkEmbedded(schema, map, value);
      } else if (!(value instanceof String)) {
        throw malformed(field.name(), value, "must be a string");
      }
    }
    if (metadata && value instanceof Map<?, ?> tree && fits(schema, map)) {
      Normalizer.normalize(field.schema(), (Map<String, Object>) tree);
    }
  }

  private boolean fits(Schema schema, Map<String, Object> map) {
    if (origin != Origin.STORED || !schema.embeddedResource()) {
      return true;
    }
    try {
      checkMetadata(schema, map);
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }

  private void checkEmbedded(Schema schema, Map<String, Object> map, Object metadata) {
    try {
      checkMetadata(schema, map);
    } catch (DecodeException e) {
      throw malformed("metadata", metadata, String.valueOf(e.getMessage()));
    }
  }

  private DecodeException malformed(String member, Object value, String why) {
    path.add(member);
    FieldError error = FieldError.invalid(FieldPath.of(path), value, why);
    return new DecodeException(error.field() + ": " + error.body());
  }

  @SuppressWarnings("unchecked")
  private void tree(Schema schema, @Nullable Object value) {
    Schema items = schema.items();
    switch (value) {
      case Map<?, ?> map when schema.type() == Schema.Type.OBJECT ->
          object(schema, (Map<String, Object>) map);
      case Map<?, ?> map when schema.type() == Schema.Type.MAP && items != null -> {
        map.values().removeIf(each -> each == null && !mayBeNull(items, items.defaultValue()));
        map.forEach((name, each) -> below(items, new FieldPath.Key((String) name), each));
      }
      case List<?> list when schema.type() == Schema.Type.ARRAY && items != null -> {
        for (int i = 0; i < list.size(); i++) {
          below(items, i, list.get(i));
        }
      }
      case null, default -> {
        if (schema.type() != Schema.Type.ANY && !schema.preserveUnknownFields()) {
          empty(value);
        }
      }
    }
  }

  private void below(Schema items, Object step, @Nullable Object value) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      path.add(step);
      tree(items, value);
      path.removeLast();
    }
  }

  /** Takes out what no schema names. */
  private static void empty(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.clear();
    } else if (value instanceof List<?> list) {
      list.forEach(StructuralForm::empty);
    }
  }
}

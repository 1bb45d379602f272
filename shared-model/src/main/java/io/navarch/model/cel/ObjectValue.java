package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.NullValue;
import dev.cel.common.values.StructValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code Object{...}}, {@code Object.spec{...}} and {@code JSONPatch{...}} make. */
@SuppressWarnings("Immutable")
final class ObjectValue extends StructValue<String, Object> {
  private final String typeName;
  private final Map<String, Object> fields;

  ObjectValue(String typeName, Map<String, Object> fields) {
    this.typeName = typeName;
    this.fields = fields;
  }

  /** A field that is null stays: that is how a mutation removes a value. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    fields.forEach((name, value) -> tree.put(name, JsonView.toJson(value)));
    return tree;
  }

  /**
   * What an expression made out of a type whose name does not say where it stands, such as {@code
   * Object{spec: Object.status{}}}; empty where all is well.
   */
  static String misnamedType(Object value) {
    return switch (value) {
      case ObjectValue object when object.typeName.equals(DeclaredTypes.OBJECT) ->
          misnamed(object, object.typeName);
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof ObjectValue ->
          list.stream()
              .map(ObjectValue.class::cast)
              .map(patch -> patch.fields.get("value"))
              .filter(ObjectValue.class::isInstance)
              .map(ObjectValue.class::cast)
              .map(object -> misnamed(object, object.typeName))
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse("");
      default -> "";
    };
  }

  private static String misnamed(@Nullable Object value, String path) {
    return switch (value) {
      case ObjectValue object -> {
        if (!object.typeName.equals(path)) {
          yield "unexpected type name \""
              + object.typeName
              + "\", expected \""
              + path
              + "\", which matches field name path from root Object type";
        }
        yield object.fields.entrySet().stream()
            .map(field -> misnamed(field.getValue(), path + "." + field.getKey()))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
      }
      case MapView view -> "";
      case ListView view -> "";
      case List<?> list -> first(list, path);
      case Map<?, ?> map -> first(map.values(), path);
      case null, default -> "";
    };
  }

  private static String first(Collection<?> values, String path) {
    return values.stream()
        .map(value -> misnamed(value, path))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public Object select(String field) {
    return fields.getOrDefault(field, NullValue.NULL_VALUE);
  }

  @Override
  public Optional<Object> find(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return fields.isEmpty();
  }

  @Override
  public CelType celType() {
    return StructTypeReference.create(typeName);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectValue that
        && typeName.equals(that.typeName)
        && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return typeName + fields;
  }
}

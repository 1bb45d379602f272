package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.NullValue;
import dev.cel.common.values.StructValue;
import java.util.LinkedHashMap;
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

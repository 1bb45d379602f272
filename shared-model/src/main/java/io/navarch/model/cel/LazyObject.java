package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.StructValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An object whose members are other expressions' results: {@code variables}. */
@SuppressWarnings("Immutable")
final class LazyObject extends StructValue<String, Object> {
  private final Function<String, CelResult> members;
  private final Map<String, CelResult> known = new HashMap<>();

  LazyObject(Function<String, CelResult> members) {
    this.members = members;
  }

  @Override
  public Object select(String field) {
    CelResult result = known.get(field);
    if (result == null) {
      result = members.apply(field);
      known.put(field, result);
    }
    return switch (result) {
      case CelResult.Value value -> JsonView.of(value.json(), null);
      case CelResult.Failure failure ->
          throw CelFault.of(
              "composited variable \"" + field + "\" fails to evaluate: " + failure.message());
    };
  }

  @Override
  public Optional<?> find(String field) {
    return Optional.of(select(field));
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return false;
  }

  @Override
  public CelType celType() {
    return StructTypeReference.create("kubernetes.variables");
  }
}

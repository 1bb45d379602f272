package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.StructValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An object whose members are other expressions' results: {@code variables}. */
@SuppressWarnings("Immutable")
final class LazyObject extends StructValue<String, Object> {
  private final Map<String, CelCompilation> members;
  private final CelVariables variables;
  private final CelBudget budget;
  private final Map<String, Object> known = new HashMap<>();

  LazyObject(Map<String, CelCompilation> members, CelVariables variables, CelBudget budget) {
    this.members = members;
    this.variables = variables;
    this.budget = budget;
  }

  @Override
  public Object select(String field) {
    Object value = known.get(field);
    if (value == null) {
      value = evaluate(field);
      known.put(field, value);
    }
    if (value instanceof CelResult.Failure failure) {
      throw CelFault.of(
          "composited variable \"" + field + "\" fails to evaluate: " + failure.message());
    }
    return value;
  }

  private Object evaluate(String field) {
    return switch (members.get(field)) {
      case null -> throw CelFault.noSuchKey(field);
      case CelCompilation.Refused refused ->
          new CelResult.Failure(refused.message(), CelResult.Failure.Kind.EVALUATION);
      case CelCompilation.Compiled compiled -> compiled.expression().raw(variables, budget);
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

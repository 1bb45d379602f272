package io.navarch.gateway.strategy;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A kind that has rules, but no defaults of its own. */
final class RuleStrategy extends KindStrategy {
  private final Consumer<Field> always;
  private final BiConsumer<Field, Field> change;

  RuleStrategy(
      @Nullable StatusOwnership status, Consumer<Field> always, BiConsumer<Field, Field> change) {
    super(status);
    this.always = always;
    this.change = change;
  }

  RuleStrategy(@Nullable StatusOwnership status, Consumer<Field> always) {
    this(status, always, (_, _) -> {});
  }

  @Override
  void check(Field object) {
    always.accept(object);
  }

  @Override
  void checkChange(Field object, Field old) {
    change.accept(object, old);
  }
}

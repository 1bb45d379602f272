package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kind that has rules, but no defaults of its own. */
final class RuleStrategy extends KindStrategy {
  private static final BiConsumer<Field, Field> FREE = (_, _) -> {};

  private final @Nullable StatusOwnership status;
  private final Consumer<Field> always;
  private final Consumer<Field> create;
  private final BiConsumer<Field, Field> change;
  private final BiConsumer<Field, Field> ofStatus;
  private final Function<Field, List<String>> warnings;

  private RuleStrategy(
      @Nullable StatusOwnership status,
      Consumer<Field> always,
      Consumer<Field> create,
      BiConsumer<Field, Field> change,
      BiConsumer<Field, Field> ofStatus,
      Function<Field, List<String>> warnings) {
    super(status);
    this.status = status;
    this.always = always;
    this.create = create;
    this.change = change;
    this.ofStatus = ofStatus;
    this.warnings = warnings;
  }

  /**
   * @param always the rules that hold at every write
   */
  static RuleStrategy of(Consumer<Field> always) {
    return new RuleStrategy(null, always, _ -> {}, FREE, FREE, _ -> List.of());
  }

  RuleStrategy owningStatus(StatusOwnership ownership) {
    return new RuleStrategy(ownership, always, create, change, ofStatus, warnings);
  }

  /** With rules for new objects only. */
  RuleStrategy onCreate(Consumer<Field> rules) {
    return new RuleStrategy(status, always, rules, change, ofStatus, warnings);
  }

  /** With what an update may not change. */
  RuleStrategy onChange(BiConsumer<Field, Field> rules) {
    return new RuleStrategy(status, always, create, rules, ofStatus, warnings);
  }

  /** With rules for writes of the status. */
  RuleStrategy onStatus(BiConsumer<Field, Field> rules) {
    return new RuleStrategy(status, always, create, change, rules, warnings);
  }

  RuleStrategy warning(Function<Field, List<String>> texts) {
    return new RuleStrategy(status, always, create, change, ofStatus, texts);
  }

  @Override
  void check(Field object) {
    always.accept(object);
  }

  @Override
  void checkNew(Field object) {
    create.accept(object);
  }

  @Override
  void checkChange(Field object, Field old) {
    change.accept(object, old);
  }

  @Override
  void checkStatus(Field object, Field old) {
    ofStatus.accept(object, old);
  }

  @Override
  public List<String> warnings(ApiObject object) {
    return warnings.apply(Field.root(object, new ArrayList<>(0)));
  }
}

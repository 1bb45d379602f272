package io.navarch.gateway.strategy;

import io.navarch.gateway.access.User;
import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kind that is put together of rules and defaults, without a class of its own. */
final class RuleStrategy extends KindStrategy {
  private final Rules rules;

  /** Each does nothing where a kind has none. */
  private record Rules(
      @Nullable StatusOwnership status,
      Consumer<Field> always,
      Consumer<Field> create,
      BiConsumer<Field, Field> change,
      BiConsumer<Field, Field> ofStatus,
      Function<Field, List<String>> warnings,
      Consumer<ApiObject> defaults,
      Dates dates) {}

  /** Writes into an object when something in it came about. */
  interface Dates {
    /**
     * @param old null for a new object
     */
    void write(ApiObject object, @Nullable ApiObject old, Instant now);
  }

  private RuleStrategy(Rules rules) {
    super(rules.status);
    this.rules = rules;
  }

  /**
   * @param always the rules that hold at every write
   */
  static RuleStrategy of(Consumer<Field> always) {
    return new RuleStrategy(
        new Rules(
            null,
            always,
            _ -> {},
            (_, _) -> {},
            (_, _) -> {},
            _ -> List.of(),
            _ -> {},
            (_, _, _) -> {}));
  }

  /** Whose status only writers of the subresource change. */
  RuleStrategy owningStatus(StatusOwnership value) {
    return new RuleStrategy(
        new Rules(
            value,
            rules.always,
            rules.create,
            rules.change,
            rules.ofStatus,
            rules.warnings,
            rules.defaults,
            rules.dates));
  }

  /** With rules for new objects only. */
  RuleStrategy onCreate(Consumer<Field> value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            value,
            rules.change,
            rules.ofStatus,
            rules.warnings,
            rules.defaults,
            rules.dates));
  }

  /** With what an update may not change. */
  RuleStrategy onChange(BiConsumer<Field, Field> value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            rules.create,
            value,
            rules.ofStatus,
            rules.warnings,
            rules.defaults,
            rules.dates));
  }

  /** With rules for writes of the status. */
  RuleStrategy onStatus(BiConsumer<Field, Field> value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            rules.create,
            rules.change,
            value,
            rules.warnings,
            rules.defaults,
            rules.dates));
  }

  /** With what a writer is warned of. */
  RuleStrategy warning(Function<Field, List<String>> value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            rules.create,
            rules.change,
            rules.ofStatus,
            value,
            rules.defaults,
            rules.dates));
  }

  /** With defaults that depend on other fields; they must be idempotent. */
  RuleStrategy defaulting(Consumer<ApiObject> value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            rules.create,
            rules.change,
            rules.ofStatus,
            rules.warnings,
            value,
            rules.dates));
  }

  /** With members that say when something was written. */
  RuleStrategy dating(Dates value) {
    return new RuleStrategy(
        new Rules(
            rules.status,
            rules.always,
            rules.create,
            rules.change,
            rules.ofStatus,
            rules.warnings,
            rules.defaults,
            value));
  }

  @Override
  public void applyDefaults(ApiObject object) {
    rules.defaults.accept(object);
  }

  @Override
  public void attribute(
      ApiObject object, @Nullable ApiObject old, String subresource, User user, Instant now) {
    rules.dates.write(object, old, now);
  }

  @Override
  void check(Field object) {
    rules.always.accept(object);
  }

  @Override
  void checkNew(Field object) {
    rules.create.accept(object);
  }

  @Override
  void checkChange(Field object, Field old) {
    rules.change.accept(object, old);
  }

  @Override
  void checkStatus(Field object, Field old) {
    rules.ofStatus.accept(object, old);
  }

  @Override
  public List<String> warnings(ApiObject object) {
    return rules.warnings.apply(Field.root(object, new ArrayList<>(0)));
  }
}

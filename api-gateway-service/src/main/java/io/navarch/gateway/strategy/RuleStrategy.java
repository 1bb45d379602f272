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

/**
 * A kind that is put together of rules and defaults, without a class of its own. What it is given
 * must be given before it is used.
 */
final class RuleStrategy extends KindStrategy {
  private final Consumer<Field> always;
  private Consumer<Field> create = _ -> {};
  private BiConsumer<Field, Field> change = (_, _) -> {};
  private BiConsumer<Field, Field> ofStatus = (_, _) -> {};
  private Function<Field, List<String>> warnings = _ -> List.of();
  private boolean warnsOnlyCreators;
  private Consumer<ApiObject> defaults = _ -> {};
  private Dates dates = (_, _, _) -> {};

  /** Writes into an object when something in it came about. */
  interface Dates {
    /**
     * @param old null for a new object
     */
    void write(ApiObject object, @Nullable ApiObject old, Instant now);
  }

  private RuleStrategy(@Nullable StatusOwnership status, Consumer<Field> always) {
    super(status);
    this.always = always;
  }

  /**
   * @param always the rules that hold at every write
   */
  static RuleStrategy of(Consumer<Field> always) {
    return new RuleStrategy(null, always);
  }

  /**
   * The same for a kind whose status only writers of the subresource change.
   *
   * @param always the rules that hold at every write
   */
  static RuleStrategy of(StatusOwnership status, Consumer<Field> always) {
    return new RuleStrategy(status, always);
  }

  /** With rules for new objects only. */
  RuleStrategy onCreate(Consumer<Field> value) {
    create = value;
    return this;
  }

  /** With what an update may not change. */
  RuleStrategy onChange(BiConsumer<Field, Field> value) {
    change = value;
    return this;
  }

  /** With rules for writes of the status. */
  RuleStrategy onStatus(BiConsumer<Field, Field> value) {
    ofStatus = value;
    return this;
  }

  /** With what a writer is warned of. */
  RuleStrategy warning(Function<Field, List<String>> value) {
    warnings = value;
    return this;
  }

  /** With what only a creator is warned of. */
  RuleStrategy warningCreators(Function<Field, List<String>> value) {
    warnsOnlyCreators = true;
    return warning(value);
  }

  /** With defaults that depend on other fields; they must be idempotent. */
  RuleStrategy defaulting(Consumer<ApiObject> value) {
    defaults = value;
    return this;
  }

  /** With members that say when something was written. */
  RuleStrategy dating(Dates value) {
    dates = value;
    return this;
  }

  @Override
  public void applyDefaults(ApiObject object) {
    defaults.accept(object);
  }

  @Override
  public void attribute(
      ApiObject object, @Nullable ApiObject old, String subresource, User user, Instant now) {
    dates.write(object, old, now);
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

  @Override
  public List<String> warningsOnUpdate(ApiObject object, ApiObject old, String subresource) {
    return warnsOnlyCreators ? List.of() : super.warningsOnUpdate(object, old, subresource);
  }
}

package io.navarch.gateway.strategy;

import io.navarch.gateway.access.User;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is special about a kind when it is written: defaults that depend on other fields, ownership
 * of spec and status, validation. Everything that holds for all kinds (metadata rules, static
 * defaults, generation for kinds with a spec) is the registry's and the schema's.
 */
public interface Strategy {

  /**
   * Defaults that a schema cannot say because they depend on other fields; runs on every decoded
   * object.
   */
  default void applyDefaults(ApiObject object) {}

  /**
   * Texts for {@code Warning} headers about what {@link #prepareForCreate} will change in a new
   * object. They are given even where it is refused.
   */
  default List<String> warningsAsSent(ApiObject object) {
    return List.of();
  }

  /** Clears what a creator may not set, such as status. */
  default void prepareForCreate(ApiObject object) {}

  /**
   * Keeps from the old object what this write may not change, such as status on the main resource.
   *
   * @param subresource empty, {@code status}, {@code ephemeralcontainers}, {@code resize}, ...
   */
  default void prepareForUpdate(ApiObject object, ApiObject old, String subresource) {}

  /** What the first request to delete an object changes in it, before it is marked or removed. */
  default void prepareForDelete(ApiObject object, Instant now) {}

  /**
   * Writes into the object who asks and when, for kinds that keep that; what the client says of it
   * does not count. Runs after the other preparation.
   *
   * @param old null for a new object
   */
  default void attribute(
      ApiObject object, @Nullable ApiObject old, String subresource, User user, Instant now) {}

  /**
   * What is wrong with a new object's name, or with what its name is to begin with, beside the
   * format that the names of its kind have.
   */
  default List<String> nameErrors(ApiObject object, String name) {
    return List.of();
  }

  /** The rules for a new object; metadata is checked by the registry. */
  default List<FieldError> validate(ApiObject object) {
    return List.of();
  }

  /**
   * The rules for a change, beside those of {@link #validate}, which the implementation calls where
   * they apply.
   */
  default List<FieldError> validateUpdate(ApiObject object, ApiObject old, String subresource) {
    return validate(object);
  }

  /** Texts for {@code Warning} headers, such as deprecated fields, when it is created. */
  default List<String> warnings(ApiObject object) {
    return List.of();
  }

  /** The same when it is changed. */
  default List<String> warningsOnUpdate(ApiObject object, ApiObject old, String subresource) {
    return subresource.isEmpty() ? warnings(object) : List.of();
  }
}

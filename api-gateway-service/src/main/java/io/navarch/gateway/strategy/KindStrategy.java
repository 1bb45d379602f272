package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the strategies of built-in kinds have in common: a rule of who owns the status, and checks
 * that write into one list of errors.
 */
abstract class KindStrategy implements Strategy {
  private final @Nullable StatusOwnership status;

  /**
   * @param status null for kinds without one
   */
  KindStrategy(@Nullable StatusOwnership status) {
    this.status = status;
  }

  @Override
  public void prepareForCreate(ApiObject object) {
    if (status != null) {
      status.onCreate(object);
    }
  }

  @Override
  public void prepareForUpdate(ApiObject object, ApiObject old, String subresource) {
    if (status == null) {
      return;
    }
    if (subresource.equals("status")) {
      status.onStatusUpdate(object, old);
    } else {
      status.onUpdate(object, old);
    }
  }

  @Override
  public final List<FieldError> validate(ApiObject object) {
    List<FieldError> errors = new ArrayList<>();
    check(Field.root(object, errors));
    checkNew(Field.root(object, errors));
    return errors;
  }

  @Override
  public final List<FieldError> validateUpdate(
      ApiObject object, ApiObject old, String subresource) {
    List<FieldError> errors = new ArrayList<>();
    Field now = Field.root(object, errors);
    Field before = Field.root(old, errors);
    if (subresource.equals("status")) {
      checkStatus(now, before);
    } else if (!checkSubresource(now, before, subresource)) {
      checkUpdate(now, before);
    }
    return errors;
  }

  /** The rules that hold at every write of the main resource. */
  void check(Field object) {}

  /** The rules for an update, in the order in which upstream tells what is broken. */
  void checkUpdate(Field object, Field old) {
    check(object);
    checkChange(object, old);
  }

  /** The rules that hold only for new objects. */
  void checkNew(Field object) {}

  /** What an update may not change. */
  void checkChange(Field object, Field old) {}

  /**
   * The rules for a write of another subresource.
   *
   * @return whether it is one with rules of its own; else those of the main resource hold
   */
  boolean checkSubresource(Field object, Field old, String subresource) {
    return false;
  }

  /** The rules for a write of the status. */
  void checkStatus(Field object, Field old) {}
}

package io.navarch.model.decode;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What a custom object must say of its kind; unlike with built-in kinds nothing is filled in. */
public final class CustomKind {
  private CustomKind() {}

  /** The refusal of an object that does not say its kind. */
  public static String missing(String json) {
    return "Object 'Kind' is missing in '" + json + "'";
  }

  /** What is wrong in the kind and version that an object names; empty if they are the expected. */
  public static List<FieldError> check(String apiVersion, String kind, GroupVersionKind expected) {
    List<FieldError> errors = new ArrayList<>(0);
    if (!kind.equals(expected.kind())) {
      errors.add(FieldError.invalid("kind", kind, "must be " + expected.kind()));
    }
    if (!apiVersion.equals(expected.apiVersion())) {
      errors.add(FieldError.invalid("apiVersion", apiVersion, "must be " + expected.apiVersion()));
    }
    return errors;
  }
}

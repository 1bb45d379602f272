package io.navarch.gateway.registry;

import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** The {@code dryRun} option, whose only value is {@code All}. */
final class DryRun {
  private DryRun() {}

  static List<FieldError> check(List<?> values) {
    List<FieldError> errors = new ArrayList<>(0);
    for (Object value : values) {
      if (!"All".equals(value)) {
        errors.add(FieldError.notSupported("dryRun", new ArrayList<>(values), List.of("All")));
      }
    }
    return errors;
  }
}

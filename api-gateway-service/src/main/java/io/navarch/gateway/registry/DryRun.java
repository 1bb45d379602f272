package io.navarch.gateway.registry;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
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

  /**
   * @param optionsKind {@code CreateOptions} and the like, for the refusal
   * @throws ApiException 422 for an unknown value
   */
  static boolean of(RequestInfo request, String optionsKind) {
    List<String> values = request.query().getOrDefault("dryRun", List.of());
    List<FieldError> errors = check(values);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", optionsKind, "", errors);
    }
    return !values.isEmpty();
  }
}

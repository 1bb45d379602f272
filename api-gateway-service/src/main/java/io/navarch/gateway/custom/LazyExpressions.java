package io.navarch.gateway.custom;

import io.navarch.model.structural.ExpressionRules;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The validation expressions of a schema, compiled at their first use: most are never used. */
final class LazyExpressions {
  private final Map<String, Object> openApi;
  private volatile @Nullable Optional<ExpressionRules> compiled;

  LazyExpressions(Map<String, Object> openApi) {
    this.openApi = openApi;
  }

  /** Empty where the schema has none. */
  Optional<ExpressionRules> get(ExpressionMeters meters) {
    Optional<ExpressionRules> known = compiled;
    if (known == null) {
      known = meters.compiled(() -> Optional.ofNullable(ExpressionRules.ofResource(openApi)));
      compiled = known;
    }
    return known;
  }
}

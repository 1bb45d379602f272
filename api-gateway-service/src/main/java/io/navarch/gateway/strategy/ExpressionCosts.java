package io.navarch.gateway.strategy;

import io.navarch.model.cel.CelLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the expressions of one schema are estimated to cost, each and together. */
final class ExpressionCosts {
  private static final int MOST_NAMED = 4;
  private static final String ADVICE =
      " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays,"
          + " maps, and strings are declared)";

  private final Field schema;
  private final boolean unchanged;
  private final List<Cost> expensive = new ArrayList<>();
  private long total;

  private record Cost(String path, long cost) {}

  /**
   * @param unchanged whether a single expression may cost more than is allowed, as it did before
   */
  ExpressionCosts(Field schema, boolean unchanged) {
    this.schema = schema;
    this.unchanged = unchanged;
  }

  void observe(String what, String path, long cost) {
    if (!unchanged && cost > CelLimits.RULE_ESTIMATE) {
      schema.reportedAs(path).forbidden(message(what, cost, CelLimits.RULE_ESTIMATE));
    }
    total = total + cost < 0 ? Long.MAX_VALUE : total + cost;
    if (cost >= CelLimits.SCHEMA_ESTIMATE / 100) {
      expensive.add(new Cost(path, cost));
    }
  }

  /** Refuses what all expressions cost together, and names the most expensive. */
  void total() {
    if (total <= CelLimits.SCHEMA_ESTIMATE) {
      return;
    }
    expensive.stream()
        .sorted(Comparator.comparingLong(Cost::cost).reversed())
        .limit(MOST_NAMED)
        .forEach(
            each ->
                schema
                    .reportedAs(each.path())
                    .forbidden(
                        "contributed to estimated rule cost total exceeding cost limit for entire"
                            + " OpenAPIv3 schema"));
    schema.forbidden(
        message(
            "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
            total,
            CelLimits.SCHEMA_ESTIMATE));
  }

  private static String message(String what, long cost, long limit) {
    double factor = (double) cost / limit;
    String shown =
        factor > 100
            ? "more than 100x"
            : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    return what + " exceeds budget by factor of " + shown + ADVICE;
  }
}

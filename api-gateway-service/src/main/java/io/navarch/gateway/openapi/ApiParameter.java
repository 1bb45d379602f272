package io.navarch.gateway.openapi;

import io.navarch.gateway.facts.FactTable;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A parameter of an operation.
 *
 * @param in {@code path} or {@code query}
 * @param type JSON type
 */
record ApiParameter(String name, String in, String type, String description) {
  private static final Map<String, ApiParameter> QUERY =
      FactTable.rows(ApiParameter.class, "parameters.tsv").stream()
          .map(row -> new ApiParameter(row[0], "query", row[1], row[2]))
          .collect(Collectors.toMap(ApiParameter::name, p -> p));

  static ApiParameter query(String name) {
    ApiParameter known = QUERY.get(name);
    if (known == null) {
      throw new IllegalArgumentException("parameters.tsv has no " + name);
    }
    return known;
  }

  static ApiParameter name(String kind) {
    return new ApiParameter("name", "path", "string", "name of the " + kind);
  }

  static ApiParameter namespace() {
    return new ApiParameter(
        "namespace",
        "path",
        "string",
        "object name and auth scope, such as for teams and projects");
  }

  static ApiParameter path() {
    return new ApiParameter("path", "path", "string", "path to the resource");
  }

  boolean isRequired() {
    return in.equals("path");
  }
}

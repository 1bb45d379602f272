package io.navarch.gateway.custom;

import io.navarch.gateway.table.ColumnFacts;
import io.navarch.gateway.table.HumanDuration;
import io.navarch.model.json.Json;
import io.navarch.model.jsonpath.JsonPath;
import io.navarch.model.object.ApiObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column that a definition declares.
 *
 * @param type {@code integer}, {@code number}, {@code string}, {@code boolean} or {@code date}
 */
record PrinterColumn(
    String name, String type, String format, String description, long priority, JsonPath path) {

  /** What is shown where a definition declares no columns. */
  static final PrinterColumn AGE =
      new PrinterColumn(
          "Age", "date", "", ColumnFacts.CREATED, 0, JsonPath.parse(".metadata.creationTimestamp"));

  static PrinterColumn of(Map<String, Object> declared) {
    String path = ApiObject.string(declared, "jsonPath");
    String description = ApiObject.string(declared, "description");
    return new PrinterColumn(
        ApiObject.string(declared, "name"),
        ApiObject.string(declared, "type"),
        ApiObject.string(declared, "format"),
        description.isEmpty()
            ? "Custom resource definition column (in JSONPath format): " + path
            : description,
        declared.get("priority") instanceof Number n ? n.longValue() : 0,
        JsonPath.parse(path));
  }

  Map<String, Object> definition() {
    return ColumnFacts.column(name, type, format, priority, description);
  }

  /** The first value that the path leads to, as the column's type; null where there is none. */
  @Nullable Object cell(ApiObject object, Instant now) {
    List<@Nullable Object> found = path.find(object.root());
    Object value = found.isEmpty() ? null : found.getFirst();
    if (value == null) {
      return null;
    }
    return switch (type) {
      case "integer" -> value instanceof Number n ? (Object) n.longValue() : null;
      case "number" -> value instanceof Number n ? (Object) n.doubleValue() : null;
      case "boolean" -> value instanceof Boolean ? value : null;
      case "string" -> value instanceof String ? value : Json.writeString(value);
      case "date" -> value instanceof String text ? age(text, now) : null;
      default -> null;
    };
  }

  private static String age(String text, Instant now) {
    try {
      return HumanDuration.since(OffsetDateTime.parse(text).toInstant(), now);
    } catch (DateTimeException e) {
      return "<invalid>";
    }
  }
}

package io.navarch.model.status;

import io.navarch.model.json.GoNumbers;
import io.navarch.model.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One broken validation rule on one field, in the words of the Kubernetes API: {@code
 * spec.replicas: Invalid value: -1: must be greater than or equal to 0}.
 */
public record FieldError(Type type, String field, @Nullable Object badValue, String detail) {

  private static final Pattern UNPRINTABLE =
      Pattern.compile("(?<=(?:^|[^\\\\])(?:\\\\\\\\){0,8})\\\\u00([0-9a-f]{2})");

  /** The field of an error that is about an object as a whole. */
  public static final String NO_FIELD = "<nil>";

  /** Stands for a bad value that the API leaves out of its text. */
  public static final Object OMITTED = new Object();

  /** A bad value whose text is made already. */
  public record Printed(String text) {}

  /** What is wrong, with the text and the cause reason that the API uses for it. */
  public enum Type {
    NOT_FOUND("FieldValueNotFound", "Not found"),
    REQUIRED("FieldValueRequired", "Required value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
    INTERNAL("InternalError", "Internal error");

    private final String reason;
    private final String text;

    Type(String reason, String text) {
      this.reason = reason;
      this.text = text;
    }

    public String reason() {
      return reason;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Type.REQUIRED, field, null, detail);
  }

  public static FieldError invalid(String field, @Nullable Object value, String detail) {
    return new FieldError(Type.INVALID, field, value, detail);
  }

  public static FieldError duplicate(String field, @Nullable Object value) {
    return new FieldError(Type.DUPLICATE, field, value, "");
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Type.FORBIDDEN, field, null, detail);
  }

  public static FieldError notFound(String field, @Nullable Object value) {
    return new FieldError(Type.NOT_FOUND, field, value, "");
  }

  public static FieldError tooLong(String field, int maxLength) {
    return new FieldError(
        Type.TOO_LONG,
        field,
        null,
        maxLength == 1
            ? "may not be more than 1 byte"
            : "may not be more than " + maxLength + " bytes");
  }

  public static FieldError tooMany(String field, int actual, int max) {
    return new FieldError(
        Type.TOO_MANY,
        field,
        (long) actual,
        "must have at most " + max + (max == 1 ? " item" : " items"));
  }

  /**
   * @param supported in the order in which the API names them; what has no order is sorted
   */
  public static FieldError notSupported(
      String field, @Nullable Object value, Collection<String> supported) {
    Collection<String> ordered = supported instanceof List ? supported : new TreeSet<>(supported);
    return new FieldError(
        Type.NOT_SUPPORTED,
        field,
        value,
        supported.isEmpty()
            ? ""
            : "supported values: "
                + ordered.stream().map(s -> '"' + s + '"').collect(Collectors.joining(", ")));
  }

  /**
   * The same error of a value that is held in a field.
   *
   * @param base the field; empty for an error that stays where it is
   */
  public FieldError below(String base) {
    if (base.isEmpty()) {
      return this;
    }
    String path =
        field.equals(NO_FIELD) || field.isEmpty()
            ? base
            : field.startsWith("[") ? base + field : base + "." + field;
    return new FieldError(type, path, badValue, detail);
  }

  /** The error without its field, as it stands in a cause's message. */
  public String body() {
    String head =
        switch (type) {
          case REQUIRED, FORBIDDEN, TOO_LONG, INTERNAL -> type.text;
          default -> badValue == OMITTED ? type.text : type.text + ": " + printed(badValue);
        };
    return detail.isEmpty() ? head : head + ": " + detail;
  }

  private static String printed(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> quoted(s);
      case Printed p -> p.text();
      case Map<?, ?> m -> json(sorted(m));
      case Collection<?> c -> json(c);
      case Number n -> GoNumbers.shown(n);
      default -> value.toString();
    };
  }

  /** JSON as Go writes it, which is safe inside of HTML. */
  public static String json(@Nullable Object value) {
    String json = Json.writeString(value);
    return json.chars().anyMatch(c -> c == '<' || c == '>' || c == '&')
        ? json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        : json;
  }

  /** As Go quotes a text: like JSON but for what cannot be printed. */
  private static String quoted(String text) {
    String json = Json.writeString(text);
    return json.indexOf("\\u00") < 0
        ? json
        : UNPRINTABLE.matcher(json).replaceAll(match -> "\\\\x" + match.group(1));
  }

  /** Go writes the entries of a map by key, and the members of an object as they come. */
  private static Map<?, ?> sorted(Map<?, ?> map) {
    boolean isObject = map.containsKey("kind") || map.containsKey("name");
    return !isObject && map.values().stream().allMatch(String.class::isInstance)
        ? new TreeMap<>(map)
        : map;
  }

  /** One text for several errors, each of them once. */
  public static String aggregate(List<FieldError> errors) {
    List<String> texts = errors.stream().map(FieldError::toString).distinct().toList();
    return texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
  }

  @Override
  public String toString() {
    return field + ": " + body();
  }
}

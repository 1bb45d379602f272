package io.navarch.model.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.NullValue;
import io.navarch.model.json.Json;
import io.navarch.model.quantity.Quantity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees as the CEL library reads them, and back; nothing is copied before an expression asks
 * for it.
 */
final class JsonView {
  private JsonView() {}

  /**
   * @param type null where the value is read as what it happens to be
   */
  static Object of(@Nullable Object json, @Nullable DeclType type) {
    return switch (json) {
      case null -> NullValue.NULL_VALUE;
      case Map<?, ?> map -> new MapView(cast(map), type);
      case List<?> list -> new ListView(list, type);
      case String text -> type == null ? text : ofText(text, type);
      case Long number ->
          type != null && type.kind() == DeclType.Kind.DOUBLE ? (Object) (double) number : number;
      case Integer number -> of(number.longValue(), type);
      case Double number ->
          type != null && type.kind() == DeclType.Kind.INT && number == Math.rint(number)
              ? (Object) number.longValue()
              : number;
      case Json.Raw raw -> of(Json.read(raw.json()), type);
      default -> json;
    };
  }

  private static Object ofText(String text, DeclType type) {
    return switch (type.kind()) {
      case TIMESTAMP -> timestamp(text);
      case DURATION -> GoDuration.parse(text);
      case BYTES -> bytes(text);
      default -> text;
    };
  }

  private static Object bytes(String text) {
    try {
      return CelByteString.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException malformed) {
      throw CelFault.of("expected base64 text");
    }
  }

  private static Instant timestamp(String text) {
    try {
      return text.length() == "2006-01-02".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException malformed) {
      throw CelFault.of("expected a time of RFC 3339: " + malformed.getMessage());
    }
  }

  /** A value of the CEL library as a JSON tree. */
  static @Nullable Object toJson(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case NullValue ignored -> null;
      case MapView view -> view.json();
      case ListView view -> view.json();
      case ObjectValue object -> object.toJson();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        map.forEach((key, member) -> tree.put(String.valueOf(key), toJson(member)));
        yield tree;
      }
      case List<?> list -> {
        List<@Nullable Object> tree = new ArrayList<>(list.size());
        list.forEach(element -> tree.add(toJson(element)));
        yield tree;
      }
      case Optional<?> optional -> toJson(optional.orElse(null));
      case Boolean bool -> bool;
      case String text -> text;
      case Long number -> number;
      case Double number -> number;
      case com.google.common.primitives.UnsignedLong number -> number.longValue();
      case CelByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case Instant instant -> instant.toString();
      case Duration duration -> GoDuration.write(duration);
      case Quantity quantity -> quantity.toString();
      case CelValue other -> String.valueOf(other.value());
      default -> value.toString();
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> cast(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }
}

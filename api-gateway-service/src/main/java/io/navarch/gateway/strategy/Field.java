package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.format.DomainPaths;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of an object with its path, for validation: {@code spec.at("replicas").notNegative()}.
 * Errors of a field and of everything below it go to the list that the root was made with.
 */
final class Field {
  static final String IMMUTABLE = "field is immutable";
  private static final int NO_INDEX = -1;

  private final @Nullable Field parent;
  private final String name;
  private final int index;
  private final boolean isEntry;
  private final @Nullable Object value;
  private final List<FieldError> errors;

  private Field(
      @Nullable Field parent,
      String name,
      int index,
      boolean isEntry,
      @Nullable Object value,
      List<FieldError> errors) {
    this.parent = parent;
    this.name = name;
    this.index = index;
    this.isEntry = isEntry;
    this.value = value;
    this.errors = errors;
  }

  /** The whole object; the paths of its members have no prefix. */
  static Field root(ApiObject object, List<FieldError> errors) {
    return reported("", object.root(), errors);
  }

  private static Field reported(String path, @Nullable Object value, List<FieldError> errors) {
    return new Field(null, path, NO_INDEX, false, value, errors);
  }

  /** Only put together where something is wrong: {@code spec.ports[0].name}, {@code data[key]}. */
  String path() {
    if (parent == null) {
      return name;
    }
    String before = parent.path();
    if (index != NO_INDEX) {
      return before + "[" + index + "]";
    }
    if (isEntry) {
      return before + "[" + name + "]";
    }
    return before.isEmpty() ? name : before + "." + name;
  }

  /** The value as messages show it: objects in their internal form. */
  @Nullable Object shown() {
    if (!(value instanceof Map || value instanceof List)) {
      return value;
    }
    List<String> members = new ArrayList<>();
    Field at = this;
    while (at.parent != null) {
      if (at.index == NO_INDEX && !at.isEntry) {
        members.addFirst(at.name);
      }
      at = at.parent;
    }
    return at.name.isEmpty() && at.value instanceof Map<?, ?> object
        ? InternalForm.in(object, members, value)
        : value;
  }

  /**
   * The same where the place does not tell the type.
   *
   * @param type such as {@code core.Taint}
   */
  Object shownAs(String type) {
    return InternalForm.shown(type, value);
  }

  /** The member's or entry's own name. */
  String name() {
    return name;
  }

  @Nullable Object value() {
    return value;
  }

  List<FieldError> errors() {
    return errors;
  }

  Field at(String member) {
    return new Field(this, member, NO_INDEX, false, child(member), errors);
  }

  private @Nullable Object child(String member) {
    return value instanceof Map<?, ?> map ? map.get(member) : null;
  }

  Field at(String first, String second, String... rest) {
    Field field = at(first).at(second);
    for (String member : rest) {
      field = field.at(member);
    }
    return field;
  }

  /** A map's entry: {@code data[key]}. */
  Field key(String key) {
    return new Field(this, key, NO_INDEX, true, child(key), errors);
  }

  /** The same value, reported under another path. */
  Field reportedAs(String otherPath) {
    return reported(otherPath, value, errors);
  }

  /** Another value in the same place. */
  Field with(Object otherValue) {
    return new Field(parent, name, index, isEntry, otherValue, errors);
  }

  /** The same value, reported as another field is. */
  Field reportedAs(Field other) {
    return new Field(other.parent, other.name, other.index, other.isEntry, value, errors);
  }

  /** The elements of a list; none where it is missing. */
  List<Field> each() {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    List<Field> result = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      result.add(new Field(this, "", i, false, list.get(i), errors));
    }
    return result;
  }

  /** The entries of a map. */
  List<Field> entries() {
    if (!(value instanceof Map<?, ?> map)) {
      return List.of();
    }
    List<Field> result = new ArrayList<>(map.size());
    map.forEach((k, v) -> result.add(new Field(this, (String) k, NO_INDEX, true, v, errors)));
    return result;
  }

  boolean isSet() {
    return value != null;
  }

  /** Whether it is missing or holds its type's zero value. */
  boolean isEmpty() {
    return switch (value) {
      case null -> true;
      case String s -> s.isEmpty();
      case Map<?, ?> m -> m.isEmpty();
      case List<?> l -> l.isEmpty();
      case Boolean b -> !b;
      case Number n -> n.doubleValue() == 0;
      default -> false;
    };
  }

  String string() {
    return value instanceof String s ? s : "";
  }

  long number() {
    return value instanceof Number n ? n.longValue() : 0;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  boolean is(String text) {
    return text.equals(value);
  }

  int size() {
    return switch (value) {
      case Map<?, ?> m -> m.size();
      case List<?> l -> l.size();
      case null, default -> 0;
    };
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> map() {
    return value instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
  }

  @SuppressWarnings("unchecked")
  List<Object> list() {
    return value instanceof List<?> l ? (List<Object>) l : List.of();
  }

  Set<String> keys() {
    return map().keySet();
  }

  Field required(String detail) {
    errors.add(FieldError.required(path(), detail));
    return this;
  }

  /** Reports that it is missing or empty, where it is. */
  boolean requirePresent(String detail) {
    if (isEmpty()) {
      required(detail);
      return false;
    }
    return true;
  }

  boolean requirePresent() {
    return requirePresent("");
  }

  Field invalid(String detail) {
    errors.add(FieldError.invalid(path(), shown(), detail));
    return this;
  }

  Field invalid(@Nullable Object shown, String detail) {
    errors.add(FieldError.invalid(path(), shown == value ? shown() : shown, detail));
    return this;
  }

  /** Reports without the value. */
  Field invalidOmitted(String detail) {
    errors.add(FieldError.invalid(path(), FieldError.OMITTED, detail));
    return this;
  }

  Field forbidden(String detail) {
    errors.add(FieldError.forbidden(path(), detail));
    return this;
  }

  /** Reports what the API calls an error of its own, such as an address that it cannot compare. */
  Field internal(String detail) {
    errors.add(new FieldError(FieldError.Type.INTERNAL, path(), null, detail));
    return this;
  }

  Field duplicate() {
    errors.add(FieldError.duplicate(path(), shown()));
    return this;
  }

  Field duplicate(@Nullable Object shown) {
    errors.add(FieldError.duplicate(path(), shown));
    return this;
  }

  Field notFound() {
    errors.add(FieldError.notFound(path(), value == null ? "" : value));
    return this;
  }

  Field notSupported(Collection<String> allowed) {
    errors.add(FieldError.notSupported(path(), value == null ? "" : shown(), allowed));
    return this;
  }

  Field tooLong(int max) {
    errors.add(FieldError.tooLong(path(), max));
    return this;
  }

  Field tooMany(int max) {
    errors.add(FieldError.tooMany(path(), size(), max));
    return this;
  }

  /** Reports a list or map that has too many elements; what is in it is not looked at then. */
  boolean atMost(int max) {
    if (size() > max) {
      tooMany(max);
      return false;
    }
    return true;
  }

  /** Adds one error for each message of a format check. */
  boolean check(List<String> messages) {
    messages.forEach(this::invalid);
    return messages.isEmpty();
  }

  /** A domain, a slash, and a path of a URL. */
  void checkDomainPath() {
    errors.addAll(DomainPaths.check(path(), string()));
  }

  /**
   * Must be one of the values; missing is reported as required.
   *
   * @param allowed in the order in which the API names them
   */
  void oneOf(String... allowed) {
    if (isEmpty()) {
      required("");
    } else {
      oneOfIfSet(allowed);
    }
  }

  /** Must be one of the values, also where it is missing. */
  void among(String... allowed) {
    if (!List.of(allowed).contains(string())) {
      errors.add(FieldError.notSupported(path(), string(), List.of(allowed)));
    }
  }

  void oneOfIfSet(String... allowed) {
    if (value != null && !List.of(allowed).contains(string())) {
      notSupported(List.of(allowed));
    }
  }

  void notNegative() {
    if (number() < 0) {
      invalid("must be greater than or equal to 0");
    }
  }

  void positive() {
    if (number() <= 0) {
      invalid(number(), "must be greater than zero");
    }
  }

  void inRange(long min, long max) {
    if (number() < min || number() > max) {
      invalid(number(), "must be between " + min + " and " + max + ", inclusive");
    }
  }

  boolean sameAs(Field other) {
    return Json.equal(value, other.value) || (isEmpty() && other.isEmpty());
  }

  void immutable(Field old) {
    if (!sameAs(old)) {
      invalid(IMMUTABLE);
    }
  }
}

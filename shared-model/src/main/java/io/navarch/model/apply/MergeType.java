package io.navarch.model.apply;

import io.navarch.model.schema.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a value is owned and merged: as a whole, member by member, or element by element. Follows
 * from its schema and from the marks of the field that holds it.
 *
 * @param schema of the value; null where anything may stand
 * @param keys of a list that is merged by key, in alphabetical order
 * @param open whether objects may have members that the schema does not name: it says so itself, or
 *     of what lies above
 */
record MergeType(Kind kind, @Nullable Schema schema, List<String> keys, boolean open) {

  /** The ways to merge. */
  enum Kind {
    SCALAR,
    /** A list or map that has one owner. */
    ATOMIC,
    /** An object or map, member by member. */
    MAP,
    /** A list of scalars, each of them once. */
    SET,
    /** A list of objects by key fields. */
    KEYED_LIST,
    /** Follows from the value: objects member by member, lists as a whole. */
    ANY
  }

  /** Anything. */
  static final MergeType ANY = new MergeType(Kind.ANY, null, List.of(), true);

  static MergeType of(Schema schema) {
    return of(schema, false);
  }

  private static MergeType of(Schema schema, boolean openAbove) {
    boolean open = openAbove && schema.structural() || schema.preserveUnknownFields();
    return switch (schema.type()) {
      case OBJECT, MAP ->
          new MergeType(schema.atomicMap() ? Kind.ATOMIC : Kind.MAP, schema, List.of(), open);
      case ARRAY -> new MergeType(Kind.ATOMIC, schema, List.of(), open);
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING ->
          new MergeType(Kind.SCALAR, schema, List.of(), open);
      case ANY -> ANY;
    };
  }

  private static MergeType of(Schema.Field field, boolean openAbove) {
    Schema schema = field.schema();
    boolean open = openAbove && schema.structural() || schema.preserveUnknownFields();
    return switch (schema.type()) {
      case OBJECT, MAP ->
          new MergeType(field.atomicMap() ? Kind.ATOMIC : Kind.MAP, schema, List.of(), open);
      case ARRAY -> list(field, open);
      case ANY ->
          field.go().type().equals("runtime.RawExtension")
              ? new MergeType(Kind.ATOMIC, schema, List.of(), open)
              : ANY;
      default -> of(schema, openAbove);
    };
  }

  private static MergeType list(Schema.Field field, boolean open) {
    Schema schema = field.schema();
    if (field.listType() == null) {
      boolean merges = field.patchStrategy().contains("merge");
      String key = field.patchMergeKey();
      Kind kind = !merges ? Kind.ATOMIC : key.isEmpty() ? Kind.SET : Kind.KEYED_LIST;
      return new MergeType(kind, schema, key.isEmpty() ? List.of() : List.of(key), open);
    }
    return switch (field.listType()) {
      case ATOMIC -> new MergeType(Kind.ATOMIC, schema, List.of(), open);
      case SET -> new MergeType(Kind.SET, schema, List.of(), open);
      case MAP -> new MergeType(Kind.KEYED_LIST, schema, sorted(field.listMapKeys()), open);
    };
  }

  private static List<String> sorted(List<String> keys) {
    return keys.size() < 2 ? keys : keys.stream().sorted().toList();
  }

  /** The type of a member, null where the schema does not allow one of that name. */
  @Nullable MergeType member(String name) {
    if (schema == null) {
      return ANY;
    }
    Schema.Field field = schema.field(name);
    if (field != null) {
      return of(field, open);
    }
    if (schema.type() == Schema.Type.MAP) {
      return items();
    }
    return open ? ANY : null;
  }

  /** The same, for trees that are already known to fit. */
  MergeType memberOrAny(String name) {
    MergeType member = member(name);
    return member == null ? ANY : member;
  }

  /** Whether the schema names this member, as objects do and maps do not. */
  boolean declares(String name) {
    return schema != null && schema.field(name) != null;
  }

  /** The type of elements, or of a map's values. */
  MergeType items() {
    Schema items = schema == null ? null : schema.items();
    return items == null ? ANY : of(items, open);
  }

  /** The default of an element's key field. */
  @Nullable Object defaultOf(String key) {
    Schema items = schema == null ? null : schema.items();
    Schema.Field field = items == null ? null : items.field(key);
    return field == null ? null : field.defaultValue();
  }

  /**
   * The path element of a list's element.
   *
   * @return null when the element has no key, or is no scalar in a set
   */
  @Nullable String elementOf(@Nullable Object item) {
    if (kind == Kind.KEYED_LIST) {
      return item instanceof Map<?, ?> map ? PathElements.key(keys, map, this) : null;
    }
    return item == null || item instanceof Map<?, ?> || item instanceof List<?>
        ? null
        : PathElements.value(item);
  }

  /** The kind for a value that stands here; null and absent values count as objects. */
  Kind kindOf(@Nullable Object value) {
    if (kind != Kind.ANY) {
      return kind;
    }
    return switch (value) {
      case null -> Kind.MAP;
      case Map<?, ?> _ -> Kind.MAP;
      case List<?> _ -> Kind.ATOMIC;
      default -> Kind.SCALAR;
    };
  }
}

package io.navarch.model.cel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value as expressions see it: what may be done with it, how JSON is read as it, and
 * how large it can get. Made from a schema by {@link DeclTypes}.
 */
public final class DeclType {
  /** What a value is to an expression. */
  public enum Kind {
    DYN,
    BOOL,
    INT,
    DOUBLE,
    STRING,
    BYTES,
    DURATION,
    /** A date or a date with a time. */
    TIMESTAMP,
    LIST,
    MAP,
    OBJECT
  }

  /** How a list's elements are told apart: {@code x-kubernetes-list-type}. */
  public sealed interface ListKind {
    record Atomic() implements ListKind {}

    record OfSet() implements ListKind {}

    /** Elements are told apart by these properties. */
    record OfMap(List<String> keys) implements ListKind {
      public OfMap {
        keys = List.copyOf(keys);
      }
    }
  }

  /**
   * A property of an object.
   *
   * @param property its name in JSON
   */
  public record Field(String property, DeclType type, boolean required) {}

  /** More elements than anything can have. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  static final ListKind ATOMIC = new ListKind.Atomic();

  public static final DeclType DYN = scalar(Kind.DYN, UNBOUNDED, 1);
  public static final DeclType BOOL = scalar(Kind.BOOL, 0, 4);
  public static final DeclType INT = scalar(Kind.INT, 0, 1);
  public static final DeclType DOUBLE = scalar(Kind.DOUBLE, 0, 1);
  public static final DeclType STRING = scalar(Kind.STRING, UNBOUNDED, 2);
  public static final DeclType TIMESTAMP = scalar(Kind.TIMESTAMP, UNBOUNDED, 21);

  private static final AtomicLong UNNAMED = new AtomicLong();

  private final Kind kind;
  private final String name;
  private final long maxElements;
  private final long minSerializedSize;
  private final @Nullable DeclType element;
  private final ListKind listKind;
  private final Map<String, Field> fields;

  private DeclType(
      Kind kind,
      String name,
      long maxElements,
      long minSerializedSize,
      @Nullable DeclType element,
      ListKind listKind,
      Map<String, Field> fields) {
    this.kind = kind;
    this.name = name;
    this.maxElements = maxElements;
    this.minSerializedSize = minSerializedSize;
    this.element = element;
    this.listKind = listKind;
    this.fields = Map.copyOf(fields);
  }

  static DeclType scalar(Kind kind, long maxElements, long minSerializedSize) {
    return new DeclType(kind, "", maxElements, minSerializedSize, null, ATOMIC, Map.of());
  }

  public static DeclType list(DeclType element, long maxElements, ListKind listKind) {
    return new DeclType(Kind.LIST, "", maxElements, 2, element, listKind, Map.of());
  }

  public static DeclType list(DeclType element) {
    return list(element, UNBOUNDED, ATOMIC);
  }

  /** A map from strings. */
  public static DeclType map(DeclType values, long maxElements) {
    return new DeclType(Kind.MAP, "", maxElements, 2, values, ATOMIC, Map.of());
  }

  /**
   * An object whose properties are known.
   *
   * @param name what error texts call it; two types of one expression must not share it
   * @param fields by the name that expressions write
   */
  public static DeclType object(String name, Map<String, Field> fields, long minSerializedSize) {
    return new DeclType(Kind.OBJECT, name, 0, minSerializedSize, null, ATOMIC, fields);
  }

  /** An object with a name of its own making. */
  static DeclType object(Map<String, Field> fields, long minSerializedSize) {
    return object("object." + UNNAMED.incrementAndGet(), fields, minSerializedSize);
  }

  public Kind kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  /**
   * How many bytes, characters, elements or entries a value can have; none for objects, which is
   * what estimates go by.
   */
  public long maxElements() {
    return maxElements;
  }

  /** How many bytes of JSON the smallest value takes. */
  public long minSerializedSize() {
    return minSerializedSize;
  }

  /** A list's elements or a map's values; null for other types. */
  public @Nullable DeclType element() {
    return element;
  }

  public ListKind listKind() {
    return listKind;
  }

  /** By the name that expressions write. */
  public Map<String, Field> fields() {
    return fields;
  }
}

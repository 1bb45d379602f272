package io.navarch.model.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a value: what defaulting, pruning, field validation, patches, OpenAPI and protobuf
 * all read. Built-in kinds and custom resources use the same class. Named types may refer to
 * themselves, so a schema is built by {@link Builder} and complete only after {@link
 * Builder#build}.
 */
public final class Schema {

  /** The JSON shape. */
  public enum Type {
    OBJECT,
    /** A JSON object with free keys; {@link Schema#items()} is the schema of its values. */
    MAP,
    ARRAY,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    INT_OR_STRING,
    /**
     * Anything: {@code RawExtension}, {@code JSON}, {@code x-kubernetes-preserve-unknown-fields}.
     */
    ANY
  }

  /** {@code x-kubernetes-list-type}. Lists without a mark are atomic. */
  public enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /**
   * A member of an object. Merge facts belong to the field, not to its type, as in the API's own
   * definitions.
   *
   * @param omitEmpty whether the field is left out when empty (Go's {@code omitempty}); false for
   *     required fields that are always written
   * @param patchStrategy {@code merge}, {@code replace}, {@code retainKeys} and combinations with a
   *     comma, or empty
   * @param patchMergeKey key field of a merged list of objects, or empty (lists of scalars)
   * @param listType null where the list has no mark
   * @param atomicMap {@code x-kubernetes-map-type: atomic} on the field or its type
   * @param go how the member stands in Go, which decides what is written when it is empty
   */
  public record Field(
      String name,
      Schema schema,
      String description,
      boolean required,
      boolean omitEmpty,
      @Nullable Object defaultValue,
      List<String> enumValues,
      String patchStrategy,
      String patchMergeKey,
      @Nullable ListType listType,
      List<String> listMapKeys,
      boolean atomicMap,
      int protoNumber,
      GoShape go) {
    public Field {
      enumValues = List.copyOf(enumValues);
      listMapKeys = List.copyOf(listMapKeys);
    }

    /** A member that is kept as it was given, as custom resources have them. */
    public Field(
        String name,
        Schema schema,
        String description,
        boolean required,
        boolean omitEmpty,
        @Nullable Object defaultValue,
        List<String> enumValues,
        String patchStrategy,
        String patchMergeKey,
        @Nullable ListType listType,
        List<String> listMapKeys,
        boolean atomicMap,
        int protoNumber) {
      this(
          name,
          schema,
          description,
          required,
          omitEmpty,
          defaultValue,
          enumValues,
          patchStrategy,
          patchMergeKey,
          listType,
          listMapKeys,
          atomicMap,
          protoNumber,
          GoShape.AS_GIVEN);
    }
  }

  /** What may stand in place of an object. */
  public enum Otherwise {
    ANYTHING,
    /** A list of such objects; what is neither counts as nothing. */
    OBJECTS,
    BOOLEAN,
    /** A list of texts; what is neither counts as nothing. */
    TEXTS
  }

  /** What is written for a member that has no value, or only the zero value of its Go type. */
  public enum WhenEmpty {
    /** Absent stays absent and an empty value is kept: the member is not a Go struct's. */
    KEEP,
    /** {@code omitempty}: left out, except that a struct held by value is always written. */
    OMIT,
    /** {@code omitzero}: left out, structs included. */
    OMIT_ZERO,
    /** No mark: the zero value is written. */
    WRITE
  }

  /**
   * A member of a Go struct, as far as its JSON shows it.
   *
   * @param type the Go type without pointer, such as {@code v1.Protocol}; it stands in decoding
   *     errors
   * @param pointer whether zero and absent differ
   */
  public record GoShape(String type, boolean pointer, WhenEmpty whenEmpty) {
    static final GoShape AS_GIVEN = new GoShape("", true, WhenEmpty.KEEP);
  }

  /** How a scalar is checked and brought to its canonical form. */
  public enum Scalar {
    PLAIN,
    INT32,
    INT64,
    BYTES,
    /** RFC 3339 in whole seconds, UTC. */
    TIME,
    /** RFC 3339 with six fractional digits, UTC. */
    MICRO_TIME,
    QUANTITY
  }

  /** A default of a kind that sits deeper than the kind's own members. */
  public record PathDefault(List<String> path, Object value) {
    public PathDefault {
      path = List.copyOf(path);
    }
  }

  private final String name;
  private final Type type;
  private String format = "";
  private String description = "";
  private Map<String, Field> fields = Map.of();
  private @Nullable Schema items;
  private @Nullable Schema alternative;
  private Otherwise otherwise = Otherwise.ANYTHING;
  private boolean nullable;
  private boolean preserveUnknownFields;
  private boolean embeddedResource;
  private boolean atomicMap;
  private boolean structural;
  private List<Object> enumValues = List.of();
  private @Nullable Object defaultValue;
  private List<PathDefault> pathDefaults = List.of();
  private Scalar scalar = Scalar.PLAIN;
  private List<Field> written = List.of();
  private volatile @Nullable Boolean defaultsBelow;

  private Schema(String name, Type type) {
    this.name = name;
    this.type = type;
  }

  /**
   * The definition's OpenAPI name, such as {@code io.k8s.api.core.v1.Pod}; empty for unnamed
   * schemas.
   */
  public String name() {
    return name;
  }

  public Type type() {
    return type;
  }

  /** {@code int32}, {@code int64}, {@code double}, {@code byte}, {@code date-time}, or empty. */
  public String format() {
    return format;
  }

  public String description() {
    return description;
  }

  /** The members of an {@link Type#OBJECT} by JSON name, in the order of the definition. */
  public Map<String, Field> fields() {
    return fields;
  }

  public @Nullable Field field(String jsonName) {
    return fields.get(jsonName);
  }

  /** The schema of a list's elements or of a map's values; null for other types. */
  public @Nullable Schema items() {
    return items;
  }

  /**
   * Of an {@link Type#ANY} value that may be an object of one schema, a list of such or something
   * else altogether: that schema.
   */
  public @Nullable Schema alternative() {
    return alternative;
  }

  /** What an {@link Type#ANY} value may be where it is no object of its {@link #alternative()}. */
  public Otherwise otherwise() {
    return otherwise;
  }

  public boolean nullable() {
    return nullable;
  }

  /** Whether members that the schema does not name are kept. */
  public boolean preserveUnknownFields() {
    return preserveUnknownFields;
  }

  /** Whether the value is itself an API object, with apiVersion, kind and metadata. */
  public boolean embeddedResource() {
    return embeddedResource;
  }

  public boolean atomicMap() {
    return atomicMap;
  }

  /**
   * Whether this is (part of) a custom resource's schema: values of another type than the schema's
   * are no decoding error but broken value rules, and members are kept as they were given.
   */
  public boolean structural() {
    return structural;
  }

  /** The allowed values, empty where any is. */
  public List<Object> enumValues() {
    return enumValues;
  }

  public @Nullable Object defaultValue() {
    return defaultValue;
  }

  public List<PathDefault> pathDefaults() {
    return pathDefaults;
  }

  public Scalar scalar() {
    return scalar;
  }

  /** The members that are written even where the object has no value for them. */
  public List<Field> alwaysWritten() {
    return written;
  }

  /** Whether any default stands in this schema or below it. */
  public boolean hasDefaults() {
    Boolean known = defaultsBelow;
    if (known == null) {
      known = searchDefaults(Collections.newSetFromMap(new IdentityHashMap<>()));
      defaultsBelow = known;
    }
    return known;
  }

  private boolean searchDefaults(Set<Schema> seen) {
    if (!seen.add(this)) {
      return false;
    }
    if (!pathDefaults.isEmpty() || defaultValue != null) {
      return true;
    }
    for (Field field : fields.values()) {
      if (field.defaultValue() != null || field.schema().searchDefaults(seen)) {
        return true;
      }
    }
    return items != null && items.searchDefaults(seen);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type.toString() : name;
  }

  public static Schema scalar(Type type, String format) {
    return new Builder("", type).format(format).build();
  }

  public static Schema listOf(Schema items) {
    return new Builder("", Type.ARRAY).items(items).build();
  }

  public static Schema mapOf(Schema values) {
    return new Builder("", Type.MAP).items(values).build();
  }

  /**
   * Fills one schema; {@link #reference} may be handed to others before {@link #build}, so that
   * types can recurse.
   */
  public static final class Builder {
    private final Schema schema;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    public Builder(String name, Type type) {
      schema = new Schema(name, type);
    }

    /** The schema under construction, to be read only after it is built. */
    public Schema reference() {
      return schema;
    }

    public Builder format(String format) {
      schema.format = format;
      return this;
    }

    public Builder description(String description) {
      schema.description = description;
      return this;
    }

    /** Whether a member of that name was added. */
    public boolean hasField(String name) {
      return fields.containsKey(name);
    }

    public Builder field(Field field) {
      fields.put(field.name(), field);
      return this;
    }

    public Builder alternative(Schema alternative) {
      schema.alternative = alternative;
      return this;
    }

    public Builder otherwise(Otherwise otherwise) {
      schema.otherwise = otherwise;
      return this;
    }

    public Builder items(Schema items) {
      schema.items = items;
      return this;
    }

    public Builder nullable(boolean nullable) {
      schema.nullable = nullable;
      return this;
    }

    public Builder preserveUnknownFields(boolean preserve) {
      schema.preserveUnknownFields = preserve;
      return this;
    }

    public Builder embeddedResource(boolean embedded) {
      schema.embeddedResource = embedded;
      return this;
    }

    public Builder atomicMap(boolean atomic) {
      schema.atomicMap = atomic;
      return this;
    }

    public Builder structural(boolean structural) {
      schema.structural = structural;
      return this;
    }

    public Builder enumValues(List<?> values) {
      schema.enumValues = List.copyOf(new ArrayList<Object>(values));
      return this;
    }

    public Builder defaultValue(@Nullable Object value) {
      schema.defaultValue = value;
      return this;
    }

    public Builder scalar(Scalar scalar) {
      schema.scalar = scalar;
      return this;
    }

    public Builder pathDefaults(List<PathDefault> defaults) {
      schema.pathDefaults = List.copyOf(defaults);
      return this;
    }

    public Schema build() {
      schema.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      schema.written = fields.values().stream().filter(Builder::isAlwaysWritten).toList();
      return schema;
    }

    private static boolean isAlwaysWritten(Field field) {
      return switch (field.go().whenEmpty()) {
        case KEEP, OMIT_ZERO -> false;
        case WRITE -> true;
        case OMIT -> !field.go().pointer() && ZeroValues.isStruct(field.schema());
      };
    }
  }
}

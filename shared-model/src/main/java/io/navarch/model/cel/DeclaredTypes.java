package io.navarch.model.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.checker.TypeProvider;
import dev.cel.common.types.CelProtoTypes;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.types.TypeType;
import dev.cel.expr.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types an environment's variables are made of, for the type checker. Where patches are made,
 * also {@code JSONPatch}, {@code Object} and everything below it, whose fields are whatever an
 * expression names.
 */
@SuppressWarnings("deprecation") // CelTypeProvider cannot have types with open sets of fields.
final class DeclaredTypes implements TypeProvider {
  static final String OBJECT = "Object";
  static final String JSON_PATCH = "JSONPatch";

  private static final Map<String, CelType> JSON_PATCH_FIELDS =
      Map.of(
          "op", SimpleType.STRING,
          "path", SimpleType.STRING,
          "from", SimpleType.STRING,
          "value", SimpleType.DYN);

  private final Map<String, DeclType> objects = new HashMap<>();
  private final Map<String, CelType> opaque;
  private final boolean patches;

  DeclaredTypes(Iterable<DeclType> variables, Map<String, CelType> opaque, boolean patches) {
    variables.forEach(this::collect);
    this.opaque = opaque;
    this.patches = patches;
  }

  private void collect(DeclType type) {
    DeclType element = type.element();
    if (element != null) {
      collect(element);
    }
    if (type.kind() == DeclType.Kind.OBJECT && objects.putIfAbsent(type.name(), type) == null) {
      type.fields().values().forEach(field -> collect(field.type()));
    }
  }

  static CelType celType(DeclType type) {
    DeclType element = type.element();
    return switch (type.kind()) {
      case DYN -> SimpleType.DYN;
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case BYTES -> SimpleType.BYTES;
      case DURATION -> SimpleType.DURATION;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
      case LIST -> ListType.create(element == null ? SimpleType.DYN : celType(element));
      case MAP ->
          MapType.create(SimpleType.STRING, element == null ? SimpleType.DYN : celType(element));
      case OBJECT -> StructTypeReference.create(type.name());
    };
  }

  /**
   * The other way round; types that are no JSON are left to be found out when an expression runs.
   */
  static DeclType declType(CelType type) {
    return switch (type.kind()) {
      case BOOL -> DeclType.BOOL;
      case INT -> DeclType.INT;
      case DOUBLE -> DeclType.DOUBLE;
      case STRING -> DeclType.STRING;
      case TIMESTAMP -> DeclType.TIMESTAMP;
      case LIST -> DeclType.list(declType(type.parameters().getFirst()));
      case MAP ->
          type.parameters().getFirst().equals(SimpleType.STRING)
              ? DeclType.map(declType(type.parameters().getLast()), DeclType.UNBOUNDED)
              : DeclType.DYN;
      default -> DeclType.DYN;
    };
  }

  static boolean isPatchType(String name) {
    return name.equals(OBJECT) || name.startsWith(OBJECT + ".") || name.equals(JSON_PATCH);
  }

  private boolean isStruct(String name) {
    return objects.containsKey(name) || (patches && isPatchType(name));
  }

  @Override
  public @Nullable Type lookupType(String name) {
    return lookupCelType(name).map(CelProtoTypes::celTypeToType).orElse(null);
  }

  @Override
  public Optional<CelType> lookupCelType(String name) {
    CelType known = opaque.get(name);
    if (known != null) {
      return Optional.of(TypeType.create(known));
    }
    return isStruct(name)
        ? Optional.of(TypeType.create(StructTypeReference.create(name)))
        : Optional.empty();
  }

  @Override
  public @Nullable Integer lookupEnumValue(String name) {
    return null;
  }

  @Override
  public @Nullable FieldType lookupFieldType(Type type, String field) {
    return lookupFieldType(CelProtoTypes.typeToCelType(type), field);
  }

  @Override
  public @Nullable FieldType lookupFieldType(CelType type, String field) {
    CelType found = fieldType(type.name(), field);
    return found == null ? null : FieldType.of(CelProtoTypes.celTypeToType(found));
  }

  private @Nullable CelType fieldType(String typeName, String field) {
    DeclType object = objects.get(typeName);
    if (object != null) {
      DeclType.Field declared = object.fields().get(field);
      return declared == null ? null : celType(declared.type());
    }
    if (!patches || !isPatchType(typeName)) {
      return null;
    }
    return typeName.equals(JSON_PATCH) ? JSON_PATCH_FIELDS.get(field) : SimpleType.DYN;
  }

  @Override
  public @Nullable ImmutableSet<String> lookupFieldNames(Type type) {
    DeclType object = objects.get(type.getMessageType());
    return object == null ? null : ImmutableSet.copyOf(object.fields().keySet());
  }
}

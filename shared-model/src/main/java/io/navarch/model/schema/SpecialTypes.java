package io.navarch.model.schema;

import org.jspecify.annotations.Nullable;

/** The types that are not plain objects: scalars, and those with a JSON form of their own. */
final class SpecialTypes {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

  /** The schema of a CustomResourceDefinition's version. */
  static final String JSON_SCHEMA = EXTENSIONS + "JSONSchemaProps";

  /** Begins the names of types that are such a schema or something else. */
  static final String SCHEMA_OR = JSON_SCHEMA + "Or";

  private static final Schema STRING = Schema.scalar(Schema.Type.STRING, "");
  private static final Schema BOOLEAN = Schema.scalar(Schema.Type.BOOLEAN, "");
  private static final Schema INT32 =
      new Schema.Builder("", Schema.Type.INTEGER)
          .format("int32")
          .scalar(Schema.Scalar.INT32)
          .build();
  private static final Schema INT64 =
      new Schema.Builder("", Schema.Type.INTEGER)
          .format("int64")
          .scalar(Schema.Scalar.INT64)
          .build();
  private static final Schema DOUBLE = Schema.scalar(Schema.Type.NUMBER, "double");
  private static final Schema BYTES =
      new Schema.Builder("", Schema.Type.STRING).format("byte").scalar(Schema.Scalar.BYTES).build();

  private SpecialTypes() {}

  /** The scalar of a letter in the generated file. */
  static Schema scalar(char letter) {
    return switch (letter) {
      case 's' -> STRING;
      case 'b' -> BOOLEAN;
      case 'i' -> INT32;
      case 'l' -> INT64;
      case 'd' -> DOUBLE;
      case 'y' -> BYTES;
      default -> throw new IllegalArgumentException("no scalar " + letter);
    };
  }

  /** The schema of a named type that is not an object with members, or null for all others. */
  static Schema.@Nullable Builder builder(String name) {
    return switch (name) {
      case META + "Time" -> time(name, Schema.Scalar.TIME);
      case META + "MicroTime" -> time(name, Schema.Scalar.MICRO_TIME);
      case "io.k8s.apimachinery.pkg.api.resource.Quantity" ->
          new Schema.Builder(name, Schema.Type.STRING).scalar(Schema.Scalar.QUANTITY);
      case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" ->
          new Schema.Builder(name, Schema.Type.INT_OR_STRING).format("int-or-string");
      case SCHEMA_OR + "Array" -> any(name).otherwise(Schema.Otherwise.OBJECTS);
      case SCHEMA_OR + "Bool" -> any(name).otherwise(Schema.Otherwise.BOOLEAN);
      case SCHEMA_OR + "StringArray" -> any(name).otherwise(Schema.Otherwise.TEXTS);
      case META + "FieldsV1",
          META + "Patch",
          "io.k8s.apimachinery.pkg.runtime.RawExtension",
          EXTENSIONS + "JSON",
          EXTENSIONS + "CustomResourceSubresourceStatus" ->
          any(name);
      default -> null;
    };
  }

  private static Schema.Builder any(String name) {
    return new Schema.Builder(name, Schema.Type.ANY).preserveUnknownFields(true);
  }

  private static Schema.Builder time(String name, Schema.Scalar scalar) {
    return new Schema.Builder(name, Schema.Type.STRING).format("date-time").scalar(scalar);
  }
}

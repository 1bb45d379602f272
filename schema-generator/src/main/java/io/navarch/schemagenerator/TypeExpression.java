package io.navarch.schemagenerator;

import java.lang.classfile.Signature;
import java.util.Map;

/**
 * A member's type as the generated file writes it: a scalar's letter, {@code @definition}, {@code
 * [element} or {@code {value}. Scalars: {@code s}tring, {@code b}oolean, {@code i}nt32, {@code
 * l}ong (int64), {@code d}ouble, {@code y} bytes.
 */
final class TypeExpression {
  private final Map<String, String> definitionsByClass;

  TypeExpression(Map<String, String> definitionsByClass) {
    this.definitionsByClass = definitionsByClass;
  }

  String of(Signature type) {
    return switch (type) {
      case Signature.ArrayTypeSig _ -> "y";
      case Signature.ClassTypeSig c -> ofClass(c);
      default -> throw new IllegalStateException("unexpected type " + type.signatureString());
    };
  }

  private String ofClass(Signature.ClassTypeSig type) {
    String name = type.className();
    return switch (name) {
      case "java/util/List" -> "[" + of(argument(type, 0));
      case "java/util/Map" -> "{" + of(argument(type, 1));
      case "java/lang/String" -> "s";
      case "java/lang/Boolean" -> "b";
      case "java/lang/Integer" -> "i";
      case "java/lang/Long" -> "l";
      case "java/lang/Double" -> "d";
      case "java/time/OffsetDateTime" -> "@io.k8s.apimachinery.pkg.apis.meta.v1.Time";
      case "io/kubernetes/client/custom/Quantity" ->
          "@io.k8s.apimachinery.pkg.api.resource.Quantity";
      case "io/kubernetes/client/custom/IntOrString" ->
          "@io.k8s.apimachinery.pkg.util.intstr.IntOrString";
      default -> "@" + definition(name.substring(name.lastIndexOf('/') + 1));
    };
  }

  /** The Go type that a member of this type has unless the fact tables say otherwise. */
  static String naturalGoType(String expression) {
    return switch (expression.charAt(0)) {
      case 's' -> "string";
      case 'b' -> "bool";
      case 'i' -> "int32";
      case 'l' -> "int64";
      case 'd' -> "float64";
      case 'y' -> "[]uint8";
      case '[' -> "[]" + naturalGoType(expression.substring(1));
      case '{' -> "map[string]" + naturalGoType(expression.substring(1));
      default -> packageAndName(expression.substring(1));
    };
  }

  private static String packageAndName(String definition) {
    int name = definition.lastIndexOf('.');
    return definition.substring(definition.lastIndexOf('.', name - 1) + 1);
  }

  private String definition(String javaClass) {
    String found = definitionsByClass.get(javaClass);
    if (found == null) {
      throw new IllegalStateException("types.tsv has no row for class " + javaClass);
    }
    return found;
  }

  private static Signature argument(Signature.ClassTypeSig type, int index) {
    return switch (type.typeArgs().get(index)) {
      case Signature.TypeArg.Bounded b -> b.boundType();
      case Signature.TypeArg.Unbounded _ ->
          throw new IllegalStateException("unbounded argument in " + type.signatureString());
    };
  }
}

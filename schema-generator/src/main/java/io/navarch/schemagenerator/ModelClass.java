package io.navarch.schemagenerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one class of the API model says about a type. The class file is read, not loaded, so none of
 * the model's own dependencies is needed.
 *
 * @param description of the type; empty where the model has none
 */
record ModelClass(String description, Map<String, Member> members) {

  /**
   * A JSON member.
   *
   * @param type the Java type with its arguments
   */
  record Member(Signature type, boolean required, String description) {}

  private static final String PACKAGE = "/io/kubernetes/client/openapi/models/";

  static ModelClass read(String simpleName) {
    ClassModel model = ClassFile.of().parse(bytes(simpleName));
    Map<String, Annotation> getters = new LinkedHashMap<>();
    for (MethodModel method : model.methods()) {
      Annotation property = annotation(method, "Lio/swagger/annotations/ApiModelProperty;");
      if (property != null) {
        getters.put(method.methodName().stringValue().toLowerCase(Locale.ROOT), property);
      }
    }
    Map<String, Member> members = new LinkedHashMap<>();
    for (FieldModel field : model.fields()) {
      Annotation name = annotation(field, "Lcom/google/gson/annotations/SerializedName;");
      if (name != null) {
        String java = field.fieldName().stringValue();
        Annotation getter = getter(getters, simpleName, java);
        members.put(
            text(name, "value"),
            new Member(
                signature(field), "true".equals(text(getter, "required")), text(getter, "value")));
      }
    }
    Annotation described = annotation(model, "Lio/swagger/annotations/ApiModel;");
    return new ModelClass(described == null ? "" : text(described, "description"), members);
  }

  private static Annotation getter(Map<String, Annotation> getters, String type, String field) {
    String name = field.startsWith("_") ? field.substring(1) : field;
    for (String candidate : new String[] {"get" + field, "get" + name, "is" + name}) {
      Annotation found = getters.get(candidate.toLowerCase(Locale.ROOT));
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException(type + " has no getter for " + field);
  }

  private static Signature signature(FieldModel field) {
    return field
        .findAttribute(Attributes.signature())
        .map(s -> s.asTypeSignature())
        .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
  }

  private static @Nullable Annotation annotation(AttributedElement element, String descriptor) {
    return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream())
        .filter(a -> a.className().equalsString(descriptor))
        .findFirst()
        .orElse(null);
  }

  private static String text(Annotation annotation, String element) {
    for (AnnotationElement e : annotation.elements()) {
      if (e.name().equalsString(element)) {
        return switch (e.value()) {
          case AnnotationValue.OfString s -> s.stringValue();
          case AnnotationValue.OfBoolean b -> String.valueOf(b.booleanValue());
          default -> throw new IllegalStateException("unexpected annotation value of " + element);
        };
      }
    }
    return "";
  }

  private static byte[] bytes(String simpleName) {
    try (InputStream in = ModelClass.class.getResourceAsStream(PACKAGE + simpleName + ".class")) {
      if (in == null) {
        throw new IllegalStateException("the API model has no class " + simpleName);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

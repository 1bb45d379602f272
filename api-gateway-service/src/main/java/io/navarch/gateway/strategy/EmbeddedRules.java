package io.navarch.gateway.strategy;

import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.StructuralForm;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.SchemaCompiler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API objects inside a custom resource must say what they are, and have sound metadata. */
public final class EmbeddedRules {
  private static final Schema RESOURCE = SchemaCompiler.resource(Map.of(), false);

  private final List<FieldError> errors = new ArrayList<>(0);

  private EmbeddedRules() {}

  /** What the objects inside a value break. */
  public static List<FieldError> check(Map<String, Object> openApi, @Nullable Object value) {
    EmbeddedRules rules = new EmbeddedRules();
    rules.value("", openApi, value);
    return rules.errors;
  }

  /** The same for a value that is itself an object of the API, whatever its schema says. */
  static List<FieldError> checkResource(Map<String, Object> openApi, Map<String, Object> value) {
    EmbeddedRules rules = new EmbeddedRules();
    rules.resource("", value);
    boolean marked = isResource(openApi);
    rules.value("", marked ? without(openApi) : openApi, value);
    return rules.errors;
  }

  private static Map<String, Object> without(Map<String, Object> openApi) {
    Map<String, Object> plain = new LinkedHashMap<>(openApi);
    plain.remove("x-kubernetes-embedded-resource");
    return plain;
  }

  private static boolean isResource(Map<String, Object> schema) {
    return Boolean.TRUE.equals(schema.get("x-kubernetes-embedded-resource"));
  }

  private void value(String path, @Nullable Object openApi, @Nullable Object value) {
    if (!(openApi instanceof Map<?, ?> map)) {
      return;
    }
    Map<String, Object> schema = tree(map);
    if (value instanceof Map<?, ?> object) {
      if (isResource(schema)) {
        resource(path, tree(object));
      }
      Map<String, Object> properties = ApiObject.mapAt(schema, "properties");
      tree(object)
          .forEach(
              (name, member) -> {
                if (properties.containsKey(name)) {
                  value(below(path, name), properties.get(name), member);
                } else {
                  value(path + "[" + name + "]", schema.get("additionalProperties"), member);
                }
              });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        value(path + "[" + i + "]", schema.get("items"), list.get(i));
      }
    }
  }

  private void resource(String path, Map<String, Object> object) {
    for (String name : List.of("apiVersion", "kind")) {
      if (!object.containsKey(name)) {
        errors.add(FieldError.required(below(path, name), ""));
      }
    }
    String version = text(path, object, "apiVersion");
    if (version.chars().filter(c -> c == '/').count() > 1) {
      errors.add(
          FieldError.invalid(
              below(path, "apiVersion"), version, "unexpected GroupVersion string: " + version));
    }
    String kind = text(path, object, "kind");
    List<String> wrong = Formats.dns1035Label(kind.toLowerCase(Locale.ROOT));
    if (!kind.isEmpty() && !wrong.isEmpty()) {
      errors.add(
          FieldError.invalid(
              below(path, "kind"),
              kind,
              "may have mixed case, but should otherwise match: " + String.join(",", wrong)));
    }
    if (object.get("metadata") instanceof Map<?, ?> metadata) {
      metadata(path, tree(metadata));
    }
  }

  private String text(String path, Map<String, Object> object, String name) {
    if (!object.containsKey(name)) {
      return "";
    }
    String field = below(path, name);
    if (!(object.get(name) instanceof String text)) {
      errors.add(FieldError.invalid(field, object.get(name), "must be a string"));
      return "";
    }
    if (text.isEmpty()) {
      errors.add(FieldError.invalid(field, text, "must not be empty"));
    }
    return text;
  }

  private void metadata(String path, Map<String, Object> metadata) {
    Map<String, Object> holder = new LinkedHashMap<>();
    holder.put("metadata", metadata);
    try {
      StructuralForm.checkMetadata(RESOURCE, holder);
    } catch (DecodeException e) {
      errors.add(
          FieldError.invalid(below(path, "metadata"), metadata, String.valueOf(e.getMessage())));
      return;
    }
    ApiObject object = new ApiObject(holder);
    List<FieldError> found = new ArrayList<>(0);
    for (String name : List.of("generateName", "name")) {
      String text = ApiObject.string(metadata, name);
      boolean prefix = name.equals("generateName") && (text.equals(".") || text.equals(".."));
      if (!text.isEmpty() && !prefix) {
        Formats.pathSegment(text)
            .forEach(wrong -> found.add(FieldError.invalid("metadata." + name, text, wrong)));
      }
    }
    String namespace = object.namespace();
    if (!namespace.isEmpty()) {
      Formats.dns1123Label(namespace)
          .forEach(wrong -> found.add(FieldError.invalid("metadata.namespace", namespace, wrong)));
    }
    ObjectMetaRules.checkCommon(object, found);
    ObjectMetaRules.checkFinalizers(object, found);
    found.forEach(each -> errors.add(each.below(path)));
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}

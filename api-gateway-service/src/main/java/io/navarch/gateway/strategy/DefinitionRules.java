package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the {@code spec} of a CustomResourceDefinition. What all versions declare alike is
 * reported once, under the path that the API's internal form has for it: {@code spec.validation},
 * {@code spec.subresources} and so on.
 */
final class DefinitionRules {
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final int MOST_SELECTABLE_FIELDS = 8;

  private final Field spec;
  private final List<Field> versions;
  private final Map<String, Map<String, Object>> before = new HashMap<>();

  /**
   * @param old the spec as it stood before, or null for a new definition
   */
  DefinitionRules(Field spec, @Nullable Field old) {
    this.spec = spec;
    this.versions = spec.at("versions").each();
    if (old != null) {
      old.at("versions").each().forEach(v -> before.put(v.at("name").string(), schema(v).map()));
    }
  }

  private static Field schema(Field version) {
    return version.at("schema", "openAPIV3Schema");
  }

  void check() {
    group();
    spec.at("scope").oneOf("Cluster", "Namespaced");
    for (Field version : versions) {
      if (!version.at("schema", "openAPIV3Schema").isSet()) {
        version.at("schema", "openAPIV3Schema").required("");
      }
    }
    Set<String> names = new HashSet<>();
    boolean unique = true;
    int storage = 0;
    for (Field version : versions) {
      Field name = version.at("name");
      joined(name, Formats.dns1035Label(name.string()), "");
      unique &= names.add(name.string());
      storage += version.at("storage").isTrue() ? 1 : 0;
      deprecation(version);
    }
    if (!versions.isEmpty()) {
      Field first = versions.getFirst().at("name");
      joined(first.reportedAs(spec.at("version")), Formats.dns1035Label(first.string()), "");
    }
    if (!unique) {
      spec.at("versions").invalid(spec.at("versions").list(), "must contain unique version names");
    }
    if (storage != 1) {
      spec.at("versions")
          .invalid(
              spec.at("versions").list(),
              "must have exactly one version marked as storage version");
    }
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      spec.at("names", name).requirePresent();
    }
    names(spec.at("names"));
    each("schema", "validation", (schema, version) -> schema(schema, version));
    each("subresources", "subresources", (subresources, _) -> subresources(subresources));
    each("additionalPrinterColumns", "additionalPrinterColumns", (c, _) -> columns(c));
    each("selectableFields", "selectableFields", (f, version) -> selectable(f, version));
    new ConversionRules(spec.at("conversion")).check();
  }

  /** Checks a part of every version: once where all are the same. */
  private void each(String member, String shared, BiConsumer<Field, Field> rule) {
    if (versions.isEmpty()) {
      return;
    }
    Field first = versions.getFirst().at(member);
    boolean same = versions.stream().allMatch(v -> Json.equal(v.at(member).value(), first.value()));
    if (same) {
      rule.accept(first.reportedAs("spec." + shared), versions.getFirst());
    } else {
      versions.forEach(version -> rule.accept(version.at(member), version));
    }
  }

  private void group() {
    Field group = spec.at("group");
    if (group.isEmpty()) {
      group.required("");
    } else if (joined(group, Formats.dns1123Subdomain(group.string()), "")
        && !group.string().contains(".")) {
      group.invalid("should be a domain with at least one dot");
    }
  }

  /** One error for all that is wrong with a name. */
  private static boolean joined(Field field, List<String> wrong, String introduction) {
    if (!wrong.isEmpty()) {
      field.invalid(field.string(), introduction + String.join(",", wrong));
    }
    return wrong.isEmpty();
  }

  /** The rules for names, wanted or accepted. */
  static void names(Field names) {
    for (String name : List.of("plural", "singular")) {
      Field field = names.at(name);
      if (!field.isEmpty()) {
        joined(field, Formats.dns1035Label(field.string()), "");
      }
    }
    for (String name : List.of("kind", "listKind")) {
      Field field = names.at(name);
      if (!field.isEmpty()) {
        joined(
            field,
            Formats.dns1035Label(field.string().toLowerCase(Locale.ROOT)),
            "may have mixed case, but should otherwise match: ");
      }
    }
    for (Field shortName : names.at("shortNames").each()) {
      joined(shortName, Formats.dns1035Label(shortName.string()), "");
    }
    if (!names.at("kind").isEmpty() && names.at("kind").sameAs(names.at("listKind"))) {
      names.at("listKind").invalid("kind and listKind may not be the same");
    }
    for (Field category : names.at("categories").each()) {
      joined(category, Formats.dns1035Label(category.string()), "");
    }
  }

  private static void deprecation(Field version) {
    Field warning = version.at("deprecationWarning");
    if (!warning.isSet()) {
      return;
    }
    if (!version.at("deprecated").isTrue()) {
      warning.invalid("can only be set for deprecated versions");
      return;
    }
    String text = warning.string();
    if (text.length() > 256) {
      warning.invalid("must be <= 256 characters long");
    }
    if (text.isEmpty()) {
      warning.invalid("must not be an empty string");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || (Character.isWhitespace(c) && c != ' ')) {
        warning.invalid(
            "must only contain printable UTF-8 characters; non-printable character found at index "
                + i);
        break;
      }
    }
  }

  private void schema(Field validation, Field version) {
    Field schema = validation.at("openAPIV3Schema");
    if (schema.isSet()) {
      boolean status = version.at("subresources", "status").isSet();
      boolean unchanged = Json.equal(before.get(version.at("name").string()), schema.map());
      SchemaRules.checkRoot(schema, status, unchanged);
    }
  }

  private static void subresources(Field subresources) {
    Field scale = subresources.at("scale");
    if (!scale.isSet()) {
      return;
    }
    path(scale.at("specReplicasPath"), ".spec.", true);
    path(scale.at("statusReplicasPath"), ".status.", true);
    Field selector = scale.at("labelSelectorPath");
    if (!selector.isEmpty()) {
      if (selector.string().charAt(0) != '.') {
        selector.invalid("must be a simple json path starting with .");
      } else if (!selector.string().startsWith(".spec.")
          && !selector.string().startsWith(".status.")) {
        selector.invalid("should be a json path under either .spec or .status");
      }
    }
  }

  private static void path(Field path, String prefix, boolean required) {
    if (path.isEmpty()) {
      if (required) {
        path.required("");
      }
    } else if (path.string().charAt(0) != '.') {
      path.invalid("must be a simple json path starting with .");
    } else if (!path.string().startsWith(prefix)) {
      path.invalid("should be a json path under " + prefix.substring(0, prefix.length() - 1));
    }
  }

  private static void columns(Field columns) {
    for (Field column : columns.each()) {
      column.at("name").requirePresent();
      Field type = column.at("type");
      String types = "must be one of " + String.join(",", COLUMN_TYPES);
      if (type.isEmpty()) {
        type.required(types);
      } else if (!COLUMN_TYPES.contains(type.string())) {
        type.invalid(types);
      }
      Field format = column.at("format");
      if (!format.isEmpty() && !COLUMN_FORMATS.contains(format.string())) {
        format.invalid("must be one of " + String.join(",", COLUMN_FORMATS));
      }
      Field path = column.at("jsonPath").reportedAs(column.path() + ".JSONPath");
      if (path.isEmpty()) {
        path.required("");
      } else if (path.string().charAt(0) != '.') {
        path.invalid("must be a simple json path starting with .");
      }
    }
  }

  private static void selectable(Field fields, Field version) {
    Field schema = version.at("schema", "openAPIV3Schema");
    List<String> seen = new ArrayList<>();
    for (Field field : fields.each()) {
      Field path = field.at("jsonPath");
      if (path.isEmpty()) {
        path.required("");
        continue;
      }
      SchemaPath found = SchemaPath.find(path.string(), schema.map(), false);
      @Nullable String wrong = found.error();
      if (wrong != null) {
        path.invalid("is an invalid path: " + wrong);
        continue;
      }
      if (found.path().startsWith("metadata")) {
        path.invalid("must not point to fields in metadata");
      }
      Object type = found.schema().get("type");
      if (!"string".equals(type) && !"boolean".equals(type) && !"integer".equals(type)) {
        path.invalid(
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (seen.contains(found.path())) {
        path.duplicate();
      }
      seen.add(found.path());
    }
    if (Set.copyOf(seen).size() > MOST_SELECTABLE_FIELDS) {
      fields.tooMany(MOST_SELECTABLE_FIELDS);
    }
  }
}

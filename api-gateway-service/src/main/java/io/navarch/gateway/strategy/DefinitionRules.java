package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private static final int MOST_WARNING_BYTES = 256;

  /** The parts of a version by the names that they have where all versions share them. */
  private static final Map<String, String> PARTS = parts();

  private final Field spec;
  private final List<Field> versions;
  private final boolean anyBundle;
  private final Map<String, Map<String, Object>> before = new HashMap<>();

  /**
   * @param old the spec as it stood before, or null for a new definition
   * @param established whether the definition was served before
   */
  DefinitionRules(Field spec, @Nullable Field old, boolean established) {
    this.spec = spec;
    this.anyBundle =
        old == null
            || !established
            || !ClientConfigRules.bundleViolation(
                    old.at("conversion", "webhook", "clientConfig", "caBundle").string())
                .isEmpty();
    this.versions = spec.at("versions").each();
    if (old != null) {
      old.at("versions").each().forEach(v -> before.put(v.at("name").string(), schema(v).map()));
    }
  }

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("schema", "validation");
    parts.put("subresources", "subresources");
    parts.put("additionalPrinterColumns", "additionalPrinterColumns");
    parts.put("selectableFields", "selectableFields");
    return parts;
  }

  private static Field schema(Field version) {
    return version.at("schema", "openAPIV3Schema");
  }

  void check() {
    group();
    spec.at("scope").oneOf("Cluster", "Namespaced");
    for (Field version : versions) {
      if (!schema(version).isSet()) {
        schema(version).required("");
      }
    }
    boolean preserve = spec.at("preserveUnknownFields").isTrue();
    if (preserve && versions.stream().anyMatch(v -> hasDefaults(schema(v).map()))) {
      spec.at("preserveUnknownFields")
          .invalid(true, "must be false in order to use defaults in the schema");
    }
    for (Field version : versions) {
      Field name = version.at("name");
      joined(name, Formats.dns1035Label(name.string()), "");
      deprecation(version);
      PARTS.forEach((member, shared) -> partOf(version, member));
    }
    versionNames();
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      spec.at("names", name).requirePresent();
    }
    names(spec.at("names"));
    PARTS.forEach(this::sharedPart);
    Field conversion = spec.at("conversion");
    if (preserve && conversion.isSet() && !conversion.at("strategy").is("None")) {
      conversion.at("strategy").invalid("must be None if spec.preserveUnknownFields is true");
    }
    new ConversionRules(conversion, anyBundle).check();
  }

  private static boolean hasDefaults(Map<String, Object> schema) {
    return schema.get("default") != null
        || SchemaTree.children(schema).stream().anyMatch(DefinitionRules::hasDefaults);
  }

  private void versionNames() {
    Set<String> names = new HashSet<>();
    boolean unique = true;
    int storage = 0;
    for (Field version : versions) {
      unique &= names.add(version.at("name").string());
      storage += version.at("storage").isTrue() ? 1 : 0;
    }
    Field all = spec.at("versions");
    if (!unique) {
      all.invalid(shownVersions(), "must contain unique version names");
    }
    if (storage != 1) {
      all.invalid(shownVersions(), "must have exactly one version marked as storage version");
    }
    if (!versions.isEmpty()) {
      Field first = versions.getFirst().at("name");
      if (!first.isEmpty()) {
        joined(first.reportedAs(spec.at("version")), Formats.dns1035Label(first.string()), "");
      }
    }
  }

  /** The versions in their internal form, which is without what they have in common. */
  private @Nullable Object shownVersions() {
    if (spec.at("versions").value() == null) {
      return null;
    }
    List<Object> own = new ArrayList<>();
    for (Field version : versions) {
      Map<String, Object> left = new LinkedHashMap<>(version.map());
      PARTS.keySet().stream().filter(this::isShared).forEach(left::remove);
      own.add(left);
    }
    return InternalForm.shown("apiextensions.CustomResourceDefinitionVersion", own);
  }

  private boolean isShared(String member) {
    Object first = versions.getFirst().at(member).value();
    return versions.stream().allMatch(v -> Json.equal(v.at(member).value(), first));
  }

  private void partOf(Field version, String member) {
    if (!isShared(member)) {
      part(member, version.at(member), version, version.path());
    }
  }

  private void sharedPart(String member, String shared) {
    if (!versions.isEmpty() && isShared(member)) {
      Field first = versions.getFirst();
      part(member, first.at(member).reportedAs("spec." + shared), first, "spec");
    }
  }

  /**
   * @param holder the field that holds the part in the internal form
   */
  private void part(String member, Field part, Field version, String holder) {
    switch (member) {
      case "schema" -> schema(part, version, holder.equals("spec"));
      case "subresources" -> subresources(part);
      case "additionalPrinterColumns" -> columns(part);
      default -> selectable(part, version, holder);
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
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_WARNING_BYTES) {
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
                + text.substring(0, i).getBytes(StandardCharsets.UTF_8).length);
        break;
      }
    }
  }

  private void schema(Field validation, Field version, boolean shared) {
    Field schema = validation.at("openAPIV3Schema");
    if (schema.isSet()) {
      boolean status =
          shared
              ? versions.stream().anyMatch(each -> each.at("subresources", "status").isSet())
              : version.at("subresources", "status").isSet();
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

  private void selectable(Field fields, Field version, String holder) {
    if (fields.size() == 0) {
      return;
    }
    boolean shared = holder.equals("spec");
    if (isShared("schema") != shared || !schema(version).isSet()) {
      fields.invalid(
          "",
          shared
              ? "may only be set when validations.schema is included"
              : "may only be set when `version.schema.openAPIV3Schema` is not included");
      return;
    }
    Map<String, Object> schema = schema(version).map();
    String unreadable = StructuralRules.unreadable(schema);
    if (unreadable != null) {
      fields.reportedAs(holder + ".schema.openAPIV3Schema").invalid("", unreadable);
    }
    List<String> seen = new ArrayList<>();
    for (Field field : fields.each()) {
      Field path = field.at("jsonPath");
      if (path.isEmpty()) {
        path.required("");
      } else if (unreadable == null) {
        selectablePath(path, schema, seen);
      }
    }
    int different = Set.copyOf(seen).size();
    if (different > MOST_SELECTABLE_FIELDS) {
      fields.errors().add(FieldError.tooMany(fields.path(), different, MOST_SELECTABLE_FIELDS));
    }
  }

  private static void selectablePath(Field path, Map<String, Object> schema, List<String> seen) {
    SchemaPath found = SchemaPath.find(path.string(), schema, false);
    @Nullable String wrong = found.error();
    if (wrong != null) {
      path.invalid("is an invalid path: " + wrong);
      return;
    }
    if (found.root().equals("metadata")) {
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
}

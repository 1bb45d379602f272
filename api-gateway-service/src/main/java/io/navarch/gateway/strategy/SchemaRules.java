package io.navarch.gateway.strategy;

import io.navarch.model.structural.ExpressionRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a schema that a definition declares, as far as they concern one place in it: what
 * OpenAPI v3 offers, list and map types, defaults where they may not stand, the form of validation
 * expressions. {@link StructuralRules} holds what concerns the schema as a whole.
 */
final class SchemaRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
  private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\r]");
  private static final Set<String> RESOURCE_MEMBERS = Set.of("metadata", "kind", "apiVersion");

  /** What may stand at the root beside a status subresource. */
  private static final Set<String> AT_ROOT_WITH_STATUS =
      Set.of(
          "description",
          "type",
          "format",
          "title",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "multipleOf",
          "required",
          "items",
          "properties",
          "externalDocs",
          "example",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private static final String ALLOWED_AT_ROOT =
      "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength"
          + " MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties"
          + " ExternalDocs Example XPreserveUnknownFields XValidations]";

  private SchemaRules() {}

  /**
   * Where in the whole schema a place lies.
   *
   * @param noDefaults why defaults are forbidden, or null where they are allowed
   * @param insideMetadata whether it describes apiVersion, kind or metadata of a resource
   */
  private record Place(boolean root, @Nullable String noDefaults, boolean insideMetadata) {
    Place inner() {
      return new Place(false, noDefaults, insideMetadata);
    }
  }

  /**
   * Checks a whole schema: shape first, then its structure, then each place.
   *
   * @param unchanged whether it stood before, so that its expressions may cost what they did
   */
  static void checkRoot(Field schema, boolean hasStatus, boolean unchanged) {
    if (hasStatus) {
      rootBesideStatus(schema);
    }
    if (schema.at("nullable").isTrue()) {
      schema.at("nullable").forbidden("nullable cannot be true at the root");
    }
    int before = schema.errors().size();
    schema.errors().addAll(StructuralRules.check(schema.path(), schema.map()));
    if (schema.errors().size() == before) {
      SchemaDefaultRules.check(schema);
    }
    check(schema, new Place(true, null, false));
    if (schema.errors().size() == before) {
      expressions(schema, unchanged);
    }
  }

  /** Every expression must compile against the schema that it stands in. */
  private static void expressions(Field schema, boolean unchanged) {
    ExpressionRules rules = ExpressionRules.ofResource(schema.map());
    if (rules == null) {
      return;
    }
    ExpressionCosts costs = new ExpressionCosts(schema, unchanged);
    for (ExpressionRules.Inspected rule : rules.inspect()) {
      String path =
          schema.path() + rule.place() + ".x-kubernetes-validations[" + rule.index() + "]";
      costs.observe("estimated rule cost", path + ".rule", rule.cost());
      if (!rule.ruleError().isEmpty()) {
        schema.reportedAs(path + ".rule").invalid(rule.text(), rule.ruleError());
      }
      if (!rule.messageExpressionError().isEmpty()) {
        schema
            .reportedAs(path + ".messageExpression")
            .invalid(rule.text(), "messageExpression " + rule.messageExpressionError());
      }
      costs.observe(
          "estimated messageExpression cost", path + ".messageExpression", rule.messageCost());
      if (rule.ruleError().isEmpty() && rule.oldSelf() && !rule.uncorrelatable().isEmpty()) {
        schema
            .reportedAs(path + ".rule")
            .invalid(
                rule.text(),
                "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + schema.path()
                    + rule.uncorrelatable());
      }
      if (rule.ruleError().isEmpty() && !rule.oldSelf() && rule.optionalOldSelf()) {
        schema
            .reportedAs(path + ".optionalOldSelf")
            .invalid(true, "may not be set if oldSelf is not used in rule");
      }
    }
    costs.total();
  }

  private static void rootBesideStatus(Field schema) {
    if (!schema.at("type").is("object")) {
      schema
          .at("type")
          .invalid(
              schema.at("type").string(),
              "only \"object\" is allowed as the type at the root of the schema if the status"
                  + " subresource is enabled");
    }
    for (String member : schema.keys()) {
      if (!AT_ROOT_WITH_STATUS.contains(member) && !schema.at(member).isEmpty()) {
        schema.invalid(
            "only "
                + ALLOWED_AT_ROOT
                + " fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }

  private static void check(Field schema, Place place) {
    supported(schema, place);
    if (schema.at("uniqueItems").isTrue()) {
      schema
          .at("uniqueItems")
          .forbidden(
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    additionalProperties(schema, place);
    for (String name : schema.at("properties").keys()) {
      check(schema.at("properties").key(name), ofProperty(schema, place, name));
    }
    for (String choice : List.of("allOf", "oneOf", "anyOf")) {
      schema.at(choice).each().forEach(each -> check(each, place.inner()));
    }
    for (String inner : List.of("not", "items")) {
      if (schema.at(inner).value() instanceof Map<?, ?>) {
        check(schema.at(inner), place.inner());
      }
    }
    if (Boolean.FALSE.equals(schema.at("x-kubernetes-preserve-unknown-fields").value())) {
      schema.at("x-kubernetes-preserve-unknown-fields").invalid("must be true or undefined");
    }
    mapType(schema);
    listType(schema);
    listMap(schema);
    for (Field rule : schema.at("x-kubernetes-validations").each()) {
      expression(schema, rule);
    }
  }

  private static Place ofProperty(Field schema, Place place, String name) {
    boolean resource = place.root() || schema.at("x-kubernetes-embedded-resource").isTrue();
    if (!resource || !RESOURCE_MEMBERS.contains(name)) {
      return place.inner();
    }
    return new Place(false, place.root() ? "in top-level " + name : place.noDefaults(), true);
  }

  private static void supported(Field schema, Place place) {
    Field type = schema.at("type");
    if (type.is("null")) {
      type.notSupported(TYPES);
      type.forbidden("type cannot be set to null, use nullable as an alternative");
    } else if (!type.isEmpty() && !TYPES.contains(type.string())) {
      type.notSupported(TYPES);
    }
    if (schema.at("default").isSet() && place.noDefaults() != null) {
      schema.at("default").forbidden("must not be set " + place.noDefaults());
    }
    for (String member :
        List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies")) {
      Field unsupported = schema.at(member);
      boolean isSet =
          member.equals("additionalItems") ? unsupported.isSet() : !unsupported.isEmpty();
      if (isSet) {
        unsupported.forbidden(member + " is not supported");
      }
    }
    if (!schema.at("$ref").isEmpty()) {
      schema.at("$ref").forbidden("$ref is not supported");
    }
    if (schema.at("items").value() instanceof List<?>) {
      schema.at("items").forbidden("items must be a schema object and not an array");
    }
    Field embedded = schema.at("x-kubernetes-embedded-resource");
    if (place.insideMetadata() && embedded.isTrue()) {
      embedded.forbidden("must not be used inside of resource meta");
    }
  }

  private static void additionalProperties(Field schema, Place place) {
    Field additional = schema.at("additionalProperties");
    if (!additional.isSet()) {
      return;
    }
    if (schema.at("properties").size() > 0 && !additional.isTrue()) {
      additional.forbidden("additionalProperties and properties are mutual exclusive");
    }
    if (additional.value() instanceof Map<?, ?>) {
      check(
          additional,
          place.insideMetadata()
              ? new Place(false, "inside additionalProperties applying to object metadata", true)
              : place.inner());
    }
  }

  private static void mapType(Field schema) {
    Field mapType = schema.at("x-kubernetes-map-type");
    if (!mapType.isSet()) {
      return;
    }
    mustBe(schema.at("type"), "object", "must be object if x-kubernetes-map-type is specified");
    mapType.oneOfIfSet("atomic", "granular");
  }

  private static void mustBe(Field type, String wanted, String detail) {
    if (type.isEmpty()) {
      type.required(detail);
    } else if (!type.is(wanted)) {
      type.invalid(detail);
    }
  }

  private static void listType(Field schema) {
    Field listType = schema.at("x-kubernetes-list-type");
    Field items = schema.at("items");
    if (listType.isSet() && !schema.at("type").is("array")) {
      mustBe(schema.at("type"), "array", "must be array if x-kubernetes-list-type is specified");
    } else if (listType.is("set")) {
      String atomic = "must be atomic as item of a list with x-kubernetes-list-type=set";
      Field itemList = items.at("x-kubernetes-list-type");
      if (items.at("type").is("array") && itemList.isSet() && !itemList.is("atomic")) {
        itemList.invalid(atomic);
      }
      if (items.at("type").is("object") && !items.at("x-kubernetes-map-type").is("atomic")) {
        items.at("x-kubernetes-map-type").invalid(itemList.value(), atomic);
      }
    }
    listType.oneOfIfSet("atomic", "set", "map");
    if ((listType.is("set") || listType.is("map")) && items.at("nullable").isTrue()) {
      items
          .at("nullable")
          .forbidden("cannot be nullable when x-kubernetes-list-type is " + listType.string());
    }
  }

  private static void listMap(Field schema) {
    Field listType = schema.at("x-kubernetes-list-type");
    Field keys = schema.at("x-kubernetes-list-map-keys");
    String onlyMaps = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (keys.size() > 0 && !listType.isSet()) {
      listType.required(onlyMaps);
    } else if (keys.size() > 0 && !listType.is("map")) {
      listType.invalid(onlyMaps);
    }
    if (!listType.is("map")) {
      return;
    }
    Field items = schema.at("items");
    if (keys.size() == 0) {
      keys.required("must not be empty if x-kubernetes-list-type is map");
    }
    if (!items.isSet()) {
      items.required("must have a schema if x-kubernetes-list-type is map");
    } else if (!items.at("type").is("object")) {
      items
          .at("type")
          .invalid(
              items.at("type").string(),
              "must be object if parent array's x-kubernetes-list-type is map");
    } else {
      listMapKeys(keys, items);
    }
  }

  private static void listMapKeys(Field keys, Field items) {
    Set<String> seen = new LinkedHashSet<>();
    List<Object> required = items.at("required").list();
    for (Field each : keys.each()) {
      String key = each.string();
      Field property = items.at("properties").key(key);
      if (!property.isSet()) {
        keys.invalid("entries must all be names of item properties");
      } else {
        if (property.at("type").is("array") || property.at("type").is("object")) {
          property
              .at("type")
              .invalid(
                  items.at("type").value(),
                  "must be a scalar type if parent array's x-kubernetes-list-type is map");
        }
        if (!required.contains(key) && !property.at("default").isSet()) {
          property
              .at("default")
              .required(
                  "this property is in x-kubernetes-list-map-keys, so it must have a default or be"
                      + " a required property");
        }
        if (property.at("nullable").isTrue()) {
          property
              .at("nullable")
              .forbidden(
                  "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
      }
      if (!seen.add(key)) {
        keys.invalid("must not contain duplicate entries");
      }
    }
  }

  /** The form of a validation expression; what it means is checked where it is compiled. */
  private static void expression(Field schema, Field rule) {
    String text = rule.at("rule").string().strip();
    Field message = rule.at("message");
    if (text.isEmpty()) {
      rule.at("rule").required("rule is not specified");
    } else if (!message.isEmpty() && message.string().isBlank()) {
      message.invalid("must be non-empty if specified");
    } else if (LINE_BREAK.matcher(message.string().strip()).find()) {
      message.invalid("must not contain line breaks");
    } else if (LINE_BREAK.matcher(text).find() && message.string().isBlank()) {
      message.required("message must be specified if rule contains line breaks");
    }
    Field expression = rule.at("messageExpression");
    if (!expression.isEmpty() && expression.string().isBlank()) {
      expression.required("messageExpression must be non-empty if specified");
    }
    rule.at("reason").oneOfIfSet(REASONS.toArray(String[]::new));
    Field path = rule.at("fieldPath");
    if (path.isEmpty()) {
      return;
    }
    if (path.string().isBlank()) {
      path.invalid("must be non-empty if specified");
    }
    if (LINE_BREAK.matcher(path.string()).find()) {
      path.invalid("must not contain line breaks");
    }
    if (SchemaPath.find(path.string(), schema.map(), true).error() != null) {
      path.invalid("must be a valid path");
    }
  }
}

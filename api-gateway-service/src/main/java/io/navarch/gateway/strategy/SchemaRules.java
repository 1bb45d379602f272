package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.ExpressionRules;
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

  /** What every object of the API has of itself. */
  static final Set<String> RESOURCE_MEMBERS = Set.of("metadata", "kind", "apiVersion");

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

  private static final Set<String> MATTER_WHEN_EMPTY =
      Set.of("additionalItems", "dependencies", "$ref");

  /** Texts of which empty is not the same as missing. */
  private static final Set<String> POINTERS =
      Set.of("$ref", "default", "x-kubernetes-list-type", "x-kubernetes-map-type");

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
   * Checks a whole schema: shape first, then its structure, then each place, and in the places
   * where nothing is wrong the expressions.
   *
   * @param unchanged whether it stood before, so that its expressions may cost what they did
   */
  static void checkRoot(Field schema, boolean hasStatus, boolean unchanged) {
    int start = schema.errors().size();
    if (hasStatus) {
      rootBesideStatus(schema);
    }
    if (schema.at("nullable").isTrue()) {
      schema.at("nullable").forbidden("nullable cannot be true at the root");
    }
    String unreadable = StructuralRules.unreadable(schema.map());
    boolean structural = unreadable == null && isStructural(schema);
    int before = schema.errors().size();
    check(schema, new Place(true, null, false));
    if (structural) {
      List<String> wrong =
          schema.errors().subList(before, schema.errors().size()).stream()
              .map(FieldError::field)
              .toList();
      expressions(schema, unchanged, wrong);
    }
    if (unreadable != null && schema.errors().size() == start) {
      schema.invalid("", unreadable);
    }
  }

  private static boolean isStructural(Field schema) {
    int before = schema.errors().size();
    schema.errors().addAll(StructuralRules.check(schema.path(), schema.map()));
    if (schema.errors().size() == before) {
      SchemaDefaultRules.check(schema);
    }
    return schema.errors().size() == before;
  }

  /**
   * Every expression must compile against the schema that it stands in.
   *
   * @param wrong the fields with errors; no expressions above them are looked at
   */
  private static void expressions(Field schema, boolean unchanged, List<String> wrong) {
    ExpressionRules rules = ExpressionRules.ofResource(schema.map());
    if (rules == null) {
      return;
    }
    ExpressionCosts costs = new ExpressionCosts(schema, unchanged);
    for (ExpressionRules.Inspected rule : rules.inspect()) {
      String place = schema.path() + rule.place();
      if (wrong.stream().noneMatch(field -> field.startsWith(place))) {
        expression(schema, rule, place, costs);
      }
    }
    costs.total();
  }

  private static void expression(
      Field schema, ExpressionRules.Inspected rule, String place, ExpressionCosts costs) {
    String path = place + ".x-kubernetes-validations[" + rule.index() + "]";
    costs.observe("estimated rule cost", path + ".rule", rule.cost());
    Object whole = InternalForm.shown("apiextensions.ValidationRule", rule.declared());
    if (!rule.ruleError().isEmpty()) {
      schema.reportedAs(path + ".rule").invalid(whole, rule.ruleError());
    }
    if (!rule.messageExpressionError().isEmpty()) {
      schema
          .reportedAs(path + ".messageExpression")
          .invalid(whole, "messageExpression " + rule.messageExpressionError());
    } else {
      costs.observe(
          "estimated messageExpression cost", path + ".messageExpression", rule.messageCost());
    }
    Object optional = rule.declared().get("optionalOldSelf");
    if (rule.oldSelf() && rule.uncorrelatable() != null) {
      schema
          .reportedAs(path + ".rule")
          .invalid(
              rule.declared().get("rule"),
              "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                  + schema.path()
                  + rule.uncorrelatable());
    } else if (!rule.oldSelf() && optional != null) {
      schema
          .reportedAs(path + ".optionalOldSelf")
          .invalid(optional, "may not be set if oldSelf is not used in rule");
    }
  }

  /** Nothing may be said at the root that would be lost when the status is checked alone. */
  private static void rootBesideStatus(Field schema) {
    boolean typeFirst =
        schema.at("id").isEmpty() && schema.at("$schema").isEmpty() && !schema.at("$ref").isSet();
    Field type = schema.at("type");
    if (typeFirst && !type.isEmpty() && !type.is("object")) {
      type.invalid(
          type.string(),
          "only \"object\" is allowed as the type at the root of the schema if the status"
              + " subresource is enabled");
      return;
    }
    for (String member : schema.keys()) {
      if (!AT_ROOT_WITH_STATUS.contains(member) && isSaid(schema.at(member))) {
        schema.invalid(
            schema.shownAs("apiextensions.JSONSchemaProps"),
            "only "
                + ALLOWED_AT_ROOT
                + " fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }

  private static boolean isSaid(Field member) {
    return switch (member.value()) {
      case null -> false;
      case Boolean b -> b || member.name().equals("additionalProperties");
      case String s -> !s.isEmpty() || POINTERS.contains(member.name());
      default -> true;
    };
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
    schemaAt(schema.at("not"), place);
    for (String choice : List.of("allOf", "oneOf", "anyOf")) {
      schema.at(choice).each().forEach(each -> check(each, place.inner()));
    }
    schema.at("definitions").entries().forEach(each -> schemaAt(each, place));
    schemaAt(schema.at("items"), place);
    schema.at("items").each().forEach(each -> schemaAt(each, place));
    schema.at("dependencies").entries().forEach(each -> schemaAt(each, place));
    if (Boolean.FALSE.equals(schema.at("x-kubernetes-preserve-unknown-fields").value())) {
      schema.at("x-kubernetes-preserve-unknown-fields").invalid("must be true or undefined");
    }
    ListTypeRules.check(schema);
    List<Field> rules = schema.at("x-kubernetes-validations").each();
    if (!rules.isEmpty()) {
      boolean readable = StructuralRules.unreadable(schema.map()) == null;
      rules.forEach(rule -> expression(schema, readable, rule));
    }
  }

  private static void schemaAt(Field inner, Place outer) {
    if (inner.value() instanceof Map<?, ?>) {
      check(inner, outer.inner());
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
    if (!type.isEmpty() && !TYPES.contains(type.string())) {
      type.notSupported(TYPES);
    }
    if (schema.at("default").isSet() && place.noDefaults() != null) {
      schema.at("default").forbidden("must not be set " + place.noDefaults());
    }
    for (String member :
        List.of(
            "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")) {
      Field unsupported = schema.at(member);
      if (MATTER_WHEN_EMPTY.contains(member) ? unsupported.isSet() : !unsupported.isEmpty()) {
        unsupported.forbidden(member + " is not supported");
      }
    }
    if (type.is("null")) {
      type.forbidden("type cannot be set to null, use nullable as an alternative");
    }
    if (schema.at("items").value() instanceof List<?> list && !list.isEmpty()) {
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

  /** The form of a validation expression; what it means is checked where it is compiled. */
  private static void expression(Field schema, boolean readable, Field rule) {
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
    if (readable && SchemaPath.find(path.string(), schema.map(), true).error() != null) {
      path.invalid("must be a valid path");
    }
  }
}

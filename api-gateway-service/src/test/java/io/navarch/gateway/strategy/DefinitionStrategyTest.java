package io.navarch.gateway.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One broken rule of a CustomResourceDefinition at a time, in the API's words. */
class DefinitionStrategyTest {
  private final DefinitionStrategy strategy = new DefinitionStrategy();

  private static ApiObject definition(String versions) {
    return ApiObject.read(
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"foos.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced",
          "names":{"plural":"foos","kind":"Foo"},
          "versions":[%s]}}
        """
            .formatted(versions)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String version(String name, boolean storage, String more) {
    return "{\"name\":\"%s\",\"served\":true,\"storage\":%s,%s}".formatted(name, storage, more);
  }

  private static ApiObject withSchema(String schema) {
    return definition(version("v1", true, "\"schema\":{\"openAPIV3Schema\":" + schema + "}"));
  }

  private List<String> errors(ApiObject definition) {
    strategy.applyDefaults(definition);
    strategy.prepareForCreate(definition);
    return strategy.validate(definition).stream().map(FieldError::toString).toList();
  }

  private void put(ApiObject definition, String json) {
    Map<String, Object> spec = ApiObject.child(definition.root(), "spec");
    spec.putAll(Json.readObject(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static final String FREE =
      "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";

  @Test
  void acceptsAndFillsNames() {
    ApiObject definition = withSchema(FREE);
    assertThat(errors(definition)).isEmpty();
    assertThat(definition.at("spec", "names", "singular")).isEqualTo("foo");
    assertThat(definition.at("spec", "names", "listKind")).isEqualTo("FooList");
    assertThat(definition.at("spec", "conversion", "strategy")).isEqualTo("None");
    assertThat(definition.at("status", "storedVersions")).isEqualTo(List.of("v1"));
  }

  @Test
  void wantsGroupNameAndScope() {
    ApiObject definition = withSchema(FREE);
    put(definition, "{\"group\":\"nodot\",\"scope\":\"Everywhere\"}");
    assertThat(errors(definition))
        .containsExactlyInAnyOrder(
            "spec.group: Invalid value: \"nodot\": should be a domain with at least one dot",
            "spec.scope: Unsupported value: \"Everywhere\": supported values: \"Cluster\","
                + " \"Namespaced\"");
  }

  @Test
  void isNamedByItsNamesAndGroup() {
    DefinitionStrategy strategy = new DefinitionStrategy();
    ApiObject definition = withSchema(FREE);
    assertThat(strategy.nameErrors(definition, "foos.example.com")).isEmpty();
    assertThat(strategy.nameErrors(definition, "bars.example.com"))
        .containsExactly("must be spec.names.plural+\".\"+spec.group");
  }

  @Test
  void wantsOneStorageVersionAndUniqueNames() {
    String schema = "\"schema\":{\"openAPIV3Schema\":" + FREE + "}";
    ApiObject definition =
        definition(version("v1", true, schema) + "," + version("v1", true, schema));
    assertThat(errors(definition))
        .anyMatch(e -> e.endsWith("must contain unique version names"))
        .anyMatch(e -> e.endsWith("must have exactly one version marked as storage version"));
  }

  @Test
  void wantsSchemas() {
    assertThat(errors(definition(version("v1", true, "\"schema\":{}"))))
        .containsExactly("spec.versions[0].schema.openAPIV3Schema: Required value");
  }

  @Test
  void wantsStructuralSchemas() {
    assertThat(
            errors(
                withSchema(
                    """
                    {"type":"object","properties":{
                      "a":{},
                      "b":{"type":"array"},
                      "c":{"type":"string","anyOf":[{"type":"string","description":"x"}]},
                      "d":{"type":"object","anyOf":[{"properties":{"e":{"minimum":1}}}]}}}
                    """)))
        .containsExactly(
            "spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty"
                + " for specified object fields",
            "spec.validation.openAPIV3Schema.properties[b].items: Required value: must be"
                + " specified",
            "spec.validation.openAPIV3Schema.properties[c].anyOf[0].description: Forbidden: must be"
                + " empty to be structural",
            "spec.validation.openAPIV3Schema.properties[c].anyOf[0].type: Forbidden: must be empty"
                + " to be structural");
  }

  @Test
  void wantsDeclaredWhatRulesSpeakOf() {
    assertThat(
            errors(
                withSchema(
                    "{\"type\":\"object\",\"anyOf\":[{\"properties\":{\"e\":{\"minimum\":1}}}]}")))
        .containsExactly(
            "spec.validation.openAPIV3Schema.properties[e]: Required value: because it is defined"
                + " in spec.validation.openAPIV3Schema.anyOf[0].properties[e]");
  }

  @Test
  void reportsVersionsApartWhereTheyDiffer() {
    ApiObject definition =
        definition(
            version("v1", true, "\"schema\":{\"openAPIV3Schema\":" + FREE + "}")
                + ","
                + version("v2", false, "\"schema\":{\"openAPIV3Schema\":{\"type\":\"array\"}}"));
    assertThat(errors(definition))
        .contains(
            "spec.versions[1].schema.openAPIV3Schema.type: Invalid value: \"array\": must be"
                + " object at the root",
            "spec.versions[1].schema.openAPIV3Schema.items: Required value: must be specified");
  }

  @Test
  void knowsListsAndMaps() {
    assertThat(
            errors(
                withSchema(
                    """
                    {"type":"object","properties":{
                      "m":{"type":"array","x-kubernetes-list-type":"map",
                        "x-kubernetes-list-map-keys":["k","gone"],
                        "items":{"type":"object","properties":{"k":{"type":"string"}}}},
                      "s":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"object"}},
                      "n":{"type":"string","x-kubernetes-list-type":"odd"}}}
                    """)))
        .containsExactlyInAnyOrder(
            "spec.validation.openAPIV3Schema.properties[m].items.properties[k].default: Required"
                + " value: this property is in x-kubernetes-list-map-keys, so it must have a"
                + " default or be a required property",
            "spec.validation.openAPIV3Schema.properties[m].x-kubernetes-list-map-keys: Invalid"
                + " value: [\"k\",\"gone\"]: entries must all be names of item properties",
            "spec.validation.openAPIV3Schema.properties[s].items.x-kubernetes-map-type: Invalid"
                + " value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
            "spec.validation.openAPIV3Schema.properties[n].type: Invalid value: \"string\": must be"
                + " array if x-kubernetes-list-type is specified",
            "spec.validation.openAPIV3Schema.properties[n].x-kubernetes-list-type: Unsupported"
                + " value: \"odd\": supported values: \"atomic\", \"set\", \"map\"");
  }

  @Test
  void checksDefaults() {
    assertThat(
            errors(
                withSchema(
                    """
                    {"type":"object","properties":{
                      "n":{"type":"integer","maximum":3,"default":5},
                      "o":{"type":"object","default":{"x":1},"properties":{"y":{"type":"integer"}}},
                      "metadata":{"type":"object","default":{}}}}
                    """)))
        .containsExactlyInAnyOrder(
            "spec.validation.openAPIV3Schema.properties[n].default: Invalid value: 5:  in body should"
                + " be less than or equal to 3",
            "spec.validation.openAPIV3Schema.properties[o].default: Invalid value: {\"x\":1}: must"
                + " not have unknown fields",
            "spec.validation.openAPIV3Schema.properties[metadata].default: Forbidden: must not be"
                + " set in top-level metadata");
  }

  @Test
  void forbidsWhatOpenApiLacks() {
    assertThat(
            errors(
                withSchema(
                    """
                    {"type":"object","nullable":true,"$ref":"#/x","properties":{
                      "a":{"type":"string","pattern":"("},
                      "b":{"type":"array","uniqueItems":true,"items":{"type":"string"}},
                      "c":{"type":"object","additionalProperties":{"type":"string"},
                        "properties":{"d":{"type":"string"}}}}}
                    """)))
        .anyMatch(e -> e.contains("openAPIV3Schema.nullable: Forbidden: nullable cannot be true"))
        .anyMatch(e -> e.contains("openAPIV3Schema.$ref: Forbidden: $ref is not supported"))
        .as("a schema that cannot be read is not looked at any further")
        .noneMatch(e -> e.contains("properties[a].pattern"))
        .anyMatch(e -> e.contains("properties[b].uniqueItems: Forbidden"))
        .anyMatch(
            e ->
                e.endsWith(
                    "properties[c].additionalProperties: Forbidden: additionalProperties and"
                        + " properties are mutual exclusive"));
  }

  @Test
  void checksSubresourcesColumnsAndSelectableFields() {
    assertThat(
            errors(
                definition(
                    version(
                        "v1",
                        true,
                        """
                        "subresources":{"status":{},"scale":{"specReplicasPath":".status.x",
                          "statusReplicasPath":"x"}},
                        "additionalPrinterColumns":[{"name":"","type":"text","jsonPath":"spec"}],
                        "selectableFields":[{"jsonPath":".spec.none"},{"jsonPath":".spec"}],
                        "schema":{"openAPIV3Schema":{"type":"object","properties":{
                          "spec":{"type":"object","properties":{"a":{"type":"string"}}}}}}
                        """))))
        .containsExactlyInAnyOrder(
            "spec.subresources.scale.specReplicasPath: Invalid value: \".status.x\": should be a"
                + " json path under .spec",
            "spec.subresources.scale.statusReplicasPath: Invalid value: \"x\": must be a simple"
                + " json path starting with .",
            "spec.additionalPrinterColumns[0].name: Required value",
            "spec.additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of"
                + " boolean,date,integer,number,string",
            "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"spec\": must be a simple"
                + " json path starting with .",
            "spec.selectableFields[0].jsonPath: Invalid value: \".spec.none\": is an invalid path:"
                + " does not refer to a valid field",
            "spec.selectableFields[1].jsonPath: Invalid value: \".spec\": must point to a field of"
                + " type string, boolean or integer. Enum string fields and strings with formats"
                + " are allowed.");
  }

  @Test
  void checksConversion() {
    ApiObject webhook = withSchema(FREE);
    put(webhook, "{\"conversion\":{\"strategy\":\"Webhook\"}}");
    assertThat(errors(webhook))
        .containsExactly(
            "spec.conversion.webhookClientConfig: Required value: required when strategy is set to"
                + " Webhook",
            "spec.conversion.conversionReviewVersions: Required value");
    ApiObject plain = withSchema(FREE);
    put(
        plain,
        """
        {"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v9"],
          "clientConfig":{"url":"http://x.example.com/a?b"}}}}
        """);
    assertThat(errors(plain))
        .containsExactly(
            "spec.conversion.webhookClientConfig.url: Invalid value: \"http\": 'https' is the only"
                + " allowed URL scheme; desired format: https://host[/path]",
            "spec.conversion.webhookClientConfig.url: Invalid value: \"b\": query parameters are"
                + " not permitted in the URL",
            "spec.conversion.conversionReviewVersions: Invalid value: [\"v9\"]: must include at"
                + " least one of v1, v1beta1");
  }

  @Test
  void guardsCommunityGroupsAndOldSwitches() {
    ApiObject definition = withSchema(FREE);
    put(definition, "{\"group\":\"x.k8s.io\",\"preserveUnknownFields\":true}");
    assertThat(errors(definition))
        .anyMatch(
            e -> e.startsWith("metadata.annotations[api-approved.kubernetes.io]: Required value:"))
        .anyMatch(e -> e.startsWith("spec.preserveUnknownFields: Invalid value: true: cannot set"));
  }

  @Test
  void keepsWhatMayNotChange() {
    ApiObject old = withSchema(FREE);
    errors(old);
    DefinitionStatus.set(
        old,
        new DefinitionStatus.Condition("Established", "True", "x", "x"),
        java.time.Instant.EPOCH);
    ApiObject changed = old.copy();
    put(changed, "{\"scope\":\"Cluster\"}");
    ApiObject.child(ApiObject.child(changed.root(), "spec"), "names").put("kind", "Bar");
    strategy.prepareForUpdate(changed, old, "");
    assertThat(
            strategy.validateUpdate(changed, old, "").stream().map(FieldError::toString).toList())
        .contains(
            "spec.scope: Invalid value: \"Cluster\": field is immutable",
            "spec.names.kind: Invalid value: \"Bar\": field is immutable");
  }

  @Test
  void countsStorageVersions() {
    String schema = "\"schema\":{\"openAPIV3Schema\":" + FREE + "}";
    ApiObject old = definition(version("v1", true, schema));
    errors(old);
    ApiObject next = definition(version("v1", false, schema) + "," + version("v2", true, schema));
    strategy.applyDefaults(next);
    strategy.prepareForUpdate(next, old, "");
    assertThat(next.at("status", "storedVersions")).isEqualTo(List.of("v1", "v2"));
    ApiObject gone = definition(version("v2", true, schema));
    strategy.applyDefaults(gone);
    strategy.prepareForUpdate(gone, next, "");
    assertThat(strategy.validateUpdate(gone, next, ""))
        .anyMatch(
            e ->
                e.toString()
                    .startsWith(
                        "status.storedVersions[0]: Invalid value: \"v1\": missing"
                            + " from spec.versions; v1 was previously a storage version"));
  }

  @Test
  void expressionsMustNotCostTooMuch() {
    String advice =
        " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays,"
            + " maps, and strings are declared)";
    String nested =
        """
        {"type":"object","properties":{"list":{"type":"array","items":{"type":"string"%s}%s,
          "x-kubernetes-validations":[{"rule":"self.all(x, self.exists_one(y, x == y))"}]}}}
        """;
    assertThat(errors(withSchema(nested.formatted("", ""))))
        .containsExactly(
            AT
                + "[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than"
                + " 100x"
                + advice,
            AT
                + "[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost"
                + " limit for entire OpenAPIv3 schema",
            "spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule"
                + " cost total for entire OpenAPIv3 schema exceeds budget by factor of more than"
                + " 100x"
                + advice);
    ApiObject bounded = withSchema(nested.formatted(",\"maxLength\":10", ",\"maxItems\":20"));
    assertThat(errors(bounded)).isEmpty();
    ApiObject stored = withSchema(nested.formatted("", ",\"maxItems\":600"));
    strategy.applyDefaults(stored);
    strategy.prepareForCreate(stored);
    assertThat(strategy.validate(stored).toString()).contains("estimated rule cost exceeds");
    assertThat(strategy.validateUpdate(stored, stored, "").toString())
        .doesNotContain("estimated rule cost exceeds");
  }

  private static final String AT =
      "spec.validation.openAPIV3Schema.properties[list].x-kubernetes-validations";

  @Test
  void communityGroupsAreToldOfTheirApproval() {
    ApiObject definition = withSchema(FREE);
    assertThat(ApprovalRules.condition(definition)).isNull();
    put(definition, "{\"group\":\"sigs.k8s.io\"}");
    assertThat(ApprovalRules.condition(definition).reason()).isEqualTo("MissingAnnotation");
    definition
        .metadata()
        .put("annotations", Map.of("api-approved.kubernetes.io", "https://github.com/x/y"));
    assertThat(ApprovalRules.condition(definition))
        .isEqualTo(
            new DefinitionStatus.Condition(
                "KubernetesAPIApprovalPolicyConformant",
                "True",
                "ApprovedAnnotation",
                "approved in https://github.com/x/y"));
  }
}

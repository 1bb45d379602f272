package io.navarch.model.structural;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Validation expressions over objects and their changes. */
class ExpressionRulesTest {
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"spec":{"type":"object",
        "x-kubernetes-validations":[
          {"rule":"self.min <= self.max","message":"min must not exceed max"},
          {"rule":"!has(self.name) || self.name == oldSelf.name","message":"name is fixed"},
          {"rule":"self.max < 100","messageExpression":"'max is ' + string(self.max)",
            "fieldPath":".max","reason":"FieldValueForbidden"},
          {"rule":"!oldSelf.hasValue() || oldSelf.value().max <= self.max",
            "optionalOldSelf":true,"message":"max may only grow"}],
        "properties":{
          "min":{"type":"integer"},"max":{"type":"integer"},"name":{"type":"string"},
          "dash-ed":{"type":"string","x-kubernetes-validations":[{"rule":"self != 'bad'"}]},
          "ports":{"type":"array","x-kubernetes-list-type":"map",
            "x-kubernetes-list-map-keys":["name"],"items":{"type":"object",
              "x-kubernetes-validations":[
                {"rule":"self.port >= oldSelf.port","message":"ports only grow"}],
              "properties":{"name":{"type":"string"},"port":{"type":"integer"}}}}}}}}
      """;

  private final ExpressionRules rules = ExpressionRules.ofResource(tree(SCHEMA));

  private static Map<String, Object> tree(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> spec(String members) {
    return tree("{\"spec\":{" + members + "}}");
  }

  private static List<String> texts(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).toList();
  }

  @Test
  void checksNewObjects() {
    assertThat(texts(rules.validate(spec("\"min\":1,\"max\":2,\"name\":\"a\"")))).isEmpty();
    assertThat(texts(rules.validate(spec("\"min\":3,\"max\":2"))))
        .containsExactly("spec: Invalid value: min must not exceed max");
    assertThat(texts(rules.validate(spec("\"min\":3,\"max\":200"))))
        .containsExactly("spec.max: Forbidden: max is 200");
    assertThat(texts(rules.validate(spec("\"min\":3,\"max\":9,\"dash-ed\":\"bad\""))))
        .containsExactly("spec.dash-ed: Invalid value: \"bad\": failed rule: self != 'bad'");
    assertThat(texts(rules.validate(spec("\"max\":9"))))
        .containsExactly(
            "spec: Invalid value: \"object\": no such key: min evaluating rule: min must not exceed"
                + " max");
  }

  @Test
  void comparesWithTheOldObject() {
    Map<String, Object> old =
        spec("\"min\":1,\"max\":5,\"name\":\"a\",\"ports\":[{\"name\":\"x\",\"port\":5}]");
    assertThat(texts(rules.validateUpdate(spec("\"min\":1,\"max\":5,\"name\":\"b\""), old)))
        .containsExactly("spec: Invalid value: name is fixed");
    assertThat(texts(rules.validateUpdate(spec("\"min\":1,\"max\":4,\"name\":\"a\""), old)))
        .containsExactly("spec: Invalid value: max may only grow");
    assertThat(
            texts(
                rules.validateUpdate(
                    spec(
                        "\"min\":1,\"max\":5,\"name\":\"a\",\"ports\":[{\"name\":\"y\",\"port\":1},"
                            + "{\"name\":\"x\",\"port\":4}]"),
                    old)))
        .containsExactly("spec.ports[1]: Invalid value: ports only grow");
  }

  @Test
  void letsUnchangedFaultsPass() {
    Map<String, Object> old = tree("{\"spec\":{\"min\":9,\"max\":5},\"status\":{}}");
    Map<String, Object> now = tree("{\"spec\":{\"min\":9,\"max\":5},\"status\":{\"a\":1}}");
    assertThat(texts(rules.validateUpdate(now, old))).isEmpty();
  }

  @Test
  void saysWhichRulesDoNotCompile() {
    ExpressionRules faulty =
        ExpressionRules.ofResource(
            tree(
                """
                {"type":"object","properties":{"spec":{"type":"object",
                  "x-kubernetes-validations":[{"rule":"self.nope > 1"},{"rule":"1"}],
                  "properties":{"a":{"type":"integer"},"l":{"type":"array","items":{
                    "type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}}}}}
                """));
    assertThat(faulty.inspect())
        .satisfiesExactly(
            first -> {
              assertThat(first.place()).isEqualTo(".properties[spec]");
              assertThat(first.ruleError()).contains("undefined field 'nope'");
            },
            second ->
                assertThat(second.ruleError()).isEqualTo("cel expression must evaluate to a bool"),
            third ->
                assertThat(third.uncorrelatable()).isEqualTo(".properties[spec].properties[l]"));
  }

  @Test
  void readsMetadataOfTheResource() {
    ExpressionRules named =
        ExpressionRules.ofResource(
            tree(
                "{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":"
                    + "\"self.metadata.name.startsWith('x')\"}]}"));
    assertThat(texts(named.validate(tree("{\"metadata\":{\"name\":\"y\"}}"))))
        .containsExactly("<nil>: Invalid value: failed rule: self.metadata.name.startsWith('x')");
  }
}

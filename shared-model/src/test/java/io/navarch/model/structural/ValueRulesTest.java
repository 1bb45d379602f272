package io.navarch.model.structural;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One value rule at a time, in the API's words. */
class ValueRulesTest {
  private static List<String> check(String schema, String value) {
    String holder = "{\"type\":\"object\",\"properties\":{\"v\":" + schema + "}}";
    return ValueRules.compile(Json.readObject(holder.getBytes(StandardCharsets.UTF_8)))
        .validate("", Json.read("{\"v\":" + value + "}"))
        .stream()
        .map(FieldError::toString)
        .toList();
  }

  @Test
  void checksTypes() {
    assertThat(check("{\"type\":\"integer\"}", "\"x\""))
        .containsExactly(
            "v: Invalid value: \"string\": v in body must be of type integer: \"string\"");
    assertThat(check("{\"type\":\"integer\"}", "1.0")).isEmpty();
    assertThat(check("{\"type\":\"number\"}", "1")).isEmpty();
    assertThat(check("{\"type\":\"string\"}", "null")).hasSize(1);
    assertThat(check("{\"type\":\"string\",\"nullable\":true}", "null")).isEmpty();
  }

  @Test
  void checksNumbers() {
    assertThat(check("{\"type\":\"integer\",\"minimum\":2}", "1"))
        .containsExactly("v: Invalid value: 1: v in body should be greater than or equal to 2");
    assertThat(check("{\"type\":\"number\",\"maximum\":2.5,\"exclusiveMaximum\":true}", "2.5"))
        .containsExactly("v: Invalid value: 2.5: v in body should be less than 2.5");
    assertThat(check("{\"type\":\"integer\",\"multipleOf\":3}", "4"))
        .containsExactly("v: Invalid value: 4: v in body should be a multiple of 3");
  }

  @Test
  void namesLimitsThatAreNoValuesOfTheType() {
    assertThat(check("{\"type\":\"integer\",\"minimum\":1.5}", "1"))
        .containsExactly(
            "<nil>: Invalid value: \"\": Minimum boundary value must be of type integer (default"
                + " format) in v",
            "v: Invalid value: 1: v in body should be greater than or equal to 1.5");
    assertThat(check("{\"type\":\"integer\",\"multipleOf\":-1}", "1"))
        .containsExactly(
            "v: Invalid value: -1: factor MultipleOf declared for v must be positive: -1");
    assertThat(check("{\"type\":\"number\",\"maximum\":3e9}", "4e9"))
        .containsExactly(
            "v: Invalid value: 4e+09: v in body should be less than or equal to 3e+09");
    assertThat(check("{\"type\":\"integer\",\"format\":\"int32\"}", "3000000000"))
        .containsExactly(
            "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in"
                + " v");
  }

  @Test
  void formatsStandInForTheTypeOfDefaults() {
    ValueRules rules =
        ValueRules.compileForDefault(
            Json.readObject(
                "{\"type\":\"object\",\"format\":\"uuid\"}".getBytes(StandardCharsets.UTF_8)));
    assertThat(rules.validate("d", Json.read("[]"))).isEmpty();
    assertThat(rules.validate("d", Json.read("true")).toString())
        .contains("d: Invalid value: \"\":  in body must be of type uuid: \"\"");
    assertThat(rules.validate("d", Json.read("{}"))).isEmpty();
  }

  @Test
  void enumsHoldNoNull() {
    assertThat(check("{\"nullable\":true,\"enum\":[null,\"a\"]}", "null"))
        .containsExactly("v: Unsupported value: null: supported values: \"null\", \"a\"");
    assertThat(check("{\"enum\":[1,{\"a\":1}]}", "1.0")).isEmpty();
    assertThat(check("{\"enum\":[2]}", "{\"b\":1,\"a\":{\"d\":1,\"c\":2}}"))
        .containsExactly(
            "v: Unsupported value: {\"a\":{\"c\":2,\"d\":1},\"b\":1}: supported values: \"2\"");
  }

  @Test
  void ofATextOnlyTheFirstFaultIsNamed() {
    assertThat(check("{\"type\":\"string\",\"minLength\":2,\"pattern\":\"b\"}", "\"a\""))
        .hasSize(1);
    assertThat(check("{\"allOf\":[{\"required\":[\"a\"]}],\"required\":[\"a\"]}", "{}"))
        .containsExactly(
            "v.a: Required value",
            "<nil>: Invalid value: \"\": \"v\" must validate all the schemas (allOf). None"
                + " validated");
  }

  @Test
  void checksTexts() {
    assertThat(check("{\"type\":\"string\",\"minLength\":2}", "\"a\""))
        .containsExactly("v: Invalid value: \"a\": v in body should be at least 2 chars long");
    assertThat(check("{\"type\":\"string\",\"maxLength\":1}", "\"ab\""))
        .containsExactly("v: Too long: may not be more than 1 byte");
    assertThat(check("{\"type\":\"string\",\"format\":\"date-time\"}", "\"x\""))
        .containsExactly("v: Invalid value: \"x\": v in body must be of type date-time: \"x\"");
    assertThat(check("{\"type\":\"string\",\"format\":\"unknown\"}", "\"x\"")).isEmpty();
    assertThat(check("{\"type\":\"string\",\"format\":\"ipv4\"}", "\"10.0.0.1\"")).isEmpty();
    assertThat(check("{\"type\":\"string\",\"format\":\"cidr\"}", "\"10.0.0.0/33\"")).hasSize(1);
  }

  @Test
  void checksListsAndObjects() {
    assertThat(check("{\"type\":\"array\",\"maxItems\":1,\"items\":{}}", "[1,2]"))
        .containsExactly("v: Too many: 2: must have at most 1 item");
    assertThat(check("{\"type\":\"object\",\"minProperties\":1}", "{}"))
        .containsExactly("v: Invalid value: 0: v in body should have at least 1 properties");
    assertThat(
            check(
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}",
                "{\"a\":\"b\"}"))
        .containsExactly(
            "v.a: Invalid value: \"string\": v.a in body must be of type integer: \"string\"");
  }

  @Test
  void checksCombinations() {
    String needsOne =
        "{\"type\":\"object\",\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}";
    assertThat(check(needsOne, "{}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": \"v\" must validate one and only one schema (oneOf). Found"
                + " none valid",
            "v.a: Required value");
    assertThat(check(needsOne, "{\"a\":1,\"b\":1}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": \"v\" must validate one and only one schema (oneOf). Found"
                + " 2 valid alternatives");
    assertThat(check("{\"not\":{\"required\":[\"a\"]}}", "{\"a\":1}"))
        .containsExactly("<nil>: Invalid value: \"\": \"v\" must not validate the schema (not)");
    assertThat(check("{\"anyOf\":[{\"minimum\":5},{\"maximum\":1}]}", "3"))
        .contains("<nil>: Invalid value: \"\": \"v\" must validate at least one schema (anyOf)");
  }

  @Test
  void letsUnchangedFaultsPass() {
    ValueRules rules =
        ValueRules.compile(
            Json.readObject(
                """
                {"type":"object","properties":{"a":{"type":"integer","maximum":1},
                  "l":{"type":"array","x-kubernetes-list-type":"map",
                    "x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{
                      "k":{"type":"string"},"n":{"type":"integer","maximum":1}}}}}}
                """
                    .getBytes(StandardCharsets.UTF_8)));
    Object old = Json.read("{\"a\":5,\"l\":[{\"k\":\"x\",\"n\":5}]}");
    assertThat(
            rules.validateUpdate(
                "", Json.read("{\"a\":5,\"l\":[{\"k\":\"y\"},{\"k\":\"x\",\"n\":5}]}"), old))
        .isEmpty();
    assertThat(rules.validateUpdate("", Json.read("{\"a\":6}"), old)).hasSize(1);
  }
}

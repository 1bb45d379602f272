package io.navarch.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kube-apiserver 1.36.2 made of the same bodies. */
class AppliedDecoderTest {
  private static AppliedDecoder.Decoded decode(String body) {
    return AppliedDecoder.decode(body.getBytes(StandardCharsets.UTF_8), FieldValidation.WARN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"v\": [%s]}", "v: [%s]"})
  void wholeNumbersHaveNoPoint(String body) {
    String numbers =
        "1.0, 1e3, -1.0, 1.5, 1e18, 1e19, 1e21, 9007199254740993, 9223372036854775808,"
            + " 18446744073709551616, 0.000001, 0.0000001, 123456789.125";
    assertThat(Json.writeString(decode(body.formatted(numbers)).config().get("v")))
        .isEqualTo(
            "[1,1000,-1,1.5,1000000000000000000,10000000000000000000,1e+21,9007199254740993,"
                + "9223372036854776000,18446744073709552000,0.000001,1e-7,123456789.125]");
  }

  @ParameterizedTest
  @CsvSource({".inf,+Inf", "-.INF,-Inf", ".NaN,NaN"})
  void whatJsonHasNot(String written, String shown) {
    assertThatThrownBy(() -> decode("a: {b: " + written + "}"))
        .hasMessage(
            "error decoding YAML: error converting YAML to JSON: json: unsupported value: "
                + shown);
    assertThat(decode("a: \"" + written + "\"").config()).containsEntry("a", written);
  }

  @Test
  void membersThatStandTwiceAreWarnedOfOneByOne() {
    assertThat(decode("a: 1\na: 2\nb: {c: 1, c: 2}\n").warnings())
        .containsExactly(
            "line 2: key \"a\" already set in map", "line 3: key \"c\" already set in map");
    assertThatThrownBy(
            () ->
                AppliedDecoder.decode(
                    "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8), FieldValidation.STRICT))
        .hasMessage(
            "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                + "  line 1: key \"a\" already set in map");
  }
}

package io.navarch.model.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of the Kubernetes API for the same schemas and rules. */
class CostEstimatorTest {
  private static CelExpression compile(String schema, String rule) {
    DeclType type =
        Objects.requireNonNull(
            DeclTypes.of(Json.readObject(schema.getBytes(StandardCharsets.UTF_8)), false));
    return switch (CelEnvironment.kubernetes().with("self", type).compile(rule, ResultType.ANY)) {
      case CelCompilation.Compiled compiled -> compiled.expression();
      case CelCompilation.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}}; self.all(x, true); 4718591",
        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"maxItems\": 10}; self.all(x, true); 32",
        "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}; self.all(x, true); 3145727",
        "{\"type\": \"array\", \"items\": {\"type\": \"boolean\"}}; self.all(x, true); 1887437",
        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"maxItems\": 10}; self.all(x, self.all(y, true)); 352",
        "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"number\"}}; self.all(x, true); 1348169",
        "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}, \"maxProperties\": 3}; self.all(x, true); 11",
        "{\"type\": \"string\"}; self.contains('test'); 314574",
        "{\"type\": \"string\", \"maxLength\": 10}; self.contains('test'); 5",
        "{\"type\": \"string\"}; self.startsWith('test'); 2",
        "{\"type\": \"string\"}; size(self + \"hello\") > size(\"hello\"); 314578",
        "{\"type\": \"string\", \"maxLength\": 4}; size(self + \"hello\") > size(\"hello\"); 7",
        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}}; self[1] == 0.0; 2",
        "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}; self[1] == self[1]; 314577",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}; self == self; 2",
      })
  void estimatesAsTheApiDoes(String schema, String rule, long most) {
    assertThat(compile(schema, rule).estimatedCost().max()).isEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"array\", \"items\": {\"type\": \"number\"}}; self.all(x, self.all(y, true))",
        "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}; self.all(x, self.all(y, self.all(z, x + y + z != '')))",
      })
  void seesWhatHasNoBound(String schema, String rule) {
    assertThat(compile(schema, rule).estimatedCost().max()).isGreaterThan(CelLimits.RULE_ESTIMATE);
  }
}

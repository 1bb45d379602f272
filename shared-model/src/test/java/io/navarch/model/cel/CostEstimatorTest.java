package io.navarch.model.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    assertThat(compile(schema, rule).estimatedCost("self").max()).isEqualTo(most);
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
    assertThat(compile(schema, rule).estimatedCost("self").max())
        .isGreaterThan(CelLimits.RULE_ESTIMATE);
  }

  /**
   * Rules of CustomResourceDefinitions in use. So many of them in one list cost what is said of
   * what the API allows for one rule; the API itself says so to one decimal.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"string\", \"maxLength\": 40}; self.split('@')[0].matches('^[a-z]+$'); 1000000; 6.8",
        "{\"type\": \"string\", \"maxLength\": 40}; self.split(',',-1)[1].contains('abc'); 1000000; 5.0",
        "{\"type\": \"string\", \"maxLength\": 40}; self.split('.').all(x, x.matches('[a-z]')); 10000; 6.1",
        "{\"type\": \"string\", \"maxLength\": 40}; (self == 'a' ? [self] : ['bb']).all(x, x.contains('cc')); 1000000; 3.4",
        "{\"type\": \"string\", \"maxLength\": 40}; matches(self, '[a-z]+'); 10000000; 2.0",
        "{\"type\": \"string\", \"maxLength\": 40}; url(self) == url('http://a'); 1000000; 1.9",
        "{\"type\": \"string\", \"maxLength\": 40}; format.dns1123Label().validate(self) == null; 100000; 5.2",
        "{\"type\": \"string\", \"maxLength\": 40}; string(bytes(self)).contains('abc'); 100000; 1.45",
        "{\"type\": \"string\", \"maxLength\": 40}; sets.contains([self], ['a']); 1000000; 2.3",
        "{\"type\": \"string\", \"maxLength\": 40}; [self, 'abc'].map(x, x + x)[0].contains('zz'); 100000; 1.47",
        "{\"type\": \"object\", \"maxProperties\": 6, \"additionalProperties\": {\"type\": \"string\", \"maxLength\": 30}}; self.all(k, k.contains('abc')); 1000000; 2.6",
        "{\"type\": \"object\", \"maxProperties\": 6, \"additionalProperties\": {\"type\": \"string\", \"maxLength\": 30}}; self.all(k, self[k].contains('abc')); 100000; 1.100000",
        "{\"type\": \"object\", \"maxProperties\": 6, \"additionalProperties\": {\"type\": \"string\", \"maxLength\": 30}}; self.all(k, k.split('/')[0].size() < 253); 1000000; 4.4",
        "{\"type\": \"object\", \"maxProperties\": 6, \"additionalProperties\": {\"type\": \"string\", \"maxLength\": 30}}; self.map(k, self[k]).all(x, x.contains('abc')); 100000; 1.33",
        "{\"type\": \"array\", \"maxItems\": 7, \"items\": {\"type\": \"string\", \"maxLength\": 30}}; self.map(x, x + 'a').all(y, y.contains('abc')); 100000; 2.3",
        "{\"type\": \"array\", \"maxItems\": 7, \"items\": {\"type\": \"string\", \"maxLength\": 30}}; self.slice(0,2).all(x, x.contains('abc')); 1000000; 2.5",
        "{\"type\": \"array\", \"maxItems\": 7, \"items\": {\"type\": \"string\", \"maxLength\": 30}}; self.sort().all(x, x.contains('abc')); 100000; 3.6",
        "{\"type\": \"array\", \"maxItems\": 7, \"items\": {\"type\": \"string\", \"maxLength\": 30}}; self.distinct().all(x, x.contains('abc')); 100000; 3.6",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"maxLength\": 30}, \"b\": {\"type\": \"array\", \"maxItems\": 5, \"items\": {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\", \"maxLength\": 20}, \"d\": {\"type\": \"integer\"}}}}, \"y\": {\"type\": \"string\", \"format\": \"byte\", \"maxLength\": 50}}}; self.b.all(x, has(x.c) == has(x.d)); 1000000; 3.3",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"maxLength\": 30}, \"b\": {\"type\": \"array\", \"maxItems\": 5, \"items\": {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\", \"maxLength\": 20}, \"d\": {\"type\": \"integer\"}}}}, \"y\": {\"type\": \"string\", \"format\": \"byte\", \"maxLength\": 50}}}; self.b.map(x, x.c).all(y, y.contains('abc')); 100000; 1.04",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"maxLength\": 30}, \"b\": {\"type\": \"array\", \"maxItems\": 5, \"items\": {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\", \"maxLength\": 20}, \"d\": {\"type\": \"integer\"}}}}, \"y\": {\"type\": \"string\", \"format\": \"byte\", \"maxLength\": 50}}}; self.a.split(',').all(z, self.b.exists(w, w.c == z)); 10000; 4.9",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"maxLength\": 30}, \"b\": {\"type\": \"array\", \"maxItems\": 5, \"items\": {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\", \"maxLength\": 20}, \"d\": {\"type\": \"integer\"}}}}, \"y\": {\"type\": \"string\", \"format\": \"byte\", \"maxLength\": 50}}}; string(self.y).contains('abc'); 1000000; 1.200000",
      })
  void estimatesWhatNoVariableLeadsTo(String schema, String rule, long times, double factor) {
    long cost = CostRange.product(compile(schema, rule).estimatedCost("self").max(), times);
    assertThat((double) cost / CelLimits.RULE_ESTIMATE).isCloseTo(factor, within(0.05));
  }
}

package io.navarch.model.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.cel.CelCompilation.Compiled;
import io.navarch.model.cel.CelCompilation.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions with the values and refusals that kube-apiserver 1.36.2 gave for them. */
class ComparedExpressionsTest {
  private static Object evaluate(String expression) {
    CelCompilation compiled =
        CelEnvironment.kubernetes().compile(expression, CelEnvironment.ResultType.ANY);
    return switch (compiled) {
      case Refused refused -> refused.message();
      case Compiled ready ->
          switch (ready
              .expression()
              .evaluate(new CelVariables(), CelBudget.of(CelLimits.RUNTIME_BUDGET))) {
            case CelResult.Value value -> String.valueOf(value.json());
            case CelResult.Failure failure -> failure.message();
          };
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'%f'.format([1234567.5]) | 1,234,567.500000",
        "'%.2e'.format([-12345.678]) | -1.234568×10⁰⁴",
        "'%s'.format([1234567.0]) | 1.234567e+06",
        "'%s'.format([[1.5,'a\"é',b'ab',true,null,duration('1h'),{'b':1,'a':[1u]}]])"
            + " | [1.500000, \"a\\\"é\", b\"ab\", true, null, duration(\"3600s\"),"
            + " {\"a\":[1], \"b\":1}]",
        "'%s'.format([{1:'a',true:2.0}]) | {1:\"a\", true:2.000000}",
        "'%f'.format([1.0/0.0]) | ∞",
        "'%f'.format(['NaN']) | NaN",
        "string(1.0) | 1",
        "string(1e21) | 1e+21",
        "string(123456789.0) | 1.23456789e+08",
        "string(-0.0) | -0",
        "string(timestamp('2020-01-01T00:00:00.120Z')) | 2020-01-01T00:00:00.12Z",
        "string(duration('1.5s')) | 1.5s",
        "duration('1.5s').getMilliseconds() | 1500",
        "bool('T') | true",
        "'abc'.indexOf('c', 5) | -1",
        "'abc'.lastIndexOf('c', 5) | -1",
        "'abc'.lastIndexOf('c') | 2",
        "''.lastIndexOf('c') | -1",
        "'éa'.charAt(1) | a",
        "semver('1.2.3+a') == semver('1.2.3+b') | true",
      })
  void values(String expression, String value) {
    assertThat(evaluate(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a'.charAt(2) | index out of range: 2",
        "'abc'.substring(1,5) | index out of range: 5",
        "'abc'.substring(2,1) | invalid substring range. start: 2, end: 1",
        "semver('01.2.3').major() | Major number must not contain leading zeroes \"01\"",
        "semver('x').minor() | No Major.Minor.Patch elements found",
        "semver('1.0.0-').minor() | Prerelease is empty",
        "{'a':1}.b | no such key: b",
        "optional.none().value() | optional.none() dereference",
        "timestamp('2020-01-01T00:00:00Z').getHours('Foo') | unknown time zone Foo",
        "1%0 | modulus by zero",
        "5u - 6u | unsigned integer overflow",
        "'%d'.format([dyn('a')]) | error during formatting: decimal clause can only be used on"
            + " integers, was given string",
      })
  void failures(String expression, String failure) {
    assertThat(evaluate(expression)).isEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'%d'.format([1.5]) | compilation failed: ERROR: <input>:1:14: error during formatting:"
            + " decimal clause can only be used on integers, was given double",
        "'%q'.format([1]) | compilation failed: ERROR: <input>:1:12: could not parse formatting"
            + " clause: unrecognized formatting clause \"q\"",
        "'%'.format([]) | compilation failed: ERROR: <input>:1:11: unexpected end of string",
        "'%s'.format([]) | compilation failed: ERROR: <input>:1:12: index 0 out of range",
        "'%s'.format([1,2]) | compilation failed: ERROR: <input>:1:12: too many arguments supplied"
            + " to string.format (expected 1, got 2)",
        "'%b'.format(['a']) | compilation failed: ERROR: <input>:1:14: error during formatting: only"
            + " integers and bools can be formatted as binary, was given string",
        "int('a') | program instantiation failed: type conversion error from 'string' to 'int'",
        "int(1e30) | program instantiation failed: integer overflow",
        "uint(-1) | program instantiation failed: unsigned integer overflow",
        "double('x') | program instantiation failed: type conversion error from 'string' to"
            + " 'double'",
        "bool('yes') | program instantiation failed: type conversion error from 'string' to 'bool'",
        "string(b'\\xff') | program instantiation failed: invalid UTF-8 in bytes, cannot convert to"
            + " string",
        "'a1'.find('[') | program instantiation failed: error parsing regexp: missing closing ]:"
            + " `[`",
        "jsonpatch.escapeKey('a') | compilation failed: ERROR: <input>:1:1: undeclared reference to"
            + " 'jsonpatch' (in container '')",
      })
  void refusals(String expression, String refusal) {
    assertThat(String.valueOf(evaluate(expression)).lines().findFirst()).hasValue(refusal);
  }
}

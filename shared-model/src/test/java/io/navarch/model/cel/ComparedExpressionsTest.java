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
        "url('http://ex_ample.com/').getHost() | ex_ample.com",
        "url('http://exämple.com/ä').getHost() | exämple.com",
        "url('http://exämple.com/ä').getEscapedPath() | /%C3%A4",
        "url('http://a/a b').getEscapedPath() | /a%20b",
        "url('http://a/a%2fb').getEscapedPath() | /a%2fb",
        "url('http://a/a[b]').getEscapedPath() | /a[b]",
        "url('http://[fe80::1%25en0]:80/').getHostname() | fe80::1%en0",
        "url('http://a:/').getHost() | a:",
        "url('HTTP://A/').getScheme() | http",
        "url('mailto:a@b.c').getHost() | ``",
        "url('http://a?a+b=c+d').getQuery() | {a b=[c d]}",
        "url('http://a?a=%zz&b=1').getQuery() | {b=[1]}",
        "url('/a?b') == url('/a?b') | true",
        "isURL('http://a b') | false",
        "isURL('//a') | true",
        "isURL('http://[a]') | false",
        "isURL('http://a:1b') | false",
        "isURL('/a#b') | true",
        "quantity('1000m').isInteger() | false",
        "quantity('1.5').add(quantity('0.5')).isInteger() | false",
        "quantity('9223372036854775807').isInteger() | false",
        "quantity('1Ki').asInteger() | 1024",
        "quantity('1E').isInteger() | true",
        "quantity('10E').isInteger() | false",
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
        "url('a/b').getHost() | URL parse error during conversion from string: parse \"a/b\":"
            + " invalid URI for request",
        "url('http://a/%zz').getHost() | URL parse error during conversion from string: parse"
            + " \"http://a/%zz\": invalid URL escape \"%zz\"",
        "url('http://a:b/').getHost() | URL parse error during conversion from string: parse"
            + " \"http://a:b/\": invalid port \":b\" after host",
        "ip('1.2.3').family() | IP Address \"1.2.3\" parse error during conversion from string:"
            + " ParseAddr(\"1.2.3\"): IPv4 address too short",
        "ip('1:2:3:4:5:6:7:8:9').family() | IP Address \"1:2:3:4:5:6:7:8:9\" parse error during"
            + " conversion from string: ParseAddr(\"1:2:3:4:5:6:7:8:9\"): trailing garbage after"
            + " address (at \"9\")",
        "cidr('10.0.0.0/08').ip() | network address parse error during conversion from string:"
            + " network address parse error during conversion from string:"
            + " netip.ParsePrefix(\"10.0.0.0/08\"): bad bits after slash: \"08\"",
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
        "[1,'a'] | compilation failed: ERROR: <input>:1:4: expected type 'int' but found 'string'",
        "duration('1h') * 2 | compilation failed: ERROR: <input>:1:16: found no matching overload"
            + " for '_*_' applied to '(duration, int)'",
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

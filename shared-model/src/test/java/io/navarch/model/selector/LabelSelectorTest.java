package io.navarch.model.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1|true",
        "a==1|true",
        "a=2|false",
        "a!=2|true",
        "missing!=x|true",
        "a in (1, 3),b notin (q)|true",
        "a in (2)|false",
        "b|true",
        "!b|false",
        "!missing|true",
        "missing|false",
        "n>4,n<6|true",
        "n>5|false",
        "b>1|false",
        "empty=|true",
        "empty in ()|true",
        "in in (in,notin)|false",
      })
  void matches(String selector, boolean expected) {
    Map<String, Object> labels = Map.of("a", "1", "b", "x", "n", "5", "empty", "");
    assertThat(LabelSelector.parse(selector).matches(labels)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1,|found '', expected: identifier after ','",
        ",a=1|found ',', expected: !, identifier, or 'end of string'",
        "a=1 b=2|found 'b', expected: ',' or 'end of string'",
        "a in 1|unable to parse requirement: found '1' expected: '('",
        "a in (1|unable to parse requirement: found '', expected: ',' or ')'",
        "a(|unable to parse requirement: found '(', expected: in, notin, =, ==, !=, gt, lt",
        "!|unable to parse requirement: found '', expected: identifier",
        "a=(|unable to parse requirement: found '(', expected: identifier",
        "a>x|unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt'"
            + " operators, the value must be an integer",
      })
  void refusesMalformedText(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(ApiException.class)
        .hasMessage(message)
        .extracting(e -> ((ApiException) e).code())
        .isEqualTo(400);
  }

  @Test
  void saysWhatIsWrongWithAKey() {
    assertThatThrownBy(() -> LabelSelector.parse("-a=1"))
        .hasMessage(
            "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of"
                + " alphanumeric characters, '-', '_' or '.', and must start and end with an"
                + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
                + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }

  @Test
  void printsInOrderOfKeys() {
    assertThat(LabelSelector.parse("z,b in (y,x),!a,c!=1").toString())
        .isEqualTo("!a,b in (x,y),c!=1,z");
  }

  @Test
  void readsTheObjectForm() {
    LabelSelector selector =
        LabelSelector.ofObject(
            Json.readObject(
                """
                {"matchLabels": {"app": "web"}, "matchExpressions": [
                  {"key": "tier", "operator": "NotIn", "values": ["db"]},
                  {"key": "app", "operator": "Exists"}]}
                """
                    .getBytes()));
    assertThat(selector.matches(Map.of("app", "web"))).isTrue();
    assertThat(selector.matches(Map.of("app", "web", "tier", "db"))).isFalse();
    assertThat(LabelSelector.ofObject(null).matches(Map.of())).isFalse();
    assertThat(LabelSelector.ofObject(Map.of()).matches(Map.of())).isTrue();
  }

  @Test
  void validatesTheObjectForm() {
    Map<String, Object> selector =
        Json.readObject(
            """
            {"matchLabels": {"a b": "c"}, "matchExpressions": [
              {"key": "x", "operator": "In"},
              {"key": "x", "operator": "Exists", "values": ["1"]},
              {"key": "x", "operator": "Near", "values": ["!"]}]}
            """
                .getBytes());
    assertThat(LabelSelector.validate(selector, "spec.selector"))
        .extracting(e -> e.field() + " " + e.type())
        .containsExactly(
            "spec.selector.matchLabels INVALID",
            "spec.selector.matchExpressions[0].values REQUIRED",
            "spec.selector.matchExpressions[1].values FORBIDDEN",
            "spec.selector.matchExpressions[2].operator INVALID",
            "spec.selector.matchExpressions[2].values[0] INVALID");
  }
}

package io.navarch.model.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.object.ApiObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {
  private static final ApiObject POD =
      ApiObject.read(
          """
          {"metadata": {"name": "p", "namespace": "ns"},
           "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}}
          """
              .getBytes());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=p|true",
        "metadata.name==p,metadata.namespace!=other|true",
        "spec.nodeName!=n1|false",
        "spec.host=n1|true",
        "spec.hostNetwork=false|true",
        "status.podIP=|true",
        "status.phase=Failed|false",
        ",,|true",
      })
  void matches(String selector, boolean expected) {
    assertThat(FieldSelector.parse(selector).matches(POD)).isEqualTo(expected);
  }

  @Test
  void escapes() {
    FieldSelector selector = FieldSelector.parse("a=x\\,y\\=z\\\\");
    assertThat(selector.exactValue("a")).contains("x,y=z\\");
    assertThat(selector.toString()).isEqualTo("a=x\\,y\\=z\\\\");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a|invalid selector: 'a'; can't understand 'a'",
        "a=b=c|invalid field selector: unescaped character in value: 61",
        "a=b\\c|invalid field selector: invalid escape sequence: \\c",
        "a=b\\|invalid field selector: invalid escape sequence: \\",
      })
  void refusesMalformedText(String selector, String message) {
    assertThatThrownBy(() -> FieldSelector.parse(selector)).hasMessage(message);
  }
}

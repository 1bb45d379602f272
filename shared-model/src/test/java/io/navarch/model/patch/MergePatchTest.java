package io.navarch.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
        "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
        "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}",
        "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
      })
  void applies(String original, String patch, String expected) {
    Object result = MergePatch.apply(Json.readObject(original.getBytes()), Json.read(patch));
    assertThat(Json.writeString(result)).isEqualTo(expected);
  }

  @Test
  void refusesArrays() {
    assertThatThrownBy(() -> MergePatch.apply(Json.readObject("{}".getBytes()), Json.read("[]")))
        .hasMessage("Invalid JSON Patch");
  }
}

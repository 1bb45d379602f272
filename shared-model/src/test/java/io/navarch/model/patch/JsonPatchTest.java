package io.navarch.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}|[{\"op\":\"add\",\"path\":\"/b\",\"value\":null}]|{\"a\":1,\"b\":null}",
        "{\"a\":[1,2]}|[{\"op\":\"add\",\"path\":\"/a/1\",\"value\":9}]|{\"a\":[1,9,2]}",
        "{\"a\":[1,2]}|[{\"op\":\"add\",\"path\":\"/a/-\",\"value\":9}]|{\"a\":[1,2,9]}",
        "{\"a\":[1,2]}|[{\"op\":\"remove\",\"path\":\"/a/-1\"}]|{\"a\":[1]}",
        "{\"a\":{\"b/c\":1}}|[{\"op\":\"replace\",\"path\":\"/a/b~1c\",\"value\":2}]|{\"a\":{\"b/c\":2}}",
        "{\"a\":1}|[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b\"}]|{\"b\":1}",
        "{\"a\":{\"x\":1}}|[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"},{\"op\":\"remove\",\"path\":\"/b/x\"}]|{\"a\":{\"x\":1},\"b\":{}}",
        "{\"a\":1}|[{\"op\":\"test\",\"path\":\"/a\",\"value\":1},{\"op\":\"test\",\"path\":\"/z\",\"value\":null}]|{\"a\":1}",
        "{\"a\":1}|[{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}]|{\"a\":1,\"b\":2}",
        "{\"a\":1}|[{\"op\":\"replace\",\"path\":\"/a\"},{\"op\":\"add\",\"path\":\"/b\"}]|{\"a\":null,\"b\":null}",
        "{\"a\":1}|[{\"op\":\"copy\",\"from\":\"/z\",\"path\":\"/b\"}]|{\"a\":1,\"b\":null}",
      })
  void applies(String document, String patch, String expected) {
    Object result = JsonPatch.read(patch.getBytes()).apply(Json.read(document));
    assertThat(Json.writeString(result)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"op\":\"remove\",\"path\":\"/b\"}]",
        "[{\"op\":\"replace\",\"path\":\"/b/c\",\"value\":1}]",
        "[{\"op\":\"replace\",\"path\":\"/l/0\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/l/7\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/l/x\",\"value\":1}]",
        "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
        "[{\"op\":\"fly\",\"path\":\"/a\"}]",
      })
  void refusesWhatDoesNotFit(String patch) {
    assertThatThrownBy(
            () -> JsonPatch.read(patch.getBytes()).apply(Json.read("{\"a\":1,\"l\":[]}")))
        .hasMessage("the server rejected our request due to an error in our request")
        .extracting(e -> ((ApiException) e).code())
        .isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"op\":\"remove\",\"path\":\"/b\"}]|error in remove for path: '/b': Unable to remove nonexistent key: b: missing value",
        "[{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]|add operation does not apply: doc is missing path: \"/b/c\": missing value",
        "[{\"op\":\"fly\",\"path\":\"/a\"}]|Unexpected kind: fly",
      })
  void saysToPoliciesWhatDoesNotFit(String patch, String why) {
    assertThatThrownBy(
            () -> JsonPatch.read(patch.getBytes()).applyIfTestsHold(Json.read("{\"a\":1}")))
        .hasMessage(why);
  }

  @Test
  void refusesWhatIsNoPatch() {
    assertThatThrownBy(() -> JsonPatch.read("{}".getBytes()))
        .extracting(e -> ((ApiException) e).code())
        .isEqualTo(400);
    String many = "[" + "{},".repeat(10_000) + "{}]";
    assertThatThrownBy(() -> JsonPatch.read(many.getBytes()))
        .hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");
  }

  @Test
  void namesUnknownMembers() {
    assertThat(JsonPatch.read("[{\"op\":\"test\",\"foo\":1}]".getBytes()).strictErrors())
        .containsExactly("json patch unknown field \"[0].foo\"");
  }
}

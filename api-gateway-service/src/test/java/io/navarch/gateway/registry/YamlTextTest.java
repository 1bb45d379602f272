package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kube-apiserver writes of the same trees, asked of one. */
class YamlTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "y",
        "N",
        "on",
        "Off",
        "~",
        "null",
        "TRUE",
        "12",
        "012",
        "1_000",
        "0x1F",
        "0o14",
        "0b11",
        "+1",
        "-0",
        ".5",
        "1.",
        "1e3",
        "1.5e3",
        ".inf",
        ".nan",
        "1:30",
        "2001-01-01",
        "2026-11-22T10:07:22Z",
        "12345678901234567890"
      })
  void whatLooksLikeAnotherValueIsQuoted(String text) {
    assertThat(YamlText.write(Map.of("k", text))).isEqualTo("k: \"" + text + "\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "Infinity", "--", "v1.2.3", "10.0.0.1", "=", "two words"})
  void otherTextsStandAsTheyAre(String text) {
    assertThat(YamlText.write(Map.of("k", text))).isEqualTo("k: " + text + "\n");
  }

  @Test
  void keysAreTextsToo() {
    assertThat(YamlText.write(Map.of("y", 1))).isEqualTo("\"y\": 1\n");
  }

  @Test
  void longTextsAreFoldedAndLinesKept() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("long", "word ".repeat(20) + "end");
    tree.put("lines", "one\ntwo\n");
    tree.put("list", List.of(true, 2, "a: b"));
    assertThat(YamlText.write(tree))
        .isEqualTo(
            """
            long: word word word word word word word word word word word word word word word word
              word word word word end
            lines: |
              one
              two
            list:
            - true
            - 2
            - 'a: b'
            """);
  }
}

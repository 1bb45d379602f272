package io.navarch.model.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Paths as printer columns use them. */
class JsonPathTest {
  private static final Object TREE =
      Json.read(
          """
          {"metadata":{"labels":{"a.b/c":"x"}},"spec":{"n":3},
           "status":{"conditions":[{"type":"Ready","status":"True","n":1},
             {"type":"Other","status":"False","n":2}]}}
          """);

  private static List<Object> find(String path) {
    return JsonPath.parse(path).find(TREE);
  }

  @Test
  void findsMembers() {
    assertThat(find(".spec.n")).containsExactly(3L);
    assertThat(find(".spec.none")).isEmpty();
    assertThat(find(".metadata.labels['a.b/c']")).containsExactly("x");
    assertThat(find(".metadata.labels.a\\.b/c")).containsExactly("x");
  }

  @Test
  void findsElements() {
    assertThat(find(".status.conditions[0].type")).containsExactly("Ready");
    assertThat(find(".status.conditions[-1].type")).containsExactly("Other");
    assertThat(find(".status.conditions[*].n")).containsExactly(1L, 2L);
    assertThat(find(".status.conditions[0:1].n")).containsExactly(1L);
    assertThat(find("..status")).contains("True", "False");
  }

  @Test
  void filters() {
    assertThat(find(".status.conditions[?(@.type==\"Ready\")].status")).containsExactly("True");
    assertThat(find(".status.conditions[?(@.type=='None')].status")).isEmpty();
    assertThat(find(".status.conditions[?(@.n>1)].type")).containsExactly("Other");
    assertThat(find(".status.conditions[?(@.none)].type")).isEmpty();
  }

  @Test
  void refusesWhatIsNoPath() {
    assertThatThrownBy(() -> JsonPath.parse(".a[")).isInstanceOf(MalformedJsonPathException.class);
    assertThatThrownBy(() -> JsonPath.parse(".a[x]"))
        .isInstanceOf(MalformedJsonPathException.class);
  }
}

package io.navarch.model.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldSetTest {
  private static FieldSet set(String json) {
    return FieldSet.stored(tree(json));
  }

  private static Map<String, Object> tree(String json) {
    return FieldSet.map(Json.read(json.replace('\'', '"')));
  }

  @Test
  void membersAreEmptyNodesAndNodesWithADot() {
    FieldSet set = set("{'f:a':{},'f:b':{'.':{},'f:c':{}},'f:d':{'f:e':{}}}");
    assertThat(set.has("a")).isTrue();
    assertThat(set.has("b")).isTrue();
    assertThat(set.has("b", "c")).isTrue();
    assertThat(set.has("d")).isFalse();
    assertThat(set.has("d", "e")).isTrue();
    assertThat(set.has("x", "y")).isFalse();
  }

  @Test
  void union() {
    assertThat(
            set("{'f:a':{},'f:b':{'f:c':{}}}").union(set("{'f:a':{'f:x':{}},'f:b':{},'f:z':{}}")))
        .isEqualTo(set("{'f:a':{'.':{},'f:x':{}},'f:b':{'.':{},'f:c':{}},'f:z':{}}"));
    assertThat(FieldSet.EMPTY.union(set("{'f:a':{}}"))).isEqualTo(set("{'f:a':{}}"));
  }

  @Test
  void intersection() {
    assertThat(
            set("{'f:a':{},'f:b':{'.':{},'f:c':{},'f:d':{}}}")
                .intersection(set("{'f:a':{'f:x':{}},'f:b':{'.':{},'f:d':{}}}")))
        .isEqualTo(set("{'f:b':{'.':{},'f:d':{}}}"));
  }

  @Test
  void differenceTakesOnlyThePathsThemselves() {
    FieldSet set = set("{'f:a':{'.':{},'f:x':{}},'f:b':{'f:c':{}}}");
    assertThat(set.difference(set("{'f:a':{},'f:b':{}}")))
        .isEqualTo(set("{'f:a':{'f:x':{}},'f:b':{'f:c':{}}}"));
    assertThat(set.difference(set("{'f:b':{'f:c':{}}}")))
        .isEqualTo(set("{'f:a':{'.':{},'f:x':{}}}"));
  }

  @Test
  void withoutTakesWhatLiesBelowToo() {
    FieldSet set = set("{'f:a':{'.':{},'f:x':{}},'f:b':{'f:c':{},'f:d':{}}}");
    assertThat(set.without(set("{'f:a':{},'f:b':{'f:c':{}}}")))
        .isEqualTo(set("{'f:b':{'f:d':{}}}"));
    assertThat(set.without(set)).isEqualTo(FieldSet.EMPTY);
  }

  @Test
  void printsPathsAsMessagesDo() {
    FieldSet set =
        FieldSet.stored(
            Map.of(
                "f:l",
                Map.of(
                    "k:{\"name\":\"a\\\"b\",\"port\":80}", Map.of("f:x", Map.of()),
                    "v:\"s\"", Map.of(),
                    "v:3", Map.of(),
                    "i:2", Map.of())));
    assertThat(set.paths())
        .containsExactly(".l[=3]", ".l[=\"s\"]", ".l[2]", ".l[name=\"a\\\"b\",port=80].x");
  }

  @Test
  void bringsSentSetsToOneForm() {
    FieldSet sent =
        FieldSet.sent(
            Map.of(
                "f:l",
                Map.of("k:{\"port\": 80, \"name\":\"a\"}", Map.of(), "x:unknown", Map.of())));
    assertThat(sent.tree().toString()).isEqualTo("{f:l={k:{\"name\":\"a\",\"port\":80}={}}}");
  }

  @Test
  void refusesWhatIsNoSet() {
    for (String bad :
        List.of(
            "{'x':{}}", "{'noColon':{}}", "{'k:{':{}}", "{'k:1':{}}", "{'i:x':{}}", "{'f:a':1}")) {
      assertThatThrownBy(() -> FieldSet.sent(tree(bad)))
          .as(bad)
          .isInstanceOf(MalformedFieldsException.class);
    }
  }
}

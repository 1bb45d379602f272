package io.navarch.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.Schema.Type;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StrategicMergePatchTest {
  private static final Schema ITEM =
      new Schema.Builder("Item", Type.OBJECT)
          .field(field("name", Schema.scalar(Type.STRING, ""), "", ""))
          .field(field("value", Schema.scalar(Type.INTEGER, ""), "", ""))
          .field(field("tags", Schema.listOf(Schema.scalar(Type.STRING, "")), "merge", ""))
          .build();
  private static final Schema STRATEGY =
      new Schema.Builder("Strategy", Type.OBJECT)
          .field(field("type", Schema.scalar(Type.STRING, ""), "", ""))
          .field(field("rolling", Schema.mapOf(Schema.scalar(Type.STRING, "")), "", ""))
          .build();
  private static final Schema ROOT =
      new Schema.Builder("Root", Type.OBJECT)
          .field(field("items", Schema.listOf(ITEM), "merge", "name"))
          .field(field("plain", Schema.listOf(ITEM), "", ""))
          .field(field("tags", Schema.listOf(Schema.scalar(Type.STRING, "")), "merge", ""))
          .field(field("strategy", STRATEGY, "retainKeys", ""))
          .field(field("whole", STRATEGY, "replace", ""))
          .field(field("labels", Schema.mapOf(Schema.scalar(Type.STRING, "")), "", ""))
          .build();

  private static Schema.Field field(String name, Schema schema, String strategy, String key) {
    return new Schema.Field(
        name, schema, "", false, true, null, List.of(), strategy, key, null, List.of(), false, 0);
  }

  private static String patched(String original, String patch) {
    Map<String, Object> tree = Json.readObject(text(original).getBytes());
    return Json.writeString(StrategicMergePatch.apply(tree, Json.read(text(patch)), ROOT))
        .replace('"', '\'');
  }

  private static String text(@Nullable String s) {
    return String.valueOf(s).replace('\'', '"');
  }

  @Test
  void mergesMapsAndDropsNulls() {
    assertThat(patched("{'labels':{'a':'1','b':'2'}}", "{'labels':{'a':null,'c':'3','d':null}}"))
        .isEqualTo("{'labels':{'b':'2','c':'3'}}");
  }

  @Test
  void mergesListsByKeyWithThePatchFirst() {
    assertThat(
            patched(
                "{'items':[{'name':'a','value':1},{'name':'b','value':2}]}",
                "{'items':[{'name':'c','value':3},{'name':'b','value':9}]}"))
        .isEqualTo(
            "{'items':[{'name':'c','value':3},{'name':'a','value':1},{'name':'b','value':9}]}");
  }

  @Test
  void deletesElements() {
    assertThat(
            patched(
                "{'items':[{'name':'a'},{'name':'b'}]}",
                "{'items':[{'$patch':'delete','name':'a'}]}"))
        .isEqualTo("{'items':[{'name':'b'}]}");
  }

  @Test
  void replacesAMergedList() {
    assertThat(
            patched(
                "{'items':[{'name':'a'},{'name':'b'}]}",
                "{'items':[{'name':'z'},{'$patch':'replace'}]}"))
        .isEqualTo("{'items':[{'name':'z'}]}");
  }

  @Test
  void replacesAndDeletesMaps() {
    assertThat(patched("{'labels':{'a':'1'}}", "{'labels':{'$patch':'replace','b':'2'}}"))
        .isEqualTo("{'labels':{'b':'2'}}");
    assertThat(patched("{'labels':{'a':'1'}}", "{'labels':{'$patch':'delete'}}"))
        .isEqualTo("{'labels':{}}");
    assertThat(patched("{'whole':{'type':'x','rolling':{}}}", "{'whole':{'type':'y'}}"))
        .isEqualTo("{'whole':{'type':'y'}}");
  }

  @Test
  void replacesListsWithoutStrategy() {
    assertThat(patched("{'plain':[{'name':'a'}]}", "{'plain':[{'value':1}]}"))
        .isEqualTo("{'plain':[{'value':1}]}");
  }

  @Test
  void mergesAndPrunesScalars() {
    assertThat(patched("{'tags':['a','b']}", "{'tags':['c','a']}"))
        .isEqualTo("{'tags':['c','a','b']}");
    assertThat(patched("{'tags':['a','b','c']}", "{'$deleteFromPrimitiveList/tags':['b']}"))
        .isEqualTo("{'tags':['a','c']}");
  }

  @Test
  void keepsTheOrderOfTheDirective() {
    assertThat(
            patched(
                "{'items':[{'name':'a'},{'name':'x'},{'name':'b'}]}",
                "{'$setElementOrder/items':[{'name':'b'},{'name':'a'}],"
                    + "'items':[{'name':'a','value':1}]}"))
        .isEqualTo("{'items':[{'name':'x'},{'name':'b'},{'name':'a','value':1}]}");
    assertThatThrownBy(
            () ->
                patched(
                    "{'items':[]}",
                    "{'$setElementOrder/items':[{'name':'a'}],'items':[{'name':'q'}]}"))
        .hasMessageContaining("doesn't match $setElementOrder list");
  }

  @Test
  void retainsOnlyListedKeys() {
    assertThat(
            patched(
                "{'strategy':{'type':'RollingUpdate','rolling':{'a':'b'}}}",
                "{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}"))
        .isEqualTo("{'strategy':{'type':'Recreate'}}");
    assertThatThrownBy(
            () -> patched("{'strategy':{}}", "{'strategy':{'$retainKeys':['x'],'type':'y'}}"))
        .hasMessage("invalid patch format of retainKeys")
        .extracting(e -> ((ApiException) e).code())
        .isEqualTo(400);
  }

  @Test
  void dropsDirectivesFromWhatIsNew() {
    assertThat(
            patched(
                "{}",
                "{'items':[{'$patch':'delete','name':'a'},{'name':'b','value':null}],"
                    + "'$setElementOrder/items':[{'name':'b'}]}"))
        .isEqualTo("{'items':[{'name':'b','value':null}]}");
    assertThat(patched("{}", "{'labels':{'$patch':'delete'}}")).isEqualTo("{}");
  }

  @Test
  void directivesInNewElementsStay() {
    assertThat(
            patched(
                "{'items':[{'name':'a'}]}",
                "{'items':[{'name':'n','value':{'$patch':'replace','b':'2'}}]}"))
        .contains("{'name':'n','value':{'$patch':'replace','b':'2'}}");
  }

  @Test
  void refusesWhatCannotBeMerged() {
    assertThatThrownBy(() -> patched("{'items':[{'name':'a'}]}", "{'items':[{'value':1}]}"))
        .hasMessage("map: map[value:1] does not contain declared merge key: name");
    assertThatThrownBy(() -> patched("{'labels':{}}", "{'labels':{'$patch':'grow'}}"))
        .hasMessage("unknown patch type: grow in map: map[$patch:grow]");
    assertThatThrownBy(() -> patched("{}", "[]")).hasMessage("invalid JSON document");
  }
}

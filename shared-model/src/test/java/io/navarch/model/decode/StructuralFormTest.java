package io.navarch.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Schema;
import io.navarch.model.structural.SchemaCompiler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a custom object on its way in, as kube-apiserver 1.36.2 showed it. */
class StructuralFormTest {
  private static final GroupVersionKind KIND = new GroupVersionKind("x.io", "v1", "Widget");
  private static final Schema SCHEMA =
      SchemaCompiler.resource(
          Json.readObject(
              bytes(
                  """
                  {"type":"object","properties":{
                   "text":{"type":"string"},
                   "nullable":{"type":"string","nullable":true},
                   "list":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}},
                   "texts":{"type":"array","items":{"type":"string"}},
                   "map":{"type":"object","additionalProperties":{"type":"string"}},
                   "object":{"type":"object","properties":{"a":{"type":"string"}}},
                   "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                   "any":{"x-kubernetes-preserve-unknown-fields":true},
                   "resources":{"type":"object","additionalProperties":{"type":"object",
                    "x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}}}
                  """)),
          false);

  private final ObjectDecoder decoder = new ObjectDecoder(kind -> Optional.of(SCHEMA));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ObjectDecoder.Decoded decode(String members) {
    String json = "{'apiVersion':'x.io/v1','kind':'Widget'," + members + "}";
    return decoder.decode(
        bytes(json.replace('\'', '"')), ObjectDecoder.Format.JSON, KIND, FieldValidation.WARN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'list':{'a':'b'}         | {}        | unknown field \"list.a\"",
        "'list':['x',['y',{'a':1}]] | [\"x\",[\"y\",{}]] | unknown field \"list[1][1].a\"",
        "'texts':[{'a':'b'}]      | [{}]      | unknown field \"texts[0].a\"",
        "'map':[{'a':'b'}]        | [{}]      | unknown field \"map[0].a\"",
        "'object':[{'a':'b'}]     | [{}]      | unknown field \"object[0].a\"",
        "'text':{'a':{'b':1}}     | {}        | unknown field \"text.a\"",
        "'open':[{'a':'b'}]       | [{\"a\":\"b\"}] |",
        "'any':[{'a':'b'}]        | [{\"a\":\"b\"}] |",
        "'map':{'a':'b'}          | {\"a\":\"b\"}   |"
      })
  void treesWhereTheSchemaHasNoneOfTheirKindAreEmptied(String member, String left, String warning) {
    ObjectDecoder.Decoded decoded = decode(member);
    String name = member.substring(1, member.indexOf('\'', 1));
    assertThat(Json.writeString(decoded.object().root().get(name))).isEqualTo(left);
    assertThat(decoded.warnings())
        .isEqualTo(warning == null ? java.util.List.of() : java.util.List.of(warning));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'metadata':{'labels':{'a':1}}} | resources[r].metadata: Invalid value: {\"labels\":{\"a\":1}}:"
            + " json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
        "{'metadata':5} | resources[r].metadata: Invalid value: 5: json: cannot unmarshal number"
            + " into Go value of type v1.ObjectMeta",
        "{'kind':5} | resources[r].kind: Invalid value: 5: must be a string"
      })
  void malformedResourcesWithinAreNamed(String resource, String why) {
    assertThatThrownBy(() -> decode("'resources':{'r':" + resource + "}"))
        .hasMessage("Widget in version \"v1\" cannot be handled as a Widget: " + why);
    assertThat(stored("{'resources':{'r':" + resource + "}}"))
        .as("what is stored can be read")
        .isEqualTo("{'resources':{'r':" + resource + "}}");
  }

  private static String stored(String object) {
    var tree = Json.readObject(bytes(object.replace('\'', '"')));
    StructuralForm.prune(SCHEMA, tree, StructuralForm.Origin.STORED);
    return Json.writeString(tree).replace('"', '\'');
  }

  @Test
  void onlyAnApplyKeepsNulls() {
    String json = "{\"text\":null,\"nullable\":null,\"map\":{\"a\":null}}";
    var sent = Json.readObject(bytes(json));
    StructuralForm.prune(SCHEMA, sent, StructuralForm.Origin.SENT);
    assertThat(Json.writeString(sent)).isEqualTo("{\"nullable\":null,\"map\":{}}");
    var applied = Json.readObject(bytes(json));
    StructuralForm.prune(SCHEMA, applied, StructuralForm.Origin.APPLIED);
    assertThat(Json.writeString(applied)).isEqualTo(json);
  }
}

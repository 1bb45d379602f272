package io.navarch.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.discovery.Document;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenApiDocumentsTest {
  private final OpenApiDocuments documents =
      new OpenApiDocuments(
          BuiltinResources.instance(), CustomDefinitions.NONE, RemoteDocuments.NONE);

  @Test
  void theIndexNamesEveryDocumentWithItsHash() {
    Map<?, ?> paths = (Map<?, ?>) Json.readObject(documents.index().body()).get("paths");
    Document apps = documents.v3("apis/apps/v1").orElseThrow();
    assertThat((Map<?, ?>) paths.get("apis/apps/v1"))
        .isEqualTo(
            Map.of(
                "serverRelativeURL",
                "/openapi/v3/apis/apps/v1?hash=" + OpenApiDocuments.hash(apps)));
    assertThat(paths.containsKey("api/v1")).isTrue();
    assertThat(documents.v3("apis/none/v1")).isEmpty();
  }

  @Test
  void everyReferenceInTheWholeDocumentIsDefined() {
    Map<String, Object> document = Json.readObject(documents.v2().body());
    Map<?, ?> definitions = (Map<?, ?>) document.get("definitions");
    List<String> missing = new ArrayList<>();
    references(document, missing, definitions);
    assertThat(missing).isEmpty();
    assertThat(((Map<?, ?>) document.get("paths")).size()).isGreaterThan(400);
  }

  /** {@code kubectl explain} shows the values and the text; a kube-apiserver has both. */
  @Test
  void closedSetsOfValuesAreListed() {
    ApiObject pods = new ApiObject(Json.readObject(documents.v3("api/v1").orElseThrow().body()));
    String core = "io.k8s.api.core.v1.";
    Map<?, ?> restartPolicy = (Map<?, ?>) member(pods, core + "PodSpec").get("restartPolicy");
    assertThat(restartPolicy.get("enum")).isEqualTo(List.of("Always", "Never", "OnFailure"));
    assertThat(restartPolicy.get("description"))
        .asString()
        .endsWith("\n\nPossible enum values:\n - `\"Always\"`\n - `\"Never\"`\n - `\"OnFailure\"`");
    Map<?, ?> accessModes =
        (Map<?, ?>) member(pods, core + "PersistentVolumeClaimSpec").get("accessModes");
    assertThat(((Map<?, ?>) accessModes.get("items")).get("enum"))
        .isEqualTo(List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"));
  }

  private static Map<?, ?> member(ApiObject document, String definition) {
    return (Map<?, ?>) document.at("components", "schemas", definition, "properties");
  }

  private static void references(Object tree, List<String> missing, Map<?, ?> definitions) {
    if (tree instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String ref
          && ref.startsWith("#/definitions/")
          && !definitions.containsKey(ref.substring("#/definitions/".length()))) {
        missing.add(ref);
      }
      map.values().forEach(each -> references(each, missing, definitions));
    } else if (tree instanceof List<?> list) {
      list.forEach(each -> references(each, missing, definitions));
    }
  }
}

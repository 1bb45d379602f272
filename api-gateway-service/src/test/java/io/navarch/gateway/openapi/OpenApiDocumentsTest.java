package io.navarch.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.discovery.Document;
import io.navarch.model.json.Json;
import io.navarch.model.resource.BuiltinResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
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

  private static void references(Object tree, List<String> missing, Map<?, ?> definitions) {
    if (tree instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String ref
          && !definitions.containsKey(ref.substring("#/definitions/".length()))) {
        missing.add(ref);
      }
      map.values().forEach(each -> references(each, missing, definitions));
    } else if (tree instanceof List<?> list) {
      list.forEach(each -> references(each, missing, definitions));
    }
  }

  @Test
  void agreesWithThePublishedDocuments() throws IOException {
    String folder = System.getProperty("navarch.reference", "");
    Assumptions.assumeFalse(folder.isEmpty(), "no -Dnavarch.reference");
    Map<?, ?> index = (Map<?, ?>) Json.readObject(documents.index().body()).get("paths");
    List<String> differences = new ArrayList<>();
    for (Object name : index.keySet()) {
      Path file =
          Path.of(folder, "openapi-v3", ((String) name).replace("/", "__") + "_openapi.json");
      Object published = withoutTexts(Json.read(Files.readAllBytes(file)));
      Object ours = withoutTexts(Json.read(documents.v3((String) name).orElseThrow().body()));
      compare((String) name, ours, published, differences);
    }
    assertThat(differences).isEmpty();
  }

  /** Descriptions are compared elsewhere; parameters have texts of our own. */
  private static Object withoutTexts(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, Object> result = new TreeMap<>();
      map.forEach(
          (name, value) -> {
            if (!(name.equals("description") && value instanceof String)
                && !name.equals("x-kubernetes-unions")) {
              result.put(
                  (String) name,
                  name.equals("required") && value instanceof List<?> names
                      ? names.stream().map(String.class::cast).sorted().toList()
                      : withoutTexts(value));
            }
          });
      // A reference is wrapped only where a text stands beside it, and ours always have a text.
      if (result.get("allOf") instanceof List<?> all
          && all.size() == 1
          && all.getFirst() instanceof Map<?, ?> reference) {
        result.remove("allOf");
        result.put("$ref", reference.get("$ref"));
      }
      return result;
    }
    if (tree instanceof List<?> list) {
      return list.stream().map(OpenApiDocumentsTest::withoutTexts).toList();
    }
    return tree;
  }

  private static void compare(String at, Object ours, Object published, List<String> differences) {
    if (ours instanceof Map<?, ?> a && published instanceof Map<?, ?> b) {
      for (Object name : a.keySet()) {
        if (!b.containsKey(name)) {
          differences.add(at + "/" + name + " is too much");
        }
      }
      for (Map.Entry<?, ?> member : b.entrySet()) {
        String path = at + "/" + member.getKey();
        if (!a.containsKey(member.getKey())) {
          differences.add(path + " is missing");
        } else if (!path.endsWith("info")) {
          compare(path, a.get(member.getKey()), member.getValue(), differences);
        }
      }
    } else if (!Json.equal(ours, published)) {
      differences.add(at + ": " + ours + " instead of " + published);
    }
  }
}

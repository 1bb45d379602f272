package io.navarch.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.resource.BuiltinResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DiscoveryDocumentsTest {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
          + "application/json";

  private final DiscoveryDocuments documents =
      new DiscoveryDocuments(BuiltinResources.instance(), RemoteVersions.NONE, "10.0.0.1:6443");

  private String text(String path, String accept) {
    return new String(
        documents.document(path, accept).orElseThrow().body(), StandardCharsets.UTF_8);
  }

  @Test
  void groupsStandInOrderOfPriority() {
    assertThat(text("/apis", "application/json"))
        .startsWith(
            "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[{\"name\":"
                + "\"apiregistration.k8s.io\"");
    assertThat(text("/apis/autoscaling", "*/*"))
        .contains("\"preferredVersion\":{\"groupVersion\":\"autoscaling/v2\",\"version\":\"v2\"}");
    assertThat(text("/api", "application/json")).contains("\"10.0.0.1:6443\"");
  }

  @Test
  void theAggregatedFormIsGivenOnlyWhenAskedFor() {
    Document aggregated = documents.document("/apis", AGGREGATED).orElseThrow();
    assertThat(aggregated.contentType()).contains("as=APIGroupDiscoveryList");
    assertThat(aggregated.etag()).hasSize(130);
    assertThat(documents.document("/apis", AGGREGATED)).containsSame(aggregated);
    assertThat(text("/apis", "application/json")).contains("APIGroupList");
    assertThat(text("/apis", null)).contains("APIGroupList");
    assertThat(documents.document("/apis/none", "*/*")).isEmpty();
    assertThat(documents.document("/apis/apps/v1/deployments", "*/*")).isEmpty();
  }

  @Test
  void versionsAreOrderedByStabilityAndAge() {
    assertThat(
            Stream.of("foo", "v1alpha1", "v1", "v10beta3", "v11beta2", "v2", "foo1")
                .sorted(VersionNames.NEWEST_STABLE_FIRST))
        .containsExactly("v2", "v1", "v11beta2", "v10beta3", "v1alpha1", "foo", "foo1");
  }

  @Test
  void agreesWithThePublishedDocuments() throws IOException {
    String folder = System.getProperty("navarch.reference", "");
    Assumptions.assumeFalse(folder.isEmpty(), "no -Dnavarch.reference");
    ServedGroups served = ServedGroups.of(BuiltinResources.instance().all());
    for (ServedGroups.Group group : served.groups()) {
      for (ServedGroups.Version version : group.versions()) {
        String name =
            group.name().isEmpty()
                ? "api__" + version.name()
                : "apis__" + group.name() + "__" + version.name();
        Map<String, Object> published =
            Json.readObject(Files.readAllBytes(Path.of(folder, "discovery", name + ".json")));
        Object ours = Json.read(Json.write(LegacyDiscovery.resourceList(version)));
        assertThat(ours).as(name).usingRecursiveComparison().isEqualTo(published);
      }
    }
    compareAggregated(served, Path.of(folder, "discovery", "aggregated_v2.json"));
  }

  private static void compareAggregated(ServedGroups served, Path file) throws IOException {
    List<?> published = (List<?>) Json.readObject(Files.readAllBytes(file)).get("items");
    List<String> order =
        published.stream()
            .map(item -> (String) ((Map<?, ?>) ((Map<?, ?>) item).get("metadata")).get("name"))
            .filter(name -> served.group(name).isPresent())
            .toList();
    List<ServedGroups.Group> groups =
        served.groups().stream().filter(g -> !g.name().isEmpty()).toList();
    assertThat(groups.stream().map(ServedGroups.Group::name)).isEqualTo(order);
    Map<?, ?> ours = Json.readObject(Json.write(AggregatedDiscovery.list(groups)));
    for (Object item : (List<?>) ours.get("items")) {
      Map<?, ?> group = (Map<?, ?>) item;
      Map<?, ?> other =
          (Map<?, ?>)
              published.stream()
                  .filter(p -> ((Map<?, ?>) p).get("metadata").equals(group.get("metadata")))
                  .findFirst()
                  .orElseThrow();
      for (Object version : (List<?>) group.get("versions")) {
        assertThat((List<?>) other.get("versions"))
            .as(group.get("metadata").toString())
            .anySatisfy(v -> assertThat(v).usingRecursiveComparison().isEqualTo(version));
      }
    }
  }
}

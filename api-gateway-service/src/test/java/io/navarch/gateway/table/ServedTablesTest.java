package io.navarch.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables as the whole gateway answers them. */
class ServedTablesTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @Test
  void listsAsTables() {
    try (GatewayFixture gateway = GatewayFixture.start()) {
      Answer created =
          gateway.post(
              MAPS,
              "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"shown\"},"
                  + "\"data\":{\"a\":\"1\",\"b\":\"2\"}}");
      assertThat(created.status()).as(created.text()).isEqualTo(201);

      Answer table =
          gateway.send(
              gateway
                  .builder(MAPS + "?fieldSelector=metadata.name%3Dshown")
                  .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                  .build());

      assertThat(table.body().kind()).as(table.text()).isEqualTo("Table");
      assertThat(ApiObject.listAt(table.body().root(), "columnDefinitions"))
          .extracting(column -> String.valueOf(castObject(column).get("name")))
          .containsExactly("Name", "Data", "Age");
      Map<?, ?> row = (Map<?, ?>) ApiObject.listAt(table.body().root(), "rows").getFirst();
      assertThat(castList(row.get("cells"))).hasSize(3).startsWith("shown", 2L);
      assertThat(new ApiObject(castObject(row.get("object"))).kind())
          .isEqualTo("PartialObjectMetadata");
    }
  }

  @Test
  void scalesHaveColumnsOfTheirOwn() {
    try (GatewayFixture gateway = GatewayFixture.start()) {
      String deployments = "/apis/apps/v1/namespaces/default/deployments";
      Answer created =
          gateway.post(
              deployments,
              """
              {"metadata":{"name":"web"},"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},
               "template":{"metadata":{"labels":{"a":"b"}},
                "spec":{"containers":[{"name":"c","image":"i"}]}}}}
              """);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      String path = deployments + "/web/scale";

      Answer table =
          gateway.send(
              gateway
                  .builder(path)
                  .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                  .build());

      assertThat(ApiObject.listAt(table.body().root(), "columnDefinitions"))
          .extracting(column -> String.valueOf(castObject(column).get("name")))
          .containsExactly("Name", "Desired", "Available", "Age");
      Map<?, ?> row = (Map<?, ?>) ApiObject.listAt(table.body().root(), "rows").getFirst();
      assertThat(castList(row.get("cells"))).hasSize(4).startsWith("web", 3L, 0L);
      assertThat(gateway.get(path).at("metadata", "resourceVersion"))
          .isEqualTo(created.body().resourceVersion());
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> castList(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> castObject(Object value) {
    return (Map<String, Object>) value;
  }
}

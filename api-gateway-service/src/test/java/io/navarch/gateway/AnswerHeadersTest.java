package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers say of themselves to caches and to clients that take compressed ones. */
class AnswerHeadersTest {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<byte[]> send(String path, String... headers) throws Exception {
    return gateway
        .client()
        .send(
            gateway.builder(path).headers(headers).GET().build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  /** As upstream's filter in front of everything, watches and pages that are not there included. */
  @Test
  void nothingIsKeptThatDoesNotSaySo() throws Exception {
    for (String path :
        List.of(
            "/version",
            "/api",
            "/apis",
            "/apis/apps/v1",
            "/",
            "/metrics",
            "/livez",
            "/nothing",
            "/apis/nothing",
            "/openapi/v2",
            "/api/v1/namespaces",
            "/api/v1/namespaces/nothing",
            "/api/v1/namespaces?watch=true&timeoutSeconds=1&resourceVersion=1")) {
      assertThat(send(path, "Accept", "*/*").headers().allValues("Cache-Control"))
          .as(path)
          .containsExactly("no-cache, private");
    }
  }

  @Test
  void documentsWithTagsVaryWithWhatIsAccepted() throws Exception {
    HttpHeaders aggregated = send("/apis", "Accept", AGGREGATED).headers();
    assertThat(aggregated.firstValue("ETag")).isPresent();
    assertThat(aggregated.firstValue("Vary")).contains("Accept");
    HttpHeaders plain = send("/apis", "Accept", "application/json").headers();
    assertThat(plain.firstValue("ETag")).isEmpty();
    assertThat(plain.firstValue("Vary")).isEmpty();
  }

  @Test
  void metricsAreCompressedForThoseWhoTakeIt() throws Exception {
    HttpResponse<byte[]> answer = send("/metrics", "Accept-Encoding", "gzip");
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] text = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(new String(text, StandardCharsets.UTF_8)).contains("apiserver_request_total");
    assertThat(send("/metrics", "Accept", "*/*").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  /** JSON for programs ends with a line break, JSON for people and documents of OpenAPI do not. */
  @Test
  void compactJsonIsALine() throws Exception {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    for (String path :
        List.of("/apis", "/apis/apps/v1", "/api/v1/namespaces", "/api/v1/namespaces/none")) {
      assertThat(text(path, "application/json")).as(path).endsWith("}\n");
      assertThat(text(path + "?pretty=true", "application/json"))
          .as(path)
          .endsWith(path.startsWith("/apis") ? "}\n" : "\n}");
    }
    assertThat(text("/apis", AGGREGATED)).endsWith("}\n");
    assertThat(text("/api/v1/namespaces", table)).endsWith("}\n");
    assertThat(text("/api/v1/namespaces/default", table)).endsWith("}\n");
    assertThat(text("/openapi/v2", "application/json")).endsWith("}");
    assertThat(text("/version", "application/json"))
        .as("always for people")
        .startsWith("{\n  \"major\": \"1\",\n")
        .endsWith("\"\n}");
  }

  private static String text(String path, String accept) throws Exception {
    return new String(send(path, "Accept", accept).body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | application/json; charset=utf-8 | 201
          POST | application/json; | 201
          POST | APPLICATION/JSON | 201
          POST | application/json;; | 415
          POST | application/json;q | 415
          POST | ; | 415
          PATCH | application/merge-patch+json; charset=utf-8 | 200
          PATCH | application/merge-patch+json;; | 200
          PATCH | APPLICATION/MERGE-PATCH+JSON | 415
          """)
  void typesOfBodiesAreReadAsGoReadsThem(String method, String type, int status) throws Exception {
    String namespaces = "/api/v1/namespaces";
    String path = method.equals("POST") ? namespaces : namespaces + "/default";
    HttpResponse<byte[]> answer =
        gateway
            .client()
            .send(
                gateway
                    .builder(path + "?dryRun=All")
                    .header("Content-Type", type)
                    .method(
                        method,
                        HttpRequest.BodyPublishers.ofString(
                            method.equals("POST") ? "{\"metadata\":{\"name\":\"typed\"}}" : "{}"))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
  }
}

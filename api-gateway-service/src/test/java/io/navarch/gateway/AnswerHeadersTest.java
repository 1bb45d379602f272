package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
}

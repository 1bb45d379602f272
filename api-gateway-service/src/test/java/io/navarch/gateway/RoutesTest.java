package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which HTTP methods are served where; seen at a kube-apiserver v1.36. */
class RoutesTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer send(String method, String path) {
    return gateway.send(
        gateway.builder(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, /api/v1/namespaces/default, 405",
    "HEAD, /api/v1/pods, 405",
    "HEAD, /api/v1/nodes/none, 405",
    "HEAD, /api/v1/nodes/none/nothing, 404",
    "HEAD, /api/v1/namespaces/default/pods/none/log, 405",
    "HEAD, /api/v1/namespaces/default/pods/none/proxy/, 404",
    "OPTIONS, /api/v1/namespaces/default/pods/none/proxy/, 404",
    "TRACE, /api/v1/namespaces/default/pods/none/proxy/, 405",
    "POST, /api/v1/namespaces/default/pods/none/log, 405",
    "DELETE, /api/v1/namespaces/default/pods/none/exec, 405",
    "POST, /api/v1/namespaces/default/pods/none/exec, 404",
    "POST, /api/v1/watch/pods?timeoutSeconds=1, 405",
    "HEAD, /api/v1, 405",
    "POST, /api, 405",
    "HEAD, /apis, 200",
    "HEAD, /apis/apps, 200",
    "POST, /apis, 200",
    "DELETE, /apis/apps/, 200",
    "POST, /apis/apps/v1, 405",
    "GET, /api/v1/pods?timeout=1m30s, 200",
    "GET, /api/v1/pods?timeout=0, 200",
    "GET, /api/v1/pods?timeout=1, 400",
    "GET, /api/v1/watch/pods?timeout=x&timeoutSeconds=1, 200",
    "HEAD, /version, 405",
    "PUT, /version/, 405",
    "POST, /openapi/v2, 200",
    "HEAD, /openapi/v3, 200",
    "HEAD, /.well-known/openid-configuration, 405",
    "POST, /healthz, 200",
    "GET, /api/v1/pods/none, 404",
    "PATCH, /api/v1/pods/none, 404",
    "GET, /api/v1/pods/none?watch=1&timeoutSeconds=1, 404",
    "GET, /api/v1/watch/pods/none?timeoutSeconds=1, 404",
    "GET, /api/v1/pods?fieldSelector=metadata.name=none, 200",
    "DELETE, /api/v1/componentstatuses/none, 405",
    "GET, /api/v1/componentstatuses?watch=1, 405",
    "GET, /api/v1/watch/componentstatuses, 404",
    "POST, /api/v1/bindings, 404",
    "POST, /api/v1/pods, 405",
  })
  void methodsAreServedWhereTheyHaveARoute(String method, String path, int status) {
    assertThat(send(method, path).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/default",
        "/api/v1/namespaces/none",
        "/api/v1/pods?timeout=1",
        "/api/v1/pods?watch=1&timeoutSeconds=1",
        "/nothing",
        "/livez",
        "/metrics",
        "/openapi/v2"
      })
  void everyAnswerTellsItsTimeAndTheIdOfItsRequest(String path) {
    HttpHeaders headers = send("GET", path).raw().headers();
    assertThat(headers.allValues("Date")).hasSize(1);
    Instant date =
        DateTimeFormatter.RFC_1123_DATE_TIME.parse(headers.firstValue("Date").get(), Instant::from);
    assertThat(date).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThat(headers.allValues("Audit-Id")).hasSize(1);
    assertThat(UUID.fromString(headers.firstValue("Audit-Id").get()).version()).isEqualTo(4);
  }

  /** That a kind is deprecated is told to those who use it. */
  @Test
  void whoMayNotOrHasNoRouteIsNotWarned() {
    String endpoints = "/api/v1/namespaces/default/endpoints";
    assertThat(gateway.get(endpoints).raw().headers().firstValue("Warning")).isPresent();
    GatewayFixture.Answer refused =
        GatewayFixture.send(gateway.clientOf("nobody"), gateway.builder(endpoints).build());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.raw().headers().firstValue("Warning")).isEmpty();
    assertThat(send("PUT", endpoints).raw().headers().firstValue("Warning")).isEmpty();
  }

  @Test
  void aClientsOwnIdIsKept() {
    HttpRequest request = gateway.builder("/version").header("Audit-ID", "my-own").GET().build();
    assertThat(gateway.send(request).raw().headers().allValues("Audit-Id"))
        .containsExactly("my-own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x      | time: invalid duration \"x\"",
        "5      | time: missing unit in duration \"5\"",
        "1s5q   | time: unknown unit \"q\" in duration \"1s5q\"",
        "-.s    | time: invalid duration \"-.s\"",
      })
  void aTimeoutIsADuration(String timeout, String fault) {
    Answer refused = send("GET", "/api/v1/namespaces/default/pods/none?timeout=" + timeout);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("message"))
        .isEqualTo("invalid timeout specified in the request URL - " + fault);
  }

  @ParameterizedTest
  @CsvSource({
    "/version, text/plain, 406: Not Acceptable",
    "/api/v1/namespaces/default/pods/none/log, image/png, 406: Not Acceptable",
    "/api/v1/namespaces/default/pods/none/log, text/plain, only the following media types are accepted",
    "/version, application/yaml, 406: Not Acceptable",
    "/api, application/*, 406: Not Acceptable",
    "/apis/apps/v1, text/plain, 406: Not Acceptable",
    "/apis, text/plain, only the following media types are accepted",
    "/apis/apps, foo/bar, only the following media types are accepted",
    "/apis/apps/v1, application/json;as=Table;g=meta.k8s.io;v=v1, only the following media types",
  })
  void documentsComeInTheFormsThatThereAre(String path, String accept, String beginning) {
    Answer refused = gateway.send(gateway.builder(path).setHeader("Accept", accept).GET().build());
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.text()).contains(beginning);
  }

  /** Upstream says null; clients on the JVM, whose informers read this form, fall over it. */
  @Test
  void aListOfNothingIsEmptyInTheGeneralForm() {
    HttpRequest request =
        gateway
            .builder("/api/v1/namespaces/none/configmaps")
            .setHeader("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
            .GET()
            .build();
    assertThat(gateway.send(request).text()).contains("\"items\":[]");
  }

  @Test
  void streamsAreNoDryRuns() {
    Answer refused = send("POST", "/api/v1/namespaces/default/pods/none/exec?dryRun=All");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("message")).isEqualTo("dryRun is not supported");
  }

  @Test
  void aDocumentThatIsNotThereHasNoWords() {
    Answer nothing = send("GET", "/openapi/v3/none");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.text()).isEmpty();
  }

  @Test
  void aProxyNamesWhatItWasAskedFor() {
    assertThat(send("GET", "/api/v1/namespaces/default/services/http:kubernetes:x/proxy/").text())
        .contains("no endpoints available for service \\\"http:kubernetes:x\\\"");
    assertThat(send("GET", "/api/v1/namespaces/default/services/ftp:kubernetes:x/proxy/").text())
        .contains("invalid service request \\\"ftp:kubernetes:x\\\"");
  }
}

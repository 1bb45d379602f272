package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.protobuf.ProtobufReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get for what they say they accept. */
class NegotiationTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    create("red");
    create("green");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void create(String name) {
    assertThat(
            gateway
                .post(
                    MAPS,
                    "{\"metadata\":{\"name\":\""
                        + name
                        + "\",\"labels\":{\"colour\":\""
                        + name
                        + "\"}},\"data\":{\"k\":\"v\"}}")
                .status())
        .isEqualTo(201);
  }

  private static HttpResponse<byte[]> get(String path, String accept, String... headers) {
    HttpRequest.Builder request = gateway.builder(path).GET().header("Accept", accept);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return gateway.send(request.build()).raw();
  }

  private static String type(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  private static ApiObject protobuf(HttpResponse<byte[]> response) {
    assertThat(type(response)).isEqualTo(PROTOBUF);
    return new ApiObject(ProtobufReader.read(response.body()));
  }

  @Test
  void objectsInProtobufSayWhatTheySayInJson() {
    ApiObject json = gateway.get(MAPS + "/red").body();
    ApiObject object = protobuf(get(MAPS + "/red", PROTOBUF));
    assertThat(Json.equal(object.root(), json.root())).isTrue();
    ApiObject list = protobuf(get(MAPS + "?labelSelector=colour", PROTOBUF + ",application/json"));
    assertThat(list.kind()).isEqualTo("ConfigMapList");
    assertThat((List<?>) list.at("items")).hasSize(2);
    assertThat(list.at("metadata", "resourceVersion")).isNotNull();
  }

  @Test
  void writesAnswerInProtobuf() {
    HttpResponse<byte[]> created =
        gateway
            .send(
                gateway
                    .builder("/api/v1/namespaces/default/secrets")
                    .header("Content-Type", "application/json")
                    .header("Accept", PROTOBUF)
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"a\":\"b\"}}"))
                    .build())
            .raw();
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(protobuf(created).at("data", "a")).isEqualTo("Yg==");
  }

  @Test
  void errorsComeInTheEncodingThatWasAskedFor() {
    HttpResponse<byte[]> missing = get(MAPS + "/blue", PROTOBUF);
    assertThat(missing.statusCode()).isEqualTo(404);
    ApiObject status = protobuf(missing);
    assertThat(status.kind()).isEqualTo("Status");
    assertThat(status.at("reason")).isEqualTo("NotFound");
    assertThat(status.at("details", "name")).isEqualTo("blue");
    assertThat(type(get(MAPS + "/blue", "application/yaml"))).isEqualTo("application/yaml");
    HttpResponse<byte[]> refused = get(MAPS + "/blue", "text/html");
    assertThat(refused.statusCode()).isEqualTo(406);
    assertThat(type(refused)).isEqualTo("application/json");
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .contains("Available representations: application/json, application/yaml, " + PROTOBUF);
  }

  @Test
  void reviewsHaveNoGeneralForms() {
    String review = "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}";
    for (String accept :
        List.of("application/json;as=Table;v=v1;g=meta.k8s.io", "application/json")) {
      HttpRequest request =
          gateway
              .builder("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
              .POST(HttpRequest.BodyPublishers.ofString(review))
              .header("Content-Type", "application/json")
              .header("Accept", accept)
              .build();
      assertThat(gateway.send(request).raw().statusCode())
          .isEqualTo(accept.contains("Table") ? 406 : 201);
    }
  }

  /** Go's encoder writes members that are empty. */
  @Test
  void reviewsMayHaveEmptyMetadata() {
    ApiObject review =
        ApiObject.read(
            """
            {"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1",
            "metadata":{"name":"","generation":0},
            "spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}}"""
                .getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        gateway
            .builder("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            .POST(HttpRequest.BodyPublishers.ofByteArray(review.write()))
            .header("Content-Type", "application/json")
            .header("Accept", PROTOBUF)
            .build();
    HttpResponse<byte[]> answer = gateway.send(request).raw();
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(protobuf(answer).at("status", "allowed")).isEqualTo(true);
  }

  @Test
  void tablesAreNeverProtobuf() {
    String table = ";as=Table;v=v1;g=meta.k8s.io";
    assertThat(get(MAPS, PROTOBUF + table).statusCode()).isEqualTo(406);
    HttpResponse<byte[]> second = get(MAPS, PROTOBUF + table + ",application/json" + table);
    assertThat(Json.readObject(second.body())).containsEntry("kind", "Table");
    HttpResponse<byte[]> old =
        get(MAPS, "application/json;as=Table;v=v1beta1;g=meta.k8s.io;q=0.8,text/plain");
    assertThat(Json.readObject(old.body())).containsEntry("apiVersion", "meta.k8s.io/v1beta1");
  }

  @Test
  void partialMetadataInProtobuf() {
    String partial = PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    ApiObject list = protobuf(get(MAPS, partial));
    assertThat(list.kind()).isEqualTo("PartialObjectMetadataList");
    Map<?, ?> first = (Map<?, ?>) ((List<?>) list.at("items")).getFirst();
    assertThat(first.keySet().toString()).isEqualTo("[metadata]");
  }

  @Test
  void aListIsNoObject() {
    String form = "application/json;as=%s;g=meta.k8s.io;v=v1";
    assertRefused(
        get(MAPS, form.formatted("PartialObjectMetadata")),
        "you requested PartialObjectMetadata, but the requested object is a list"
            + " (*core.ConfigMapList)");
    assertRefused(
        get(MAPS + "/red", form.formatted("PartialObjectMetadataList")),
        "you requested PartialObjectMetadataList, but the requested object is not a list"
            + " (*core.ConfigMap)");
  }

  @Test
  void whatNoRouteServesIsRefusedInOtherWords() {
    String types = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    String streams =
        "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
    String available = "406: Not Acceptable\n\nAvailable representations: " + types;
    HttpResponse<byte[]> object = get(MAPS + "/blue", "text/html");
    assertThat(object.statusCode()).isEqualTo(406);
    assertThat(Json.readObject(object.body()))
        .containsEntry("message", available)
        .containsEntry("details", Map.of());
    for (String path : List.of(MAPS, MAPS + "?watch=1")) {
      assertThat(Json.readObject(get(path, "text/html").body()))
          .containsEntry("message", available + ", " + streams);
    }
    String accepted = "only the following media types are accepted: ";
    assertRefused(get(MAPS, "application/json;stream=else"), accepted + types);
    assertThat(
            new String(get(MAPS + "?watch=1", "application/yaml").body(), StandardCharsets.UTF_8)
                .replace("\n  ", " "))
        .contains(accepted + streams);
  }

  private static void assertRefused(HttpResponse<byte[]> response, String message) {
    assertThat(response.statusCode()).isEqualTo(406);
    Map<String, Object> status = Json.readObject(response.body());
    assertThat(status)
        .containsEntry("reason", "NotAcceptable")
        .containsEntry("message", message)
        .doesNotContainKey("details");
  }

  @Test
  void qualityAndExactnessDecide() {
    assertThat(type(get(MAPS, "*/*;q=0.9,application/yaml"))).isEqualTo("application/yaml");
    assertThat(type(get(MAPS, "application/yaml;q=0.1, application/json;q=0.2")))
        .isEqualTo("application/json");
    assertThat(type(get(MAPS, "*/*, application/yaml"))).isEqualTo("application/yaml");
    assertThat(get(MAPS, "application/*").statusCode()).isEqualTo(406);
    assertThat(type(get(MAPS, "text/html, image/png;q=0.5, */*;q=0.1")))
        .isEqualTo("application/json");
    assertThat(new String(get(MAPS, "application/json;pretty=1").body(), StandardCharsets.UTF_8))
        .startsWith("{\n  \"kind\": \"ConfigMapList\"");
    assertThat(
            new String(
                get(MAPS + "?pretty=false", "application/json", "User-Agent", "curl/8").body(),
                StandardCharsets.UTF_8))
        .startsWith("{\"kind\"");
  }

  @Test
  void discoveryInProtobuf() {
    assertThat(protobuf(get("/apis/apps", PROTOBUF)).kind()).isEqualTo("APIGroup");
    assertThat(protobuf(get("/api/v1", PROTOBUF)).kind()).isEqualTo("APIResourceList");
  }

  @Test
  void aggregatedDiscoveryInAllEncodings() {
    String form = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    HttpResponse<byte[]> json = get("/apis", "application/json" + form + ",application/json");
    HttpResponse<byte[]> protobuf = get("/apis", PROTOBUF + form + ",application/json");
    assertThat(type(protobuf)).isEqualTo(PROTOBUF + form);
    assertThat(protobuf.headers().firstValue("ETag")).isEqualTo(json.headers().firstValue("ETag"));
    ApiObject read = new ApiObject(ProtobufReader.read(protobuf.body()));
    assertThat(Json.equal(read.at("items"), Json.readObject(json.body()).get("items"))).isTrue();
    assertThat(new String(protobuf.body(), StandardCharsets.ISO_8859_1))
        .contains("daemonsets", "Namespaced", "Current");
    HttpResponse<byte[]> yaml = get("/api", "application/yaml" + form);
    assertThat(type(yaml)).isEqualTo("application/yaml" + form);
    assertThat(new String(yaml.body(), StandardCharsets.UTF_8))
        .startsWith("apiVersion: apidiscovery.k8s.io/v2\nitems:\n");
    assertThat(get("/apis", PROTOBUF + form.replace("v2", "v3")).statusCode()).isEqualTo(406);
  }

  /** As upstream writes what it cannot agree on. */
  @Test
  void refusalsThatNobodyAskedForAreIndented() {
    HttpResponse<byte[]> refused = get(MAPS, "application/json;as=Table;g=meta.k8s.io;v=v7");
    assertThat(refused.statusCode()).isEqualTo(406);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .startsWith("{\n  \"kind\": \"Status\"")
        .endsWith("}");
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoTakeIt() throws IOException {
    String big = "x".repeat(150_000);
    gateway.post(
        "/api/v1/namespaces/default/configmaps",
        "{\"metadata\":{\"name\":\"big\"},\"data\":{\"k\":\"" + big + "\"}}");
    HttpResponse<byte[]> zipped = get(MAPS + "/big", PROTOBUF, "Accept-Encoding", "gzip");
    assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] body =
        new GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body())).readAllBytes();
    assertThat(new ApiObject(ProtobufReader.read(body)).at("data", "k")).isEqualTo(big);
    assertThat(get(MAPS + "/red", "application/json", "Accept-Encoding", "gzip").headers().map())
        .doesNotContainKey("content-encoding");
    assertThat(get(MAPS + "/big", "application/json").headers().map())
        .doesNotContainKey("content-encoding");
  }

  @Test
  void watchesInProtobufAreFramedByLength() throws Exception {
    HttpResponse<InputStream> response =
        gateway
            .client()
            .send(
                gateway
                    .builder(MAPS + "?watch=1&labelSelector=colour")
                    .header("Accept", PROTOBUF + ";stream=watch," + PROTOBUF)
                    .GET()
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).contains(PROTOBUF + ";stream=watch");
    response.body().close();
    try (WatchedEvents events =
        new WatchedEvents(
            gateway,
            MAPS + "?watch=1&labelSelector=colour",
            PROTOBUF + ";stream=watch," + PROTOBUF)) {
      events.awaitStory("ADDED green", "ADDED red");
    }
    assertThat(get(MAPS + "?watch=1", "application/yaml").statusCode()).isEqualTo(406);
  }

  @Test
  void openApiInProtobufForThoseWhoAskForIt() {
    String type3 = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
    String apps = "/openapi/v3/apis/apps/v1";
    HttpResponse<byte[]> json = get(apps, "application/json");
    String etag = json.headers().firstValue("ETag").orElseThrow();
    assertThat(json.headers().map()).doesNotContainKey("expires");
    for (String accept :
        List.of(type3, type3.replace("v3.v1.0", "v3@v1.0"), type3 + ",*/*;q=0.1")) {
      HttpResponse<byte[]> protobuf = get(apps, accept);
      assertThat(type(protobuf)).isEqualTo(type3);
      assertThat(protobuf.headers().firstValue("ETag")).contains(etag);
      assertThat(new String(protobuf.body(), StandardCharsets.ISO_8859_1))
          .startsWith("\n\0053.0.0")
          .contains("io.k8s.api.apps.v1.Deployment");
    }
    assertThat(get(apps, type3, "If-None-Match", etag).statusCode()).isEqualTo(304);
    String hash = etag.substring(1, etag.length() - 1);
    HttpResponse<byte[]> kept = get(apps + "?hash=" + hash, type3);
    assertThat(kept.headers().firstValue("Cache-Control")).contains("public, immutable");
    assertThat(kept.headers().firstValue("Expires")).isPresent();
    assertThat(get(apps, "text/html").statusCode()).isEqualTo(406);
    assertThat(get("/openapi/v3", "text/html").statusCode()).isEqualTo(200);
  }

  @Test
  void aTableOfADryRunHasNoVersion() {
    GatewayFixture.Answer made =
        gateway.send(
            gateway
                .builder(MAPS + "?dryRun=All")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"metadata\":{\"name\":\"unmade\"}}"))
                .build());
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.at("metadata")).isEqualTo(Map.of());
  }

  /** Upstream shows these as objects alone; who also takes an object gets that. */
  @ParameterizedTest
  @CsvSource({
    "/apis/apiregistration.k8s.io/v1/apiservices/v1.apps, true",
    "/apis/apiregistration.k8s.io/v1/apiservices/v1.apps/status, false",
    "/api/v1/namespaces/default/status, true",
    "/api/v1/namespaces/default/pods/none/resize, false",
    "/api/v1/namespaces/default/pods/none/ephemeralcontainers, false",
    "/apis/certificates.k8s.io/v1/certificatesigningrequests/none/approval, false",
    "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims/none/status, false",
    "/apis/apps/v1/namespaces/default/deployments/none/scale, true",
  })
  void someSubresourcesHaveNoTable(String path, boolean table) {
    String wanted = "application/json;as=Table;g=meta.k8s.io;v=v1";
    if (table) {
      assertThat(get(path, wanted).statusCode()).isNotEqualTo(406);
    } else {
      assertThat(get(path, wanted).statusCode()).isEqualTo(406);
      assertThat(get(path, wanted + ",application/json").statusCode()).isNotEqualTo(406);
    }
  }
}

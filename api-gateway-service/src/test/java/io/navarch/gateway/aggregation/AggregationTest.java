package io.navarch.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.custom.TlsServer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** APIs that another server serves, and the APIServices of our own. */
class AggregationTest {
  private static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

  private static GatewayFixture gateway;
  private static TlsServer other;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayFixture.start();
    other = new TlsServer(gateway, "wardle.default.svc", AggregationTest::answer);
    other.standBehind(gateway, "wardle");
  }

  @AfterAll
  static void stop() {
    other.close();
    gateway.close();
  }

  private static Object answer(TlsServer.Asked asked) {
    if (asked.path().equals("/apis/wardle.example.com/v1")) {
      return Json.readObject(
          """
          {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"wardle.example.com/v1",
           "resources":[{"name":"flunders","singularName":"flunder","namespaced":true,
             "kind":"Flunder","verbs":["get","list"]},
             {"name":"flunders/status","singularName":"","namespaced":true,"kind":"Flunder",
              "verbs":["get"]}]}
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    if (asked.path().startsWith("/apis/wardle.example.com/v1/namespaces/default/flunders")) {
      return Map.of(
          "kind", "Flunder",
          "path", asked.path(),
          "user", asked.header("X-Remote-User"),
          "groups", asked.header("X-Remote-Group"),
          "audit", asked.header("Audit-ID"),
          "authorization", asked.header("Authorization"));
    }
    return switch (asked.path()) {
      case "/apis/wardle.example.com/v1/moved" -> URI.create("https://other.example/x");
      case "/apis/wardle.example.com/v1/broken" -> throw new IllegalStateException("no answer");
      case "/openapi/v3" ->
          Json.readObject(
              """
              {"paths":{"apis/wardle.example.com/v1":
                {"serverRelativeURL":"/openapi/v3/apis/wardle.example.com/v1?hash=1"}}}
              """
                  .getBytes(StandardCharsets.UTF_8));
      case "/openapi/v3/apis/wardle.example.com/v1?hash=1" ->
          Json.readObject(
              "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"wardle\"},\"paths\":{}}"
                  .getBytes(StandardCharsets.UTF_8));
      case "/openapi/v2" ->
          Json.readObject(
              """
              {"swagger":"2.0","info":{"title":"wardle"},
               "paths":{"/apis/wardle.example.com/v1/flunders":{"get":{"responses":{"200":
                  {"description":"OK","schema":{"$ref":"#/definitions/Flunder"}}}}},
                "/healthz":{"get":{"responses":{"200":{"description":"OK"}}}}},
               "definitions":{"Unused":{"type":"object"},
                "Flunder":{"type":"object","properties":{"metadata":
                  {"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}}},
                "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta":
                  {"type":"object","description":"older"}}}
              """
                  .getBytes(StandardCharsets.UTF_8));
      default -> null;
    };
  }

  private static String apiService(String version, String service) {
    return """
    {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService",
     "metadata":{"name":"%1$s.wardle.example.com"},
     "spec":{"group":"wardle.example.com","version":"%1$s","groupPriorityMinimum":2000,
      "versionPriority":15,"caBundle":"%3$s",
      "service":{"namespace":"default","name":"%2$s","port":443}}}
    """
        .formatted(version, service, other.caBundle());
  }

  private static String condition(String name) {
    return gateway.get(API_SERVICES + "/" + name).text();
  }

  @Test
  void passesRequestsOn() {
    Answer made = gateway.post(API_SERVICES, apiService("v1", "wardle"));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(condition("v1.wardle.example.com")).contains("\"reason\":\"Passed\""));
    Answer answer = gateway.get("/apis/wardle.example.com/v1/namespaces/default/flunders/one?x=y");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("user")).isEqualTo("kubernetes-admin");
    assertThat(String.valueOf(answer.at("groups"))).contains("system:masters");
    assertThat(answer.at("authorization")).isEqualTo("");
    assertThat(answer.raw().headers().allValues("Audit-Id"))
        .containsExactly((String) answer.at("audit"));
    assertThat(answer.at("path"))
        .isEqualTo("/apis/wardle.example.com/v1/namespaces/default/flunders/one?x=y");
    assertThat(gateway.get("/apis/wardle.example.com/v1").text()).contains("flunders/status");
    assertThat(gateway.get("/apis").text()).contains("wardle.example.com/v1");
    assertThat(gateway.get("/apis/wardle.example.com").status()).isEqualTo(200);
    HttpRequest aggregated =
        gateway
            .builder("/apis")
            .header(
                "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            .GET()
            .build();
    assertThat(gateway.send(aggregated).text())
        .contains("\"resource\":\"flunders\"", "\"subresource\":\"status\"");
    describesThem();
    sendsNobodyElsewhere();
    tellsBrokenAnswersAsText();
    showsTheServerBehindWhatWasAuthorized();
    assertThat(gateway.clientOf("nobody", "some")).isNotNull();
    assertThat(
            GatewayFixture.send(
                    gateway.clientOf("nobody", "some"),
                    gateway
                        .builder("/apis/wardle.example.com/v1/namespaces/default/flunders")
                        .GET()
                        .build())
                .status())
        .isEqualTo(403);
  }

  /** What others say of their APIs stands in our documents. */
  /** CVE-2022-3172: clients would follow with their credentials. */
  private static void sendsNobodyElsewhere() {
    Answer moved = gateway.get("/apis/wardle.example.com/v1/moved");
    assertThat(moved.status()).isEqualTo(502);
    assertThat(moved.raw().headers().firstValue("Location")).isEmpty();
    assertThat(moved.text())
        .isEqualTo("the backend attempted to redirect this request, which is not permitted");
  }

  private static void tellsBrokenAnswersAsText() {
    Answer broken = gateway.get("/apis/wardle.example.com/v1/broken");
    assertThat(broken.status()).isEqualTo(503);
    assertThat(broken.text()).isEqualTo("error trying to reach service: EOF\n");
    assertThat(broken.raw().headers().firstValue("Content-Type"))
        .contains("text/plain; charset=utf-8");
  }

  /** Pairs with semicolons are none to us, so they must be none behind either. */
  private static void showsTheServerBehindWhatWasAuthorized() {
    String flunders = "/apis/wardle.example.com/v1/namespaces/default/flunders";
    assertThat(gateway.get(flunders + "?z=1&watch=1;x=2&a=%20b&a=c").at("path"))
        .isEqualTo(flunders + "?a=+b&a=c&z=1");
    assertThat(gateway.get(flunders + "/a%2Fb?").at("path")).isEqualTo(flunders + "/a/b");
  }

  private static void describesThem() {
    String meta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    ApiObject index = new ApiObject(Json.readObject(gateway.get("/openapi/v3").raw().body()));
    Object entry = index.at("paths", "apis/wardle.example.com/v1", "serverRelativeURL");
    Answer document = gateway.get(String.valueOf(entry));
    assertThat(document.at("info", "title")).isEqualTo("wardle");
    assertThat(document.raw().headers().firstValue("Cache-Control")).contains("public, immutable");
    Answer whole = gateway.get("/openapi/v2");
    assertThat(whole.at("paths", "/apis/wardle.example.com/v1/flunders")).isNotNull();
    assertThat(whole.at("paths", "/healthz")).isNull();
    assertThat(whole.at("definitions", "Unused")).isNull();
    assertThat(whole.at("definitions", meta + "_v2", "description")).isEqualTo("older");
    assertThat(whole.at("definitions", "Flunder", "properties", "metadata", "$ref"))
        .isEqualTo("#/definitions/" + meta + "_v2");
  }

  @Test
  void answers503WhereNobodyIs() {
    gateway.post(API_SERVICES, apiService("v2", "nowhere"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(condition("v2.wardle.example.com"))
                    .contains("ServiceNotFound", "is not present"));
    assertThat(gateway.get("/apis/wardle.example.com/v2/flunders").status()).isEqualTo(503);
    gateway.delete(API_SERVICES + "/v2.wardle.example.com");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get("/apis/wardle.example.com/v2/flunders").status() == 404);
  }

  /** Who names no authority is believed what the platform believes, not everything. */
  @Test
  void believesNobodyUnasked() {
    String unverified = apiService("v3", "wardle").replaceFirst("\"caBundle\":\"[^\"]*\",", "");
    assertThat(gateway.post(API_SERVICES, unverified).status()).isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(condition("v3.wardle.example.com"))
                    .contains(
                        "FailedDiscoveryCheck",
                        "tls: failed to verify certificate: x509: certificate signed by unknown"
                            + " authority"));
    assertThat(gateway.get("/apis/wardle.example.com/v3/flunders").status()).isEqualTo(503);
    gateway.delete(API_SERVICES + "/v3.wardle.example.com");
  }

  @Test
  void registersWhatIsServedHere() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(condition("v1.apps")).contains("\"reason\":\"Local\"", "onstart");
              assertThat(condition("v1.")).contains("\"groupPriorityMinimum\":18000");
            });
    assertThat(
            gateway
                .get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                .text())
        .contains("requestheader-client-ca-file", "X-Remote-User");
  }
}

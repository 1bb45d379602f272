package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said to requests for what is not served. */
class RefusalsTest {
  private static final String NOWHERE =
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
          + "\"message\":\"the server could not find the requested resource\","
          + "\"reason\":\"NotFound\",\"details\":{},\"code\":404}\n";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static GatewayFixture.Answer send(String method, String path, String type, String body) {
    return gateway.send(
        gateway
            .builder(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void pathsBelowBuiltInGroupsGetAStatus() {
    for (String path :
        new String[] {
          "/api/v2",
          "/api/v1/none",
          "/api/v1/none/x",
          "/apis/apps/v2",
          "/apis/apps/v1/none",
          "/apis/apps/v2/deployments",
          "/api/v1/namespaces/default/nodes",
          "/api/v1/namespaces/default/configmaps/x/status"
        }) {
      GatewayFixture.Answer answer = gateway.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.text().strip()).as(path).isEqualTo(NOWHERE.strip());
    }
  }

  @Test
  void otherPathsGetAPage() {
    for (String path :
        new String[] {
          "/none", "/apis/example.com", "/apis/example.com/v1", "/apis/example.com/v1/x"
        }) {
      GatewayFixture.Answer answer = gateway.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.text()).as(path).isEqualTo("404 page not found\n");
    }
  }

  @Test
  void methodsThatAreNotThere() {
    for (String request :
        new String[] {
          "POST /api/v1/nodes/x",
          "PUT /api/v1/nodes",
          "POST /api/v1/pods",
          "DELETE /api/v1/pods",
          "GET /apis/authentication.k8s.io/v1/tokenreviews",
          "DELETE /api/v1/namespaces/default/pods/x/status"
        }) {
      String[] parts = request.split(" ");
      GatewayFixture.Answer answer = send(parts[0], parts[1], "application/json", "{}");
      assertThat(answer.status()).as(request).isEqualTo(405);
      assertThat(answer.at("reason")).as(request).isEqualTo("MethodNotAllowed");
      assertThat(answer.at("message"))
          .as(request)
          .isEqualTo("the server does not allow this method on the requested resource");
    }
  }

  @Test
  void bodiesInOtherFormats() {
    GatewayFixture.Answer answer =
        send("POST", "/api/v1/namespaces/default/configmaps", "text/csv", "a,b");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.at("reason")).isEqualTo("UnsupportedMediaType");
    assertThat(answer.at("message"))
        .isEqualTo(
            "the body of the request was in an unknown format - accepted media types include:"
                + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    GatewayFixture.Answer patch =
        send("PATCH", "/api/v1/namespaces/default", "application/json", "{}");
    assertThat(patch.status()).isEqualTo(415);
    assertThat(patch.at("message")).isEqualTo("415: Unsupported Media Type");
    assertThat(patch.at("details")).isEqualTo(java.util.Map.of());
  }

  @Test
  void healthPaths() {
    assertThat(gateway.get("/livez").text()).isEqualTo("ok");
    assertThat(gateway.get("/readyz/etcd").text()).isEqualTo("ok");
    assertThat(gateway.get("/healthz/ping").text()).isEqualTo("ok");
    assertThat(gateway.get("/readyz/none").text()).isEqualTo("404 page not found\n");
    assertThat(gateway.get("/livez?verbose").text())
        .startsWith("[+]ping ok\n[+]log ok\n[+]etcd ok\n")
        .doesNotContain("[+]shutdown", "[+]informer-sync")
        .endsWith("livez check passed\n");
    assertThat(gateway.get("/readyz?verbose=1&exclude=etcd&exclude=mars").text())
        .contains(
            "[+]etcd excluded: ok\n",
            "[+]etcd-readiness ok\n",
            "[+]informer-sync ok\n",
            "[+]poststarthook/rbac/bootstrap-roles ok\n",
            "[+]shutdown ok\n",
            "warn: some health checks cannot be excluded: no matches for \"mars\"\n")
        .endsWith("readyz check passed\n");
  }
}

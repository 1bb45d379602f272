package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is allowed is what is done: rights in a namespace, or for one verb, open nothing else by way
 * of an odd path or method. The answers are those of kube-apiserver 1.36.2.
 */
class PathsAndVerbsTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String OWN = "/api/v1/namespaces/own/";
  private static final String POD = OWN + "pods/p/";
  private static final String REFUSED_METHOD =
      "the server does not allow this method on the requested resource";
  private static final String NO_PATH = "the server could not find the requested resource";

  private static GatewayFixture gateway;
  private static HttpClient owner;
  private static HttpClient reader;
  private static HttpClient changer;
  private static HttpClient creator;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    gateway.create("/api/v1/namespaces", "{'metadata':{'name':'own'}}");
    gateway.create("/api/v1/namespaces", "{'metadata':{'name':'foreign'}}");
    gateway.create(OWN + "serviceaccounts", "{'metadata':{'name':'default'}}");
    gateway.create(
        OWN + "pods", "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
    owner = bound("owner", "'verbs':['*']");
    reader = bound("reader", "'verbs':['get','list','watch']");
    changer = bound("changer", "'verbs':['update','patch','delete']");
    creator = bound("creator", "'verbs':['create']");
    for (HttpClient who : new HttpClient[] {owner, reader, changer, creator}) {
      await().atMost(Duration.ofSeconds(60)).until(() -> isBound(who));
    }
  }

  private static boolean isBound(HttpClient who) {
    HttpRequest review =
        gateway
            .builder("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"spec\":{\"namespace\":\"own\"}}"))
            .build();
    return GatewayFixture.send(who, review).text().contains("\"resources\":[\"*\"]");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A user with one rule for all resources of one namespace. */
  private static HttpClient bound(String name, String verbs) {
    gateway.create(
        RBAC + "namespaces/own/roles",
        "{'metadata':{'name':'%s'},'rules':[{'apiGroups':['*'],'resources':['*'],%s}]}"
            .formatted(name, verbs));
    gateway.create(
        RBAC + "namespaces/own/rolebindings",
        "{'metadata':{'name':'%1$s'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'%1$s'}],'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'%1$s'}}"
            .formatted(name));
    return gateway.clientOf(name);
  }

  private static Answer as(HttpClient who, String method, String path) {
    boolean body = method.equals("POST") || method.equals("PUT");
    return GatewayFixture.send(
        who,
        gateway
            .builder(path)
            .header("Content-Type", "application/json")
            .method(
                method,
                body
                    ? HttpRequest.BodyPublishers.ofString("{}")
                    : HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** A role of a namespace says nothing of what is in no namespace, whatever the path says. */
  @ParameterizedTest
  @CsvSource({
    "GET,    /api/v1/namespaces/own/nodes/n/proxy/pods",
    "POST,   /api/v1/namespaces/own/nodes/n/proxy/run",
    "GET,    /api/v1/namespaces/own/nodes",
    "GET,    /api/v1/namespaces/own/namespaces",
    "GET,    /api/v1/namespaces/own/namespaces?fieldSelector=metadata.name%3Down",
    "GET,    /api/v1/namespaces/own/namespaces/foreign",
    "DELETE, /api/v1/namespaces/own/namespaces/foreign",
    "DELETE, /api/v1/namespaces/own/namespaces",
    "PUT,    /api/v1/namespaces/own/namespaces/foreign/finalize",
    "POST,   /apis/authentication.k8s.io/v1/namespaces/own/tokenreviews",
    "POST,   /apis/authentication.k8s.io/v1/namespaces/own/selfsubjectreviews",
    "POST,   /apis/authorization.k8s.io/v1/namespaces/own/subjectaccessreviews",
    "POST,   /apis/authorization.k8s.io/v1/namespaces/own/selfsubjectaccessreviews",
    "POST,   /apis/authorization.k8s.io/v1/namespaces/own/selfsubjectrulesreviews",
    "PUT,    /apis/certificates.k8s.io/v1/namespaces/own/certificatesigningrequests/x/approval",
    "POST,   /apis/rbac.authorization.k8s.io/v1/namespaces/own/clusterroles",
  })
  void rightsInANamespaceEndThere(String method, String path) {
    Answer answer = as(owner, method, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(404);
    assertThat(answer.at("message")).isEqualTo(NO_PATH);
    assertThat(gateway.get("/api/v1/namespaces/foreign").at("status", "phase")).isEqualTo("Active");
  }

  @Test
  void theOwnNamespaceIsReadByItsName() {
    assertThat(as(owner, "GET", "/api/v1/namespaces/own").status()).isEqualTo(200);
    assertThat(as(owner, "GET", "/api/v1/namespaces/foreign").status()).isEqualTo(403);
  }

  /** Who reads everything of a namespace runs nothing in its pods. */
  @ParameterizedTest
  @ValueSource(strings = {"exec?command=ls&stdout=1", "attach?stdout=1", "portforward"})
  void readersRunNothingInPods(String stream) {
    Answer refused = as(reader, "GET", POD + stream);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("message")).isEqualTo("pods \"p\" is forbidden: ");
    for (String verb : new String[] {"watch/", "proxy/"}) {
      Answer special = as(reader, "GET", POD.replace("/v1/", "/v1/" + verb) + stream);
      assertThat(special.status()).as(special.text()).isIn(403, 404);
      assertThat(special.text()).doesNotContain("host assigned");
    }
    Answer through = as(creator, "POST", POD + stream);
    assertThat(through.at("message")).isEqualTo("pod p does not have a host assigned");
  }

  /** Streams begin with GET and POST alone; a right to change is none to run something. */
  @ParameterizedTest
  @CsvSource({
    "exec?command=ls&stdout=1, PUT",
    "exec?command=ls&stdout=1, PATCH",
    "exec?command=ls&stdout=1, DELETE",
    "attach?stdout=1,          PATCH",
    "portforward,              DELETE",
    "log,                      DELETE",
    "log,                      PUT",
  })
  void changersRunNothingInPods(String stream, String method) {
    Answer refused = as(changer, method, POD + stream);
    assertThat(refused.status()).as(refused.text()).isEqualTo(405);
    assertThat(refused.at("message")).isEqualTo(REFUSED_METHOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/own/pods/p/log/x",
        "/api/v1/namespaces/own/pods/p/exec/y",
        "/api/v1/pods/p/log",
        "/api/v1/watch/namespaces/own/pods/p/log",
        "/apis/apps/v1/namespaces/own/deployments/d/scale/x",
        "/api/v1/proxy/nodes/n",
      })
  void pathsThatGoOnLeadNowhere(String path) {
    Answer answer = as(gateway.client(), "GET", path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(404);
    assertThat(answer.at("message")).isEqualTo(NO_PATH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/version", "/api", "/api/v1", "/apis/apps/v1"})
  void documentsAreOnlyRead(String path) {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "get"}) {
      Answer answer = as(gateway.client(), method, path);
      assertThat(answer.status()).as(method + " " + answer.text()).isEqualTo(405);
    }
    assertThat(as(gateway.client(), "GET", path).status()).isEqualTo(200);
  }
}

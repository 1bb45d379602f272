package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes, each with a pod, and what one may have of the other's, through the HTTPS port. */
class NodeAuthorizerPortTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String TOKENS = CORE + "serviceaccounts/";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static GatewayFixture gateway;
  private static HttpClient one;
  private static String podUid;
  private static String otherUid;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    one = gateway.clientOf("system:node:one", "system:nodes");
    for (String node : List.of("one", "two")) {
      make("/api/v1/nodes", "{'metadata':{'name':'%s'}}", node);
      make(CORE + "serviceaccounts", "{'metadata':{'name':'%s'}}", node);
      make(CORE + "secrets", "{'metadata':{'name':'%s'}}", node);
      make(CORE + "configmaps", "{'metadata':{'name':'%s'}}", node);
      make(
          CORE + "persistentvolumeclaims",
          "{'metadata':{'name':'%s'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}",
          node);
    }
    podUid = pod("one");
    otherUid = pod("two");
    // the graph hears of pods a moment later
    await().atMost(LONG).until(() -> as("GET", CORE + "secrets/one", "").status() == 200);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer make(String path, String json, String name) {
    Answer answer = gateway.post(path, json.formatted(name).replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static String pod(String node) {
    return make(
            CORE + "pods",
            """
            {'metadata':{'name':'%1$s'},'spec':{'nodeName':'%1$s','serviceAccountName':'%1$s',
             'containers':[{'name':'c','image':'i'}],
             'volumes':[{'name':'s','secret':{'secretName':'%1$s'}},{'name':'m','configMap':{'name':'%1$s'}},
              {'name':'c','persistentVolumeClaim':{'claimName':'%1$s'}}]}}""",
            node)
        .body()
        .uid();
  }

  private static Answer as(String method, String path, String json) {
    HttpRequest.Builder request =
        gateway
            .builder(path)
            .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
    if (!json.isEmpty()) {
      request.header(
          "Content-Type",
          method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }
    return GatewayFixture.send(one, request.build());
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/namespaces/default/secrets/one,200",
    "GET,/api/v1/namespaces/default/secrets/two,403",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Done,200",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dtwo,403",
    "GET,/api/v1/namespaces/default/secrets,403",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=&fieldSelector=metadata.name%3Done,403",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=type!%3Dx&fieldSelector=metadata.name%3Done,403",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=metadata.name!%3Da%5C%2Cmetadata.name%5C%3Done,403",
    "GET,/api/v1/namespaces/default/secrets?fieldSelector=metadata.name!%3Done,403",
    "GET,/api/v1/pods?fieldSelector=&fieldSelector=spec.nodeName%3Done,403",
    "GET,/api/v1/pods?fieldSelector=spec.nodeName!%3Da%5C%2Cspec.nodeName%5C%3Done,403",
    "GET,/api/v1/pods?fieldSelector=spec.nodeName!%3Done,403",
    "GET,/api/v1/pods?labelSelector=spec.nodeName%3Done,403",
    "GET,/api/v1/secrets,403",
    "DELETE,/api/v1/namespaces/default/secrets/one,403",
    "GET,/api/v1/namespaces/default/configmaps/one,200",
    "GET,/api/v1/namespaces/default/configmaps/two,403",
    "DELETE,/api/v1/namespaces/default/configmaps/one,403",
    "GET,/api/v1/namespaces/default/persistentvolumeclaims/one,200",
    "GET,/api/v1/namespaces/default/persistentvolumeclaims/two,403",
    "GET,/api/v1/namespaces/default/persistentvolumeclaims,403",
    "GET,/api/v1/namespaces/default/pods/one,200",
    "GET,/api/v1/namespaces/default/pods/two,403",
    "GET,/api/v1/pods?fieldSelector=spec.nodeName%3Done,200",
    "GET,/api/v1/pods?fieldSelector=spec.nodeName%3Dtwo,403",
    "GET,/api/v1/pods,403",
    "DELETE,/api/v1/namespaces/default/pods/two,403",
    "GET,/api/v1/nodes/one,200",
    "GET,/api/v1/nodes/two,403",
    "GET,/api/v1/nodes,403",
    "DELETE,/api/v1/nodes/one,403",
    "GET,/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/two,403",
    "GET,/apis/coordination.k8s.io/v1/namespaces/default/leases/one,403",
    "GET,/apis/storage.k8s.io/v1/csinodes/two,403",
    "GET,/apis/storage.k8s.io/v1/volumeattachments,403",
    "GET,/apis/resource.k8s.io/v1/resourceslices,403",
    "GET,/apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName%3Done,200",
    "GET,/apis/rbac.authorization.k8s.io/v1/clusterroles,403",
  })
  void whatOthersUseIsNoBusinessOfIts(String method, String path, int status) {
    Answer answer = as(method, path, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (path.endsWith("secrets/two")) {
      assertThat(answer.at("message"))
          .isEqualTo(
              "secrets \"two\" is forbidden: User \"system:node:one\" cannot get resource"
                  + " \"secrets\" in API group \"\" in the namespace \"default\": no relationship"
                  + " found between node 'one' and this object");
    }
  }

  /** What a node may not write, in the words of NodeRestriction or of the authorizer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          PATCH|/api/v1/nodes/one|{'metadata':{'labels':{'node-restriction.kubernetes.io/a':'b'}}}|is not allowed to modify labels: node-restriction.kubernetes.io/a
          PATCH|/api/v1/nodes/one|{'metadata':{'labels':{'x.node-restriction.kubernetes.io/a':'b'}}}|is not allowed to modify labels: x.node-restriction.kubernetes.io/a
          PATCH|/api/v1/nodes/one|{'metadata':{'labels':{'a.k8s.io/x':'b'}}}|is not allowed to modify labels: a.k8s.io/x
          PATCH|/api/v1/nodes/one|{'metadata':{'labels':{'node-role.kubernetes.io/master':''}}}|is not allowed to modify labels: node-role.kubernetes.io/master
          PATCH|/api/v1/nodes/one/status|{'metadata':{'labels':{'node-restriction.kubernetes.io/a':'b'}}}|is not allowed to modify labels: node-restriction.kubernetes.io/a
          PATCH|/api/v1/nodes/one|{'spec':{'taints':[{'key':'k','effect':'NoExecute'}]}}|is not allowed to modify taints
          PATCH|/api/v1/nodes/one|{'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'one','uid':'u'}]}}|is not allowed to modify ownerReferences
          PATCH|/api/v1/nodes/two|{'metadata':{'labels':{'own':'b'}}}|node "one" is not allowed to modify node "two"
          PATCH|/api/v1/nodes/two/status|{'status':{'phase':'Running'}}|node "one" is not allowed to modify node "two"
          PATCH|/api/v1/namespaces/default/pods/one|{'metadata':{'labels':{'a':'b'}}}|cannot patch resource "pods"
          PATCH|/api/v1/namespaces/default/pods/two/status|{'status':{'phase':'Failed'}}|can only update pod status for pods with spec.nodeName set to itself
          PATCH|/api/v1/namespaces/default/pods/one/status|{'metadata':{'labels':{'a':'b'}}}|cannot update labels through pod status
          PATCH|/api/v1/namespaces/default/pods/one/resize|{'spec':{}}|cannot patch resource "pods/resize"
          PATCH|/api/v1/namespaces/default/pods/one/ephemeralcontainers|{'spec':{}}|cannot patch resource "pods/ephemeralcontainers"
          POST|/api/v1/namespaces/default/pods/one/binding|{'metadata':{'name':'one'},'target':{'name':'one'}}|cannot create resource "pods/binding"
          POST|/api/v1/namespaces/default/pods/two/eviction|{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'two'}}|can only evict pods with spec.nodeName set to itself
          POST|/api/v1/namespaces/default/pods/two/eviction|{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'one'}}|can only evict pods with spec.nodeName set to itself
          POST|/api/v1/namespaces/default/pods|{'metadata':{'name':'x'},'spec':{'nodeName':'one','serviceAccountName':'one','containers':[{'name':'c','image':'i'}]}}|can only create mirror pods
          POST|/apis/coordination.k8s.io/v1/namespaces/kube-system/leases|{'metadata':{'name':'one'}}|can only access leases in the "kube-node-lease" system namespace
          POST|/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases|{'metadata':{'name':'two'}}|can only access node lease with the same name as the requesting node
          POST|/apis/storage.k8s.io/v1/csinodes|{'metadata':{'name':'two'},'spec':{'drivers':[]}}|can only access CSINode with the same name as the requesting node
          POST|/apis/resource.k8s.io/v1/resourceslices|{'metadata':{'name':'s'},'spec':{'driver':'d.example.com','nodeName':'two','pool':{'name':'p','generation':1,'resourceSliceCount':1}}}|can only create ResourceSlice with the same NodeName as the requesting node
          POST|/apis/resource.k8s.io/v1/resourceslices|{'metadata':{'name':'s'},'spec':{'driver':'d.example.com','allNodes':true,'pool':{'name':'p','generation':1,'resourceSliceCount':1}}}|can only create ResourceSlice with the same NodeName as the requesting node
          PATCH|/api/v1/namespaces/default/persistentvolumeclaims/one/status|{'status':{'phase':'Lost'}}|is not allowed to update fields other than status.quantity and status.conditions
          PATCH|/api/v1/namespaces/default/persistentvolumeclaims/one|{'metadata':{'labels':{'a':'b'}}}|cannot patch resource "persistentvolumeclaims"
          POST|/apis/authentication.k8s.io/v1/tokenreviews|{'spec':{'token':'x'}}|-
          """)
  void whatANodeMayNotWrite(String method, String path, String body, String told) {
    Answer answer = as(method, path + "?dryRun=All", body);
    if (told == null) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      return;
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(String.valueOf(answer.at("message"))).contains(told);
  }

  private static String bound(String kind, String name, String uid) {
    return "{'spec':{'boundObjectRef':{'kind':'%s','apiVersion':'v1','name':'%s','uid':'%s'}}}"
        .formatted(kind, name, uid);
  }

  @Test
  void tokensAreForPodsOfItsOwn() {
    Answer own = as("POST", TOKENS + "one/token", bound("Pod", "one", podUid));
    assertThat(own.status()).as(own.text()).isEqualTo(201);
    for (Answer refused :
        List.of(
            as("POST", TOKENS + "two/token", bound("Pod", "two", otherUid)),
            as("POST", TOKENS + "one/token", bound("Pod", "two", otherUid)),
            as("POST", TOKENS + "one/token", bound("Pod", "one", "another")),
            as("POST", TOKENS + "one/token", bound("Secret", "one", "")),
            as("POST", TOKENS + "one/token", "{'spec':{}}"),
            as(
                "POST",
                TOKENS + "one/token",
                bound("Pod", "one", podUid).replace("}}}", "},'audiences':['vault']}}")))) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    }
  }

  /** What a pod used is nobody's business any more when it has gone. */
  @Test
  void whatAPodUsedGoesWithThePod() {
    make(CORE + "secrets", "{'metadata':{'name':'%s'}}", "passing");
    make(
        CORE + "pods",
        """
        {'metadata':{'name':'%1$s'},'spec':{'nodeName':'one','serviceAccountName':'one',
         'containers':[{'name':'c','image':'i','env':[{'name':'E','valueFrom':
          {'secretKeyRef':{'name':'%1$s','key':'k'}}}]}]}}""",
        "passing");
    String secret = CORE + "secrets/passing";
    await().atMost(LONG).until(() -> as("GET", secret, "").status() == 200);
    gateway.delete(CORE + "pods/passing", "{\"gracePeriodSeconds\":0}");
    await().atMost(LONG).until(() -> as("GET", secret, "").status() == 403);
    String taken = "node_authorizer_graph_actions_duration_seconds_count";
    assertThat(gateway.metric(taken, "operation=\"AddPod\"")).isGreaterThanOrEqualTo(3);
    assertThat(gateway.metric(taken, "operation=\"DeletePod\"")).isPositive();
  }
}

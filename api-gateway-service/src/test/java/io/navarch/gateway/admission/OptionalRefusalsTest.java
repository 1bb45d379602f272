package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plugins that somebody turned on refuse or change, through the real HTTPS port. */
class OptionalRefusalsTest {
  private static final String CORE = "/api/v1/namespaces/";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String ENABLE = "navarch.gateway.admission.enable";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            Map.of(
                ENABLE,
                "NamespaceAutoProvision,LimitPodHardAntiAffinityTopology,AlwaysPullImages,"
                    + "PodNodeSelector,PodTolerationRestriction,ExtendedResourceToleration,"
                    + "OwnerReferencesPermissionEnforcement,DenyServiceExternalIPs"));
    made(
        gateway.post(
            "/api/v1/namespaces",
            """
            {"metadata":{"name":"bound","annotations":{
              "scheduler.alpha.kubernetes.io/node-selector":"zone=a",
              "scheduler.alpha.kubernetes.io/tolerationsWhitelist":
                "[{\\"key\\":\\"spot\\",\\"operator\\":\\"Exists\\"},{\\"key\\":\\"node.kubernetes.io/not-ready\\",\\"operator\\":\\"Exists\\",\\"effect\\":\\"NoExecute\\"},{\\"key\\":\\"node.kubernetes.io/unreachable\\",\\"operator\\":\\"Exists\\",\\"effect\\":\\"NoExecute\\"}]"}}}"""));
    for (String namespace : new String[] {"bound", "default"}) {
      made(
          gateway.post(
              CORE + namespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}"));
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer made(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bound/pods | {'spec':{'nodeSelector':{'zone':'b'},'containers':[{'name':'c','image':'i'}]}} |"
            + " pods \"x\" is forbidden: pod node label selector conflicts with its namespace node"
            + " label selector",
        "bound/pods | {'spec':{'tolerations':[{'key':'other'}],'containers':[{'name':'c','image':'i'}]}}"
            + " | pods \"x\" is forbidden: pod tolerations (possibly merged with namespace default"
            + " tolerations) conflict with its namespace whitelist",
        "default/pods | {'spec':{'affinity':{'podAntiAffinity':{"
            + "'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'zone',"
            + "'labelSelector':{}}]}},'containers':[{'name':'c','image':'i'}]}} | pods \"x\" is"
            + " forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone"
            + " but only key kubernetes.io/hostname is allowed",
        "default/services | {'spec':{'ports':[{'port':1}],'externalIPs':['1.2.3.4']}} | services"
            + " \"x\" is forbidden: Use of external IPs is denied by admission control",
      })
  void refuses(String path, String object, String message) {
    Answer answer =
        gateway.post(CORE + path, json("{'metadata':{'name':'x'}," + object.substring(1)));
    assertThat(answer.at("message")).as(answer.text()).isEqualTo(message);
    assertThat(answer.status()).isEqualTo(403);
  }

  /** An image that is there already is no way around the registry, nor is a special resource. */
  @Test
  void changesPods() {
    Answer pod =
        made(
            gateway.post(
                CORE + "bound/pods?dryRun=All",
                json(
                    """
                    {'metadata':{'name':'p'},'spec':{'tolerations':[{'key':'spot','operator':'Exists'}],
                     'containers':[{'name':'c','image':'i','imagePullPolicy':'Never'}]}}""")));
    assertThat(pod.text()).contains("\"imagePullPolicy\":\"Always\"");
    assertThat(pod.at("spec", "nodeSelector")).isEqualTo(Map.of("zone", "a"));
    Answer special =
        made(
            gateway.post(
                CORE + "default/pods?dryRun=All",
                json(
                    """
                    {'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i',
                     'resources':{'limits':{'example.com/gpu':'1'}}}]}}""")));
    assertThat(special.at("spec", "tolerations").toString()).contains("key=example.com/gpu");
  }

  @Test
  void makesNamespaces() {
    made(gateway.post(CORE + "new-one/configmaps", "{\"metadata\":{\"name\":\"a\"}}"));
    assertThat(gateway.get("/api/v1/namespaces/new-one").status()).isEqualTo(200);
  }

  /** Who may not delete an object must not let it go with another. */
  @Test
  void ownersAreSetByWhoMayDelete() {
    made(
        gateway.post(
            RBAC + "clusterroles",
            """
            {"metadata":{"name":"writer"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["patch"]}]}"""));
    made(
        gateway.post(
            RBAC + "clusterrolebindings",
            """
            {"metadata":{"name":"writer"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"writer"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"writer"}]}"""));
    String maps = CORE + "default/configmaps";
    made(gateway.post(maps, "{\"metadata\":{\"name\":\"owned\"}}"));
    String owned =
        """
        {"metadata":{"ownerReferences":[
          {"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"u"}]}}""";
    HttpRequest request =
        gateway
            .builder(maps + "/owned")
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(owned))
            .build();
    HttpClient writer = gateway.clientOf("writer");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> !GatewayFixture.send(writer, request).text().contains("cannot patch resource"));
    Answer refused = GatewayFixture.send(writer, request);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .startsWith(
            "configmaps \"owned\" is forbidden: cannot set an ownerRef on a resource you can't"
                + " delete: ");
    assertThat(gateway.send(request).status()).isEqualTo(200);
  }

  @Test
  void alwaysDenyDeniesAlways() {
    try (GatewayFixture closed = GatewayFixture.start(Map.of(ENABLE, "AlwaysDeny"))) {
      Answer refused = closed.post(CORE + "default/configmaps", "{\"metadata\":{\"name\":\"a\"}}");
      assertThat(refused.status()).as(refused.text()).isEqualTo(403);
      assertThat(refused.at("message"))
          .isEqualTo(
              "configmaps \"a\" is forbidden: admission control is denying all modifications");
      assertThat(closed.get(CORE + "default/configmaps").status()).isEqualTo(200);
    }
  }
}

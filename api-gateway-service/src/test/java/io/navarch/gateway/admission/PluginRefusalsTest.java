package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each plugin that is on by default refuses or changes, through the real HTTPS port. */
class PluginRefusalsTest {
  private static final String CORE = "/api/v1/namespaces/";
  private static final String CERTIFICATES =
      "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final Duration LONG = Duration.ofSeconds(60);

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    namespace("plain");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer made(String path, String object) {
    Answer answer = gateway.post(path, json(object));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static void namespace(String name) {
    made("/api/v1/namespaces", "{'metadata':{'name':'" + name + "'}}");
    made(CORE + name + "/serviceaccounts", "{'metadata':{'name':'default'}}");
  }

  private static void refused(Answer answer, String message) {
    assertThat(answer.at("message")).as(answer.text()).isEqualTo(message);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.at("reason")).isEqualTo("Forbidden");
  }

  private static String pod(String name, String rest) {
    return "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i'}]%s}}"
        .formatted(name, rest);
  }

  private static Answer as(HttpClient client, String method, String path, String body) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return GatewayFixture.send(
        client,
        gateway
            .builder(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(json(body)))
            .build());
  }

  @Test
  void namespaceLifecycle() {
    Answer nowhere = gateway.post(CORE + "nowhere/pods", json(pod("p", "")));
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.at("message")).isEqualTo("namespaces \"nowhere\" not found");
    for (String name : List.of("default", "kube-system", "kube-public")) {
      refused(
          gateway.delete("/api/v1/namespaces/" + name),
          "namespaces \"%s\" is forbidden: this namespace may not be deleted".formatted(name));
    }
    namespace("going");
    made(CORE + "going/configmaps", "{'metadata':{'name':'stays','finalizers':['a.b/c']}}");
    gateway.delete("/api/v1/namespaces/going");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                refused(
                    gateway.post(CORE + "going/configmaps", "{\"metadata\":{\"name\":\"late\"}}"),
                    "configmaps \"late\" is forbidden: unable to create new content in namespace"
                        + " going because it is being terminated"));
  }

  @Test
  void limitRanger() {
    namespace("limited");
    made(
        CORE + "limited/limitranges",
        "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','max':{'cpu':'1'}}]}}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                refused(
                    gateway.post(
                        CORE + "limited/pods?dryRun=All",
                        json(
                            "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i',"
                                + "'resources':{'limits':{'cpu':'2'}}}]}}")),
                    "pods \"p\" is forbidden: maximum cpu usage per Container is 1, but limit is"
                        + " 2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ServiceAccount | 'serviceAccountName':'none' | error looking up service account"
            + " plain/none: serviceaccount \"none\" not found",
        "Priority | 'priorityClassName':'none' | no PriorityClass with name none was found",
        "Priority | 'priority':7 | the integer value of priority (7) must not be provided in pod"
            + " spec; priority admission controller computed 0 from the given PriorityClass name",
        "RuntimeClass | 'runtimeClassName':'none' | pod rejected: RuntimeClass \"none\" not found",
      })
  void podsThatNameWhatIsNotThere(String plugin, String field, String why) {
    refused(
        gateway.post(CORE + "plain/pods", json(pod("p", "," + field))),
        "pods \"p\" is forbidden: " + why);
    refused(
        gateway.post(
            CORE + "plain/pods",
            json(pod("p-", "," + field).replace("'name':'p-'", "'generateName':'p-'"))),
        "pods \"p-\" is forbidden: " + why);
  }

  @Test
  void podSecurity() {
    made(
        "/api/v1/namespaces",
        "{'metadata':{'name':'strict','labels':{'pod-security.kubernetes.io/enforce':'baseline'}}}");
    made(CORE + "strict/serviceaccounts", "{'metadata':{'name':'default'}}");
    refused(
        gateway.post(CORE + "strict/pods", json(pod("p", ",'hostPID':true"))),
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces"
            + " (hostPID=true)");
    made(CORE + "strict/pods?dryRun=All", pod("p", ""));
  }

  /** Who asks for nothing gets the usual tolerations, and no more than these. */
  @Test
  void defaultTolerationSeconds() {
    List<?> tolerations =
        (List<?>) made(CORE + "plain/pods?dryRun=All", pod("t", "")).at("spec", "tolerations");
    assertThat(tolerations)
        .extracting(
            t -> ((Map<?, ?>) t).get("key") + " " + ((Map<?, ?>) t).get("tolerationSeconds"))
        .containsExactlyInAnyOrder(
            "node.kubernetes.io/not-ready 300", "node.kubernetes.io/unreachable 300");
    String forever =
        ",'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists','effect':'NoExecute'}]";
    assertThat(
            (List<?>)
                made(CORE + "plain/pods?dryRun=All", pod("t", forever)).at("spec", "tolerations"))
        .hasSize(2);
  }

  /** A node that has just come takes no pods, and does not let itself in. */
  @Test
  void taintNodesByConditionAndNodeRestriction() {
    HttpClient first = gateway.clientOf("system:node:first", "system:nodes");
    String path = "/api/v1/nodes";
    Answer created = as(first, "POST", path, "{'metadata':{'name':'first'}}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("spec", "taints").toString())
        .contains("node.kubernetes.io/not-ready", "NoSchedule");
    refused(
        as(first, "PATCH", path + "/first", "{'spec':{'taints':[]}}"),
        "nodes \"first\" is forbidden: node \"first\" is not allowed to modify taints");
    made(path, "{'metadata':{'name':'second'}}");
    refused(
        as(first, "PATCH", path + "/second/status", "{'metadata':{'labels':{'a':'b'}}}"),
        "nodes \"second\" is forbidden: node \"first\" is not allowed to modify node \"second\"");
    refused(
        as(first, "POST", CORE + "plain/pods", pod("p", ",'nodeName':'first'")),
        "pods \"p\" is forbidden: pod does not have \"kubernetes.io/config.mirror\" annotation, node"
            + " \"first\" can only create mirror pods");
  }

  @Test
  void storageClassesOfClaims() {
    String classes = "/apis/storage.k8s.io/v1/storageclasses";
    made(
        classes,
        """
        {'metadata':{'name':'fixed','annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},
         'provisioner':'example.com/p'}""");
    String claims = CORE + "plain/persistentvolumeclaims";
    String claim =
        """
        {'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],
         'resources':{'requests':{'storage':'1Gi'}}}}""";
    await()
        .atMost(LONG)
        .until(
            () ->
                "fixed"
                    .equals(
                        gateway
                            .post(claims + "?dryRun=All", json(claim))
                            .at("spec", "storageClassName")));
    Answer made = made(claims, claim);
    assertThat(made.at("metadata", "finalizers"))
        .isEqualTo(List.of("kubernetes.io/pvc-protection"));
    gateway.patch(claims + "/c", "merge-patch+json", "{\"spec\":{\"volumeName\":\"v\"}}");
    gateway.patch(
        claims + "/c/status",
        "merge-patch+json",
        "{\"status\":{\"phase\":\"Bound\",\"capacity\":{\"storage\":\"1Gi\"}}}");
    refused(
        gateway.patch(
            claims + "/c",
            "merge-patch+json",
            "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}"),
        "persistentvolumeclaims \"c\" is forbidden: only dynamically provisioned pvc can be resized"
            + " and the storageclass that provisions the pvc must support resize");
    gateway.delete(claims + "/c");
    assertThat(gateway.get(claims + "/c").at("metadata", "deletionTimestamp"))
        .as("protected as long as nobody says that it is free")
        .isNotNull();
  }

  @Test
  void defaultIngressClass() {
    made(
        "/apis/networking.k8s.io/v1/ingressclasses",
        """
        {'metadata':{'name':'usual','annotations':{'ingressclass.kubernetes.io/is-default-class':'true'}},
         'spec':{'controller':'example.com/c'}}""");
    String path = "/apis/networking.k8s.io/v1/namespaces/plain/ingresses?dryRun=All";
    String backend = "'defaultBackend':{'service':{'name':'s','port':{'number':80}}}";
    await()
        .atMost(LONG)
        .until(
            () ->
                "usual"
                    .equals(
                        gateway
                            .post(path, json("{'metadata':{'name':'i'},'spec':{" + backend + "}}"))
                            .at("spec", "ingressClassName")));
    assertThat(
            made(
                    path,
                    "{'metadata':{'name':'i'},'spec':{'ingressClassName':'own'," + backend + "}}")
                .at("spec", "ingressClassName"))
        .isEqualTo("own");
  }

  @Test
  void podTopologyLabels() {
    made(
        "/api/v1/nodes",
        "{'metadata':{'name':'zoned','labels':{'topology.kubernetes.io/zone':'z1','topology.kubernetes.io/rack':'r'}}}");
    String pods = CORE + "plain/pods";
    made(pods, pod("zoned", ""));
    await()
        .atMost(LONG)
        .until(() -> gateway.get("/api/v1/nodes/zoned?resourceVersion=0").status() == 200);
    made(
        pods + "/zoned/binding",
        "{'metadata':{'name':'zoned'},'target':{'kind':'Node','name':'zoned'}}");
    assertThat(gateway.get(pods + "/zoned").at("metadata", "labels"))
        .isEqualTo(Map.of("topology.kubernetes.io/zone", "z1"));
  }

  /** Neither beyond what the node has nor in a way that it does not know. */
  @Test
  void podsAreResizedAsTheirNodeCan() {
    made("/api/v1/nodes", "{'metadata':{'name':'small'}}");
    gateway.patch(
        "/api/v1/nodes/small/status",
        "merge-patch+json",
        "{\"status\":{\"capacity\":{\"cpu\":\"2\",\"memory\":\"4Gi\"},\"allocatable\":{\"cpu\":\"2\",\"memory\":\"4Gi\"}}}");
    await()
        .atMost(LONG)
        .until(
            () ->
                gateway
                    .get("/api/v1/nodes/small?resourceVersion=0")
                    .text()
                    .contains("\"allocatable\":{\"cpu\":\"2\""));
    String pods = CORE + "plain/pods";
    made(
        pods,
        """
        {'metadata':{'name':'sized'},'spec':{'nodeName':'small',
         'initContainers':[{'name':'i','image':'i','resources':{'requests':{'cpu':'1'}}}],
         'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}}]}}""");
    refused(
        gateway.patch(
            pods + "/sized/resize",
            "strategic-merge-patch+json",
            json("{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'3'}}}]}}")),
        "pods \"sized\" is forbidden: node didn't have enough allocatable resources: cpu, requested:"
            + " 3000, allocatable: 2000");
    refused(
        gateway.patch(
            pods + "/sized/resize",
            "strategic-merge-patch+json",
            json(
                "{'spec':{'initContainers':[{'name':'i','resources':{'requests':{'cpu':'1500m'}}}]}}")),
        "pods \"sized\" is forbidden: pod update requires features"
            + " InPlacePodVerticalScalingInitContainers which are not available on node \"small\"");
  }

  private static String request(String name, String subject, List<String> groups, String signer) {
    String pem =
        CertificateRequest.make(
            KeyAlgorithm.EC_P256.generate(), subject, groups, Set.of(), Set.of());
    return "{'metadata':{'name':'%s'},'spec':{'signerName':'%s','usages':['client auth'],'request':'%s'}}"
        .formatted(
            name,
            signer,
            Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void certificateSubjectRestriction() {
    refused(
        gateway.post(
            CERTIFICATES,
            json(
                request(
                    "masters",
                    "x",
                    List.of("system:masters"),
                    "kubernetes.io/kube-apiserver-client"))),
        "certificatesigningrequests.certificates.k8s.io \"masters\" is forbidden: use of"
            + " kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
  }

  /** The right to write an approval or a certificate is not yet the right to speak for a signer. */
  @Test
  void certificateApprovalAndSigning() {
    made(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        """
        {'metadata':{'name':'clerk'},'rules':[{'apiGroups':['certificates.k8s.io'],
         'resources':['certificatesigningrequests/approval','certificatesigningrequests/status'],
         'verbs':['update','patch']}]}""");
    made(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        """
        {'metadata':{'name':'clerk'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'clerk'},
         'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'clerk'}]}""");
    made(CERTIFICATES, request("asked", "x", List.of(), "example.com/own"));
    HttpClient clerk = gateway.clientOf("clerk");
    String condition =
        "{'status':{'conditions':[{'type':'Approved','status':'True','reason':'r','message':'m'}]}}";
    await()
        .atMost(LONG)
        .until(
            () ->
                !as(clerk, "PATCH", CERTIFICATES + "/asked/approval", condition)
                    .text()
                    .contains("cannot patch resource"));
    refused(
        as(clerk, "PATCH", CERTIFICATES + "/asked/approval", condition),
        "certificatesigningrequests.certificates.k8s.io \"asked\" is forbidden: user not permitted"
            + " to approve requests with signerName \"example.com/own\"");
    String pem = gatewayCertificate();
    refused(
        as(
            clerk,
            "PATCH",
            CERTIFICATES + "/asked/status",
            "{'status':{'certificate':'" + pem + "'}}"),
        "certificatesigningrequests.certificates.k8s.io \"asked\" is forbidden: user not permitted"
            + " to sign requests with signerName \"example.com/own\"");
    assertThat(gateway.get(CERTIFICATES + "/asked").at("status", "certificate")).isNull();
  }

  private static String gatewayCertificate() {
    return Base64.getEncoder()
        .encodeToString(
            io.navarch.model.pki.Pem.read(
                    gateway.kubeconfig().resolveSibling("../pki/ca.crt").normalize())
                .getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void resourceQuota() {
    namespace("bounded");
    made(
        CORE + "bounded/resourcequotas",
        "{'metadata':{'name':'q'},'spec':{'hard':{'count/secrets':'0'}}}");
    gateway.patch(
        CORE + "bounded/resourcequotas/q/status",
        "merge-patch+json",
        "{\"status\":{\"hard\":{\"count/secrets\":\"0\"},\"used\":{\"count/secrets\":\"0\"}}}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                refused(
                    gateway.post(
                        CORE + "bounded/secrets?dryRun=All", "{\"metadata\":{\"name\":\"s\"}}"),
                    "secrets \"s\" is forbidden: exceeded quota: q, requested: count/secrets=1,"
                        + " used: count/secrets=0, limited: count/secrets=0"));
  }
}

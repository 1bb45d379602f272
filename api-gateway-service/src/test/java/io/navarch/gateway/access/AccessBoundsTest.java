package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users cannot get by writing roles, bindings, reviews and requests, over HTTPS. */
class AccessBoundsTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

  private static GatewayFixture gateway;
  private static HttpClient jane;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    jane = gateway.clientOf("jane", "devs");
    admin(
        "clusterroles",
        "{'metadata':{'name':'delegate'},'rules':["
            + "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['*'],'verbs':['create','update','get']},"
            + "{'apiGroups':[''],'resources':['configmaps'],'verbs':['get','list']},"
            + "{'apiGroups':['certificates.k8s.io'],'resources':['certificatesigningrequests'],'verbs':['create']}]}");
    admin(
        "clusterrolebindings",
        "{'metadata':{'name':'devs'},'subjects':[{'kind':'Group','apiGroup':'rbac.authorization.k8s.io','name':'devs'}],"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'delegate'}}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void admin(String plural, String json) {
    GatewayFixture.Answer answer = gateway.post(RBAC + plural, json.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    gateway.get(
        RBAC
            + plural
            + "?limit=1&resourceVersionMatch=NotOlderThan&resourceVersion="
            + answer.body().resourceVersion());
  }

  private static GatewayFixture.Answer as(HttpClient client, String path, String json) {
    HttpRequest request =
        gateway
            .builder(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
            .build();
    return GatewayFixture.send(client, request);
  }

  private static String role(String name, String rule) {
    return "{'metadata':{'name':'" + name + "'},'rules':[" + rule + "]}";
  }

  @Test
  void nobodyWritesRolesBeyondTheirOwnRights() {
    String held = "{'apiGroups':[''],'resources':['configmaps'],'verbs':['get']}";
    assertThat(as(jane, RBAC + "clusterroles", role("small", held)).status()).isEqualTo(201);
    GatewayFixture.Answer refused =
        as(
            jane,
            RBAC + "clusterroles",
            role("big", "{'apiGroups':[''],'resources':['secrets'],'verbs':['get']}"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .startsWith(
            "clusterroles.rbac.authorization.k8s.io \"big\" is forbidden: user \"jane\" (groups=[")
        .contains("is attempting to grant RBAC permissions not currently held:")
        .contains("{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
    assertThat(
            as(
                    jane,
                    RBAC + "clusterroles",
                    "{'metadata':{'name':'all'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'b'}}]}}")
                .at("message")
                .toString())
        .contains("must have cluster-admin privileges to use the aggregationRule");
  }

  @Test
  void nobodyBindsRolesBeyondTheirOwnRights() {
    String binding =
        "{'metadata':{'name':'mine'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'jane'}],"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'%s'}}";
    assertThat(as(jane, RBAC + "clusterrolebindings", binding.formatted("cluster-admin")).status())
        .isEqualTo(403);
    assertThat(
            as(
                    jane,
                    RBAC + "namespaces/default/rolebindings",
                    binding.formatted("system:kube-scheduler"))
                .status())
        .isEqualTo(403);
    assertThat(
            as(jane, RBAC + "namespaces/default/rolebindings", binding.formatted("delegate"))
                .status())
        .isEqualTo(201);
    admin(
        "clusterroles",
        role(
            "binder",
            "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'resourceNames':['view'],'verbs':['bind']}"));
    admin(
        "clusterrolebindings",
        "{'metadata':{'name':'binders'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'jane'}],"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'binder'}}");
    assertThat(
            as(
                    jane,
                    RBAC + "namespaces/default/rolebindings",
                    binding.replace("mine", "viewers").formatted("view"))
                .status())
        .isEqualTo(201);
  }

  /** A binding to a role that is not there grants nothing, and says so. */
  @Test
  void rolesThatAreNotThereAreNamed() {
    admin(
        "clusterrolebindings",
        """
        {"metadata":{"name":"to-nothing"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"not-there"},
         "subjects":[{"kind":"User","name":"lost","apiGroup":"rbac.authorization.k8s.io"}]}""");
    String missing = "clusterrole.rbac.authorization.k8s.io \"not-there\" not found";
    GatewayFixture.Answer refused =
        GatewayFixture.send(
            gateway.clientOf("lost"), gateway.builder("/api/v1/namespaces/default/pods").build());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(String.valueOf(refused.at("message")))
        .isEqualTo(
            "pods is forbidden: User \"lost\" cannot list resource \"pods\" in API group \"\" in the"
                + " namespace \"default\": RBAC: "
                + missing);
    GatewayFixture.Answer rules =
        GatewayFixture.send(
            gateway.clientOf("lost"),
            gateway
                .builder("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"spec\":{\"namespace\":\"default\"}}"))
                .build());
    assertThat(rules.at("status", "evaluationError")).isEqualTo(missing);
  }

  /** Who may escalate a certain role may not make it, nor any other. */
  @Test
  void rightsToNamedRolesMakeNoRoles() {
    HttpClient kim = gateway.clientOf("kim", "devs");
    admin(
        "clusterroles",
        role(
            "escalates-one",
            "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'resourceNames':['one'],'verbs':['escalate']}"));
    admin(
        "clusterrolebindings",
        "{'metadata':{'name':'escalates-one'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'kim'}],"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'escalates-one'}}");
    String all = "{'apiGroups':['*'],'resources':['*'],'verbs':['*']}";
    assertThat(as(kim, RBAC + "clusterroles", role("one", all)).status()).isEqualTo(403);
    admin("clusterroles", role("one", ""));
    GatewayFixture.Answer changed =
        GatewayFixture.send(
            kim,
            gateway
                .builder(RBAC + "clusterroles/one")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(role("one", all).replace('\'', '"')))
                .build());
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
  }

  /** A field selector narrows what is listed, not what a collection's deletion needs. */
  @Test
  void rightsToNamedObjectsDeleteNoCollection() {
    HttpClient kim = gateway.clientOf("kim");
    admin(
        "clusterroles",
        role(
            "names-one",
            "{'apiGroups':[''],'resources':['secrets'],'resourceNames':['one'],'verbs':['list','deletecollection']}"));
    admin(
        "clusterrolebindings",
        "{'metadata':{'name':'names-one'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'kim'}],"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'names-one'}}");
    String one = "/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Done";
    assertThat(GatewayFixture.send(kim, gateway.builder(one).build()).status()).isEqualTo(200);
    assertThat(GatewayFixture.send(kim, gateway.builder(one).DELETE().build()).status())
        .isEqualTo(403);
  }

  @Test
  void reviewsOfOneselfAndOfOthers() {
    GatewayFixture.Answer rules =
        as(jane, REVIEWS + "selfsubjectrulesreviews", "{'spec':{'namespace':'default'}}");
    assertThat(rules.status()).isEqualTo(201);
    assertThat(rules.text()).contains("\"configmaps\"").doesNotContain("\"secrets\"");
    assertThat(rules.at("status", "incomplete")).isEqualTo(false);
    String question =
        "{'spec':{'resourceAttributes':{'verb':'get','resource':'configmaps','namespace':'default'}%s}}";
    assertThat(
            as(jane, REVIEWS + "selfsubjectaccessreviews", question.formatted(""))
                .at("status", "allowed"))
        .isEqualTo(true);
    assertThat(
            as(jane, REVIEWS + "subjectaccessreviews", question.formatted(",'user':'bob'"))
                .status())
        .isEqualTo(403);
    assertThat(
            gateway
                .post(
                    REVIEWS + "namespaces/other/localsubjectaccessreviews",
                    question.formatted(",'user':'bob'").replace('\'', '"'))
                .status())
        .isEqualTo(422);
  }

  @Test
  void selectorsInReviewsNarrowTheQuestion() {
    String question =
        "{'spec':{'user':'system:node:n1','groups':['system:nodes','system:authenticated'],'resourceAttributes':"
            + "{'verb':'list','resource':'pods','fieldSelector':{%s}}}}";
    assertThat(allowed(question.formatted("'rawSelector':'spec.nodeName=n1'"))).isEqualTo(true);
    assertThat(allowed(question.formatted("'rawSelector':'spec.nodeName=n2'"))).isEqualTo(false);
    assertThat(
            allowed(
                question.formatted(
                    "'requirements':[{'key':'spec.nodeName','operator':'In','values':['n1']}]")))
        .isEqualTo(true);
    GatewayFixture.Answer empty =
        gateway.post(REVIEWS + "subjectaccessreviews", question.formatted("").replace('\'', '"'));
    assertThat(empty.status()).isEqualTo(422);
    assertThat(empty.at("message").toString())
        .contains(
            "spec.resourceAttributes.fieldSelector.requirements: Required value: when"
                + " spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is"
                + " required");
  }

  private static Object allowed(String question) {
    GatewayFixture.Answer answer =
        gateway.post(REVIEWS + "subjectaccessreviews", question.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("status", "allowed");
  }

  @Test
  void nobodyAsksForACertificateInAnothersName() {
    String pem =
        CertificateRequest.make(
            KeyAlgorithm.EC_P256.generate(), "x", List.of(), Set.of(), Set.of());
    GatewayFixture.Answer asked =
        as(
            jane,
            "/apis/certificates.k8s.io/v1/certificatesigningrequests",
            "{'metadata':{'name':'forged'},'spec':{'signerName':'example.com/s','usages':['client auth'],"
                + "'username':'system:admin','groups':['system:masters'],'uid':'1','request':'"
                + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))
                + "'},'status':{'conditions':[{'type':'Approved','status':'True'}]}}");
    assertThat(asked.status()).as(asked.text()).isEqualTo(201);
    assertThat(asked.at("spec", "username")).isEqualTo("jane");
    assertThat(asked.at("spec", "groups")).isEqualTo(List.of("devs", "system:authenticated"));
    assertThat(asked.at("spec", "uid")).isNull();
    assertThat(asked.at("status", "conditions")).isNull();
  }
}

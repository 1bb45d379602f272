package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.object.ApiObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers about identity and rights, word for word as kube-apiserver 1.36 gives them. */
class AccessAnswersTest {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
  private static final String TOKEN = ACCOUNTS + "/robot/token";
  private static final String TOKEN_REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static GatewayFixture gateway;
  private static HttpClient maker;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    created(gateway.post(ACCOUNTS, "{\"metadata\":{\"name\":\"robot\"}}"));
    created(
        gateway.post(
            RBAC + "clusterroles",
            """
            {"metadata":{"name":"maker"},"rules":[
              {"verbs":["create","patch"],"apiGroups":["rbac.authorization.k8s.io"],
               "resources":["roles","rolebindings","clusterroles"]},
              {"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}"""));
    created(
        gateway.post(
            RBAC + "clusterrolebindings",
            """
            {"metadata":{"name":"maker"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"maker"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"maker"}]}"""));
    maker = gateway.clientOf("maker");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private static void refused(Answer answer, int code, String message) {
    assertThat(answer.at("message")).isEqualTo(message);
    assertThat(answer.status()).as(answer.text()).isEqualTo(code);
  }

  private static Answer asMaker(String method, String path, String body) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return GatewayFixture.send(
        maker,
        gateway
            .builder(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "subjectaccessreviews | {'user':'a'} | spec.resourceAttributes: Invalid value: null: exactly"
            + " one of nonResourceAttributes or resourceAttributes must be specified",
        "selfsubjectaccessreviews | {'resourceAttributes':{'verb':'get'},"
            + "'nonResourceAttributes':{'path':'/','verb':'get'}} | spec.nonResourceAttributes:"
            + " Invalid value: {\"Path\":\"/\",\"Verb\":\"get\"}: cannot be specified in combination"
            + " with resourceAttributes",
        "subjectaccessreviews | {'user':'a','resourceAttributes':{'fieldSelector':{'requirements':"
            + "[{'operator':'In','values':['b']}]}}} |"
            + " spec.resourceAttributes.fieldSelector.requirements[0].key: Required value: must be"
            + " specified",
      })
  void wrongReviewsAreOfNoKind(String plural, String spec, String problem) {
    Answer answer =
        gateway.post(REVIEWS + plural, "{\"spec\":%s}".formatted(spec.replace('\'', '"')));
    refused(answer, 422, ".authorization.k8s.io \"\" is invalid: " + problem);
    assertThat(answer.at("details", "kind")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "labelSelector | 'rawSelector':'a in (b'",
        "fieldSelector | 'rawSelector':'a in (b'",
        "fieldSelector | 'requirements':[{'key':'a','operator':'In','values':['b','c']}]",
        "labelSelector | 'requirements':[{'key':'a','operator':'Newer','values':['b']}]",
      })
  void selectorsThatAreNotUnderstoodAreTold(String selector, String fields) {
    Answer answer =
        gateway.post(
            REVIEWS + "selfsubjectaccessreviews",
            "{\"spec\":{\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\",\"%s\":{%s}}}}"
                .formatted(selector, fields.replace('\'', '"')));
    assertThat(answer.at("status", "evaluationError"))
        .as(answer.text())
        .isEqualTo("spec.resourceAttributes." + selector + " ignored due to parse error");
    assertThat(answer.at("status", "allowed")).isEqualTo(true);
  }

  @Test
  void reviewsOfANamespaceAreOfThatNamespace() {
    String path = REVIEWS + "namespaces/default/localsubjectaccessreviews";
    String spec =
        "\"spec\":{\"user\":\"a\",\"resourceAttributes\":{\"namespace\":\"default\",\"verb\":\"get\",\"resource\":\"pods\"}}}";
    assertThat(gateway.post(path, "{" + spec).at("metadata", "namespace")).isEqualTo("default");
    refused(
        gateway.post(path, "{\"metadata\":{\"namespace\":\"other\"}," + spec),
        400,
        "the namespace of the provided object does not match the namespace sent on the request");
  }

  @Test
  void rulesReviewsDoNotRepeatTheQuestion() {
    Answer answer =
        gateway.post(
            REVIEWS + "selfsubjectrulesreviews",
            "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"namespace\":\"default\"}}");
    assertThat(answer.at("spec")).isEqualTo(Map.of());
    assertThat(answer.at("metadata")).isEqualTo(Map.of());
    refused(
        gateway.post(REVIEWS + "selfsubjectrulesreviews", "{}"), 400, "no namespace on request");
  }

  @Test
  void rulesReviewsListWhatTheRolesOfAdministratorsSayOnce() {
    Answer answer =
        gateway.post(REVIEWS + "selfsubjectrulesreviews", "{\"spec\":{\"namespace\":\"default\"}}");
    List<?> rules = (List<?>) answer.at("status", "resourceRules");
    assertThat(rules)
        .filteredOn(rule -> List.of("*").equals(((Map<?, ?>) rule).get("resources")))
        .hasSize(1);
  }

  @Test
  void whatIsOnlyAskedHasNoName() {
    refused(
        gateway.get(TOKEN_REVIEWS + "/x"), 404, "the server could not find the requested resource");
    assertThat(gateway.get(TOKEN_REVIEWS).status()).isEqualTo(405);
  }

  @Test
  void whoAmISaysWhen() {
    Answer answer =
        gateway.post(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":\"b\"}}}");
    assertThat(((Map<?, ?>) answer.at("metadata")).keySet().stream().map(String::valueOf))
        .containsExactly("creationTimestamp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'boundObjectRef':{}} | 400 | cannot bind token to object of type /, Kind=",
        "{'boundObjectRef':{'kind':'Pod','apiVersion':'v1'}} | 400 | Name parameter required.",
        "{'boundObjectRef':{'kind':'Deployment','apiVersion':'apps/v1','name':'d'}} | 400 | cannot"
            + " bind token to object of type apps/v1, Kind=Deployment",
        "{'boundObjectRef':{'kind':'Pod','name':'none'}} | 404 | pods \"none\" not found",
      })
  void tokensAreBoundToWhatThereIs(String spec, int code, String message) {
    refused(gateway.post(TOKEN, "{\"spec\":%s}".formatted(spec.replace('\'', '"'))), code, message);
  }

  @Test
  void tokenRequestsAreRequestsLikeOthers() {
    refused(
        gateway.post(TOKEN + "?dryRun=x", "{}"),
        422,
        "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"x\"]: supported"
            + " values: \"All\"");
    refused(
        gateway.post("/api/v1/namespaces/nowhere/serviceaccounts/robot/token", "{}"),
        404,
        "namespaces \"nowhere\" not found");
    refused(
        gateway.post(TOKEN, "{\"metadata\":{\"namespace\":\"other\"}}"),
        400,
        "the namespace of the provided object does not match the namespace sent on the request");
    assertThat(
            gateway
                .post(TOKEN, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                .at("metadata", "labels", "a"))
        .isEqualTo("b");
  }

  @Test
  void tokensOfOthersSayForWhomTheyAre() {
    Object token =
        gateway.post(TOKEN, "{\"spec\":{\"audiences\":[\"a\",\"b\"]}}").at("status", "token");
    Answer answer =
        gateway.post(
            TOKEN_REVIEWS, "{\"spec\":{\"token\":\"%s\",\"audiences\":[\"x\"]}}".formatted(token));
    assertThat(answer.at("status", "error"))
        .isEqualTo(
            "[invalid bearer token, token audiences [\"a\" \"b\"] is invalid for the target"
                + " audiences [\"x\"]]");
    assertThat(answer.at("status", "authenticated")).isNull();
  }

  @Test
  void anExtraSpaceBeforeATokenIsTold() {
    Answer answer =
        GatewayFixture.send(
            gateway.strangersClient(),
            gateway.builder("/api/v1/namespaces").header("Authorization", "Bearer  abc").build());
    assertThat(answer.status()).as("as if there was no token").isEqualTo(403);
    assertThat(answer.raw().headers().firstValue("Warning"))
        .contains(
            "299 - \"the provided Authorization header contains extra space before the bearer"
                + " token, and is ignored\"");
  }

  @Test
  void keysAreAKeySet() {
    HttpRequest json =
        gateway.builder("/openid/v1/jwks").header("Accept", "application/json").build();
    refused(
        gateway.send(json),
        406,
        "406: Not Acceptable\n\nAvailable representations: application/jwk-set+json");
    assertThat(gateway.get("/openid/v1/jwks").status()).isEqualTo(200);
    assertThat(gateway.post("/openid/v1/jwks", "{}").status()).isEqualTo(405);
    assertThat(gateway.get("/.well-known/openid-configuration").at("jwks_uri").toString())
        .startsWith("https://127.0.0.1:")
        .endsWith("/openid/v1/jwks");
  }

  @Test
  void pathsInRefusalsHoldNoMarkup() {
    Answer answer =
        GatewayFixture.send(gateway.strangersClient(), gateway.builder("/%3Cb%3Ex").build());
    refused(answer, 403, "forbidden: User \"system:anonymous\" cannot get path \"/&lt;b&gt;x\"");
  }

  @Test
  void missingRightsAreGatheredByResource() {
    Answer answer =
        asMaker(
            "POST",
            RBAC + "namespaces/default/roles",
            """
            {"metadata":{"name":"r"},"rules":[{"verbs":["get","create"],"apiGroups":["","apps"],
              "resources":["pods","deployments"]}]}""");
    refused(
        answer,
        403,
        "roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"maker\""
            + " (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not"
            + " currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"deployments\"], Verbs:[\"get\" \"create\"]}\n"
            + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"create\"]}\n"
            + "{APIGroups:[\"apps\"], Resources:[\"deployments\"], Verbs:[\"get\" \"create\"]}\n"
            + "{APIGroups:[\"apps\"], Resources:[\"pods\"], Verbs:[\"get\" \"create\"]}");
  }

  @Test
  void whoHoldsLessChangesNothingOfARole() {
    created(
        gateway.post(
            RBAC + "namespaces/default/roles",
            """
            {"metadata":{"name":"strong"},"rules":[{"verbs":["get"],"apiGroups":[""],
              "resources":["secrets"]}]}"""));
    String role = RBAC + "namespaces/default/roles/strong";
    Answer labelled = asMaker("PATCH", role, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(labelled.status()).as(labelled.text()).isEqualTo(403);
    Answer owned = asMaker("PATCH", role, "{\"metadata\":{\"finalizers\":[\"a.b/c\"]}}");
    assertThat(owned.status()).as("what lets it go may be set").isEqualTo(200);
    Answer paths =
        asMaker(
            "POST",
            RBAC + "namespaces/default/roles",
            "{\"metadata\":{\"name\":\"p\"},\"rules\":[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/x\"]}]}");
    assertThat(paths.status()).as("refused before it is found wrong").isEqualTo(403);
    refused(
        asMaker(
            "POST",
            RBAC + "namespaces/default/rolebindings",
            """
            {"metadata":{"name":"b"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"none"}}"""),
        404,
        "rolebindings.rbac.authorization.k8s.io \"none\" not found");
  }

  @Test
  void nodesWithoutANameAreNobody() {
    Answer answer =
        GatewayFixture.send(
            gateway.clientOf("system:node:", "system:nodes"),
            gateway.builder("/api/v1/nodes").build());
    assertThat(answer.text()).contains("unknown node for user \\\"system:node:\\\"");
  }

  @Test
  void systemPrioritiesStay() {
    for (String name : List.of("system-node-critical", "system-cluster-critical")) {
      refused(
          gateway.delete("/apis/scheduling.k8s.io/v1/priorityclasses/" + name),
          403,
          "priorityclasses.scheduling.k8s.io \""
              + name
              + "\" is forbidden: this is a system priority class and cannot be deleted");
    }
  }

  @Test
  void overheadIsTheRuntimeClassesOwn() {
    String pod =
        "{\"metadata\":{\"name\":\"o\"},\"spec\":{\"overhead\":{\"cpu\":\"1\"},\"containers\":[{\"name\":\"c\",\"image\":\"i\"}],"
            + "\"serviceAccountName\":\"robot\"}}";
    refused(
        gateway.post("/api/v1/namespaces/default/pods", pod),
        403,
        "pods \"o\" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass"
            + " defined Overhead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'containers':[{'name':'c','image':'i','env':[{'name':'E','valueFrom':{'secretKeyRef':"
            + "{'name':'s','key':'k'}}}]}] | container c with envVar E referencing"
            + " secret.secretName=\"s\" is not allowed because service account strict does not"
            + " reference that secret",
        "'containers':[{'name':'c','image':'i'}],'initContainers':[{'name':'i','image':'i',"
            + "'envFrom':[{'secretRef':{'name':'s'}}]}] | init container i with envFrom referencing"
            + " secret.secretName=\"s\" is not allowed because service account strict does not"
            + " reference that secret",
        "'containers':[{'name':'c','image':'i'}],'imagePullSecrets':[{'name':'s'}] |"
            + " imagePullSecrets[0].name=\"s\" is not allowed because service account strict does"
            + " not reference that imagePullSecret",
        "'containers':[{'name':'c','image':'i'}],'volumes':[{'name':'v','secret':{'secretName':"
            + "'s'}}] | volume with secret.secretName=\"s\" is not allowed because service account"
            + " strict does not reference that secret",
        "'containers':[{'name':'c','image':'i','envFrom':[{'secretRef':{'name':'listed'}}]}] |",
      })
  void accountsThatListTheirSecretsHaveNoOthers(String spec, String why) {
    gateway.post(
        ACCOUNTS,
        """
        {"metadata":{"name":"strict","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},
         "secrets":[{"name":"listed"}]}""");
    Answer answer =
        gateway.post(
            "/api/v1/namespaces/default/pods?dryRun=All",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"serviceAccountName\":\"strict\",%s}}"
                .formatted(spec.replace('\'', '"')));
    if (why == null) {
      created(answer);
    } else {
      refused(answer, 403, "pods \"p\" is forbidden: " + why);
    }
  }

  /** Go reads a null in a list of names as the empty name, which no object has. */
  @Test
  void nullsInNamesAreEmptyNames() {
    Answer made =
        gateway.post(
            RBAC + "clusterroles?dryRun=All",
            """
            {"metadata":{"name":"null-names"},"rules":[{"verbs":["get"],"apiGroups":[""],
              "resources":["pods"],"resourceNames":["a",null]}]}""");
    created(made);
    assertThat(made.text()).contains("\"resourceNames\":[\"a\",\"\"]");
    refused(
        gateway.post(
            RBAC + "clusterroles?dryRun=All",
            """
            {"metadata":{"name":"number-names"},"rules":[{"verbs":["get"],"apiGroups":[""],
              "resources":["pods"],"resourceNames":[1]}]}"""),
        400,
        "ClusterRole in version \"v1\" cannot be handled as a ClusterRole: json: cannot unmarshal"
            + " number into Go struct field PolicyRule.rules.resourceNames of type string");
  }

  /** A pair with a semicolon is none, as in Go since 1.17: the selector is not there. */
  @Test
  void pairsWithSemicolonsAreLeftOut() {
    String namespaces = "/api/v1/namespaces?fieldSelector=metadata.name%3Ddefault";
    assertThat(ApiObject.listAt(gateway.get(namespaces).body().root(), "items")).hasSize(1);
    assertThat(ApiObject.listAt(gateway.get(namespaces + ";x").body().root(), "items"))
        .hasSizeGreaterThan(1);
    Answer limited = gateway.get(namespaces + ";x&limit=1");
    assertThat(ApiObject.listAt(limited.body().root(), "items")).hasSize(1);
  }

  /** What is asked of a pod in a namespace cannot name another. */
  @Test
  void bodiesBelongToTheNamespaceOfThePath() {
    String other =
        "the namespace of the provided object does not match the namespace sent on the request";
    String pods = "/api/v1/namespaces/default/pods";
    created(
        gateway.post(
            pods,
            """
            {"metadata":{"name":"placed"},"spec":{"serviceAccountName":"robot","containers":[{"name":"c","image":"i"}]}}"""));
    String elsewhere = "\"metadata\":{\"name\":\"placed\",\"namespace\":\"kube-system\"}";
    String node = "{" + elsewhere + ",\"target\":{\"name\":\"n\"}}";
    String eviction = "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\"," + elsewhere + "}";
    refused(gateway.post(pods + "/placed/binding", node), 400, other);
    refused(gateway.post("/api/v1/namespaces/default/bindings", node), 400, other);
    refused(gateway.post(pods + "/placed/eviction", eviction), 400, other);
    refused(gateway.post(TOKEN, "{" + elsewhere.replace("placed", "robot") + "}"), 400, other);
    refused(
        gateway.post("/api/v1/namespaces/default/bindings", "{\"target\":{\"name\":\"n\"}}"),
        400,
        "Name parameter required.");
  }

  /** Browsers bring a token among the protocols of a WebSocket: one, unpadded, beside another. */
  @Test
  void tokensStandBesideAnotherProtocol() {
    created(
        gateway.post(
            RBAC + "clusterrolebindings",
            """
            {"metadata":{"name":"robot-view"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
             "subjects":[{"kind":"ServiceAccount","namespace":"default","name":"robot"}]}"""));
    String token = String.valueOf(gateway.post(TOKEN, "{}").at("status", "token"));
    Base64.Encoder unpadded = Base64.getUrlEncoder().withoutPadding();
    String good = protocol(token, unpadded);
    assertThat(webSocket(good, "binary")).isEqualTo(101);
    assertThat(webSocket("binary", good)).isEqualTo(101);
    assertThat(webSocket(good)).as("no other protocol").isEqualTo(401);
    assertThat(webSocket(good, protocol("another", unpadded), "binary"))
        .as("two tokens")
        .isEqualTo(401);
    assertThat(webSocket(good + "!", "binary")).as("no base64").isEqualTo(401);
    assertThat(webSocket(protocol("x" + token, unpadded), "binary"))
        .as("a token that does not hold")
        .isEqualTo(401);
    assertThat(webSocket("binary")).as("no token").isEqualTo(403);
  }

  private static String protocol(String token, Base64.Encoder encoder) {
    return "base64url.bearer.authorization.k8s.io."
        + encoder.encodeToString(token.getBytes(StandardCharsets.UTF_8));
  }

  /** The status that a watch over a WebSocket is answered with. */
  private static int webSocket(String... protocols) {
    URI watch =
        URI.create(
            gateway.server().replace("https:", "wss:")
                + "/api/v1/namespaces/default/pods?watch=true&timeoutSeconds=60");
    WebSocket.Builder builder = gateway.strangersClient().newWebSocketBuilder();
    String[] others = Arrays.copyOfRange(protocols, 1, protocols.length);
    try {
      builder
          .subprotocols(protocols[0], others)
          .buildAsync(watch, new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }
}

package io.navarch.gateway.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.HttpsStub;
import io.navarch.gateway.HttpsStub.Reply;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorizers by file, through the real port. */
class WebhookAuthorizerTest {
  @TempDir Path folder;
  private HttpsStub stub;
  private GatewayFixture gateway;

  /** The certificate is part of the question, so the same one is shown each time. */
  private final Map<String, HttpClient> clients = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    stub = new HttpsStub(folder);
    stub.on(
        "/authorize",
        call -> {
          if (call.body().contains("\"broken\"")) {
            return new Reply(500, "");
          }
          boolean allowed = call.body().contains("\"friend\"");
          boolean denied = call.body().contains("\"enemy\"");
          return new Reply(
              200,
              "{\"status\":{\"allowed\":"
                  + allowed
                  + ",\"denied\":"
                  + denied
                  + ",\"reason\":\"the stub says so\"}}");
        });
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authorization.config",
                file("Deny").toString(),
                "navarch.gateway.authorization.reload-interval",
                "50ms"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    stub.close();
  }

  private Path file(String failurePolicy) throws Exception {
    return Files.writeString(
        folder.resolve("authz.yaml"),
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
        - type: Node
          name: node
        - type: Webhook
          name: stub
          webhook:
            timeout: 5s
            subjectAccessReviewVersion: v1
            matchConditionSubjectAccessReviewVersion: v1
            failurePolicy: %s
            connectionInfo:
              type: KubeConfigFile
              kubeConfigFile: %s
            matchConditions:
            - expression: has(request.resourceAttributes)
            - expression: "!has(request.resourceAttributes.fieldSelector)
                || request.resourceAttributes.fieldSelector.requirements.all(r, r.key != 'metadata.name')"
            - expression: "!request.user.startsWith('system:')"
        - type: RBAC
          name: rbac
        """
            .formatted(failurePolicy, stub.kubeconfig("/authorize")));
  }

  private Answer as(String user) {
    return GatewayFixture.send(
        clients.computeIfAbsent(user, gateway::clientOf),
        gateway.builder("/api/v1/namespaces/default/pods").build());
  }

  @Test
  void allowsDeniesAndRemembers() {
    assertThat(as("friend").status()).isEqualTo(200);
    assertThat(as("friend").status()).isEqualTo(200);
    assertThat(stub.calls).hasSize(1);
    assertThat(stub.calls.getFirst().body())
        .contains(
            "\"kind\":\"SubjectAccessReview\"",
            "\"apiVersion\":\"authorization.k8s.io/v1\"",
            "\"resource\":\"pods\"",
            "\"verb\":\"list\"",
            "\"namespace\":\"default\"",
            "\"system:authenticated\"");
    Answer refused = as("enemy");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("the stub says so");
  }

  /** A right may hold for some objects alone, so what is asked for is told. */
  @Test
  void tellsWhatIsSelected() {
    HttpClient friend = clients.computeIfAbsent("friend", gateway::clientOf);
    String pods = "/api/v1/namespaces/default/pods";
    GatewayFixture.send(
        friend,
        gateway
            .builder(
                pods
                    + "?fieldSelector=spec.nodeName%3Dn1,status.phase!%3DFailed"
                    + "&labelSelector=a%20in%20(b,c),d,!e,f%3Dg")
            .build());
    GatewayFixture.send(friend, gateway.builder(pods).build());
    assertThat(stub.calls).as("remembered apart").hasSize(2);
    assertThat(stub.calls.getFirst().body())
        .contains(
            """
            "fieldSelector":{"requirements":[\
            {"key":"spec.nodeName","operator":"In","values":["n1"]},\
            {"key":"status.phase","operator":"NotIn","values":["Failed"]}]}""",
            "{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\",\"c\"]}",
            "{\"key\":\"d\",\"operator\":\"Exists\"}",
            "{\"key\":\"e\",\"operator\":\"DoesNotExist\"}",
            "{\"key\":\"f\",\"operator\":\"In\",\"values\":[\"g\"]}");
    assertThat(stub.calls.getLast().body()).doesNotContain("Selector");
    stub.calls.clear();
    gateway.post(
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        """
        {"spec":{"user":"friend","resourceAttributes":{"verb":"list","resource":"pods",
        "labelSelector":{"requirements":[{"key":"x","operator":"NotIn","values":["y","z"]},
        {"key":"w","operator":"Exists"}]}}}}""");
    assertThat(stub.calls.getFirst().body())
        .contains(
            "{\"key\":\"x\",\"operator\":\"NotIn\",\"values\":[\"y\",\"z\"]}",
            "{\"key\":\"w\",\"operator\":\"Exists\"}");
  }

  @Test
  void goesOnWithTheNextWhereItHasNoOpinion() {
    assertThat(as("nobody").status()).isEqualTo(403);
    gateway.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        """
        {"metadata":{"name":"b"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
         "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"viewer"},
          {"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"broken"}]}
        """);
    await().atMost(Duration.ofSeconds(10)).until(() -> as("viewer").status() == 200);
  }

  @Test
  void asksNothingThatItsConditionsLeaveOut() {
    GatewayFixture.send(gateway.clientOf("friend"), gateway.builder("/version").build());
    assertThat(as("system:somebody").status()).isEqualTo(403);
    assertThat(stub.calls).isEmpty();
  }

  @Test
  void failsAsThePolicySaysAndFollowsTheFile() throws Exception {
    goesOnWithTheNextWhereItHasNoOpinion();
    assertThat(as("broken").status()).isEqualTo(403);
    Path unused = file("NoOpinion");
    await().atMost(Duration.ofSeconds(20)).until(() -> as("broken").status() == 200);
  }

  @Test
  void countsWhatComesOfIt() throws Exception {
    as("friend");
    as("friend");
    as("enemy");
    as("system:somebody");
    as("broken");
    String stubName = "name=\"stub\"";
    assertThat(count("webhook_evaluations_total", stubName, "result=\"success\"")).isEqualTo(2);
    assertThat(count("webhook_evaluations_total", stubName, "result=\"error\"")).isOne();
    assertThat(count("webhook_evaluations_fail_open_total", stubName)).isZero();
    assertThat(count("webhook_duration_seconds_count", stubName)).isEqualTo(3);
    assertThat(count("match_condition_exclusions_total", stubName)).isPositive();
    assertThat(count("match_condition_evaluation_seconds_count", stubName)).isPositive();
    String webhook = "type=\"Webhook\"";
    assertThat(count("decisions_total", webhook, "decision=\"allowed\"")).isEqualTo(2);
    assertThat(count("decisions_total", webhook, "decision=\"denied\"")).isEqualTo(2);
    Path unused = file("NoOpinion");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              as("broken");
              return count("webhook_evaluations_fail_open_total", stubName) > 0;
            });
  }

  private double count(String metric, String... labels) {
    return gateway.metric("apiserver_authorization_" + metric, labels);
  }

  @Test
  void answersAccessReviewsToo() {
    Answer review =
        gateway.post(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            "{\"spec\":{\"user\":\"enemy\",\"resourceAttributes\":{\"verb\":\"get\","
                + "\"resource\":\"pods\"}}}");
    assertThat(review.at("status", "denied")).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | authorizers: Required value",
        "[{type: RBAC}] | authorizers[0].name: Required value",
        "[{name: a}] | authorizers[0].type: Required value",
        "[{type: ABAC, name: a}] | authorizers[0].type: Unsupported value",
        "[{type: RBAC, name: a}, {type: RBAC, name: b}] | authorizers[1].type: Duplicate value",
        "[{type: RBAC, name: a}, {type: Node, name: a}] | authorizers[1].name: Duplicate value",
        "[{type: RBAC, name: a_b}] | authorizers[0].name: Invalid value",
        "[{type: RBAC, name: a, webhook: {}}] | authorizers[0].webhook: Invalid value",
        "[{type: Webhook, name: a}] | authorizers[0].webhook: Required value",
        "[{type: Webhook, name: a, webhook: {}}] | authorizers[0].webhook.timeout: Required value",
        "[{type: Webhook, name: a, webhook: {timeout: 31s}}] | authorizers[0].webhook.timeout:"
            + " Invalid value",
        "[{type: Webhook, name: a, webhook: {failurePolicy: Perhaps}}] |"
            + " authorizers[0].webhook.failurePolicy: Unsupported value",
        "[{type: Webhook, name: a, webhook: {}}] |"
            + " authorizers[0].webhook.subjectAccessReviewVersion: Required value",
        "[{type: Webhook, name: a, webhook: {}}] | authorizers[0].webhook.connectionInfo.type:"
            + " Required value",
        "[{type: Webhook, name: a, webhook: {connectionInfo: {type: KubeConfigFile, kubeConfigFile:"
            + " x}}}] | must be an absolute path",
        "[{type: Webhook, name: a, webhook: {matchConditions: [{expression: '1 +'}]}}] |"
            + " authorizers[0].webhook.matchConditions[0].expression: Invalid value",
        "[{type: Webhook, name: a, webhook: {matchConditions: [{expression: 'request.nothing'}]}}]"
            + " | authorizers[0].webhook.matchConditions[0].expression: Invalid value",
        "[{type: Webhook, name: a, webhook: {matchConditions: [{expression: 'true'}]}}] |"
            + " authorizers[0].webhook.matchConditionSubjectAccessReviewVersion: Required value",
      })
  void namesWhatIsWrong(String authorizers, String message) {
    Authorizer nobody = (_, _) -> new Authorizer.Decision.NoOpinion("");
    AuthorizationConfigReader reader =
        new AuthorizationConfigReader(
            Map.of("RBAC", nobody, "Node", nobody),
            InstantSource.system(),
            new SimpleMeterRegistry());
    byte[] file =
        ("{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: "
                + authorizers
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                ConfigurationFile.parse(
                    file,
                    "apiserver.config.k8s.io",
                    Set.of("v1"),
                    "AuthorizationConfiguration",
                    reader::read))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }
}

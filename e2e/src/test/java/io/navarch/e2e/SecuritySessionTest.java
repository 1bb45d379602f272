package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who came in, what was recorded of it, and what lies on disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuritySessionTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PLANTED = "planted-secret-7f3a91c2";

  private TestCluster cluster;
  private Kubectl kubectl;
  private Path folder;
  private Path auditLog;

  @BeforeAll
  void start() throws IOException {
    folder = Files.createTempDirectory("navarch-e2e-security");
    auditLog = folder.resolve("audit.log");
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy,
        """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          users: ["system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"]
        - level: None
          userGroups: ["system:nodes"]
        - level: Metadata
          resources: [{group: "", resources: [secrets]}]
        - level: Request
        """);
    cluster =
        TestCluster.up(
            Map.of(
                "NAVARCH_GATEWAY_AUDIT_POLICYFILE", policy.toString(),
                "NAVARCH_GATEWAY_AUDIT_LOG_PATH", auditLog.toString()));
    kubectl = cluster.kubectl();
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** A kubectl that shows nothing but a token. */
  private Kubectl withToken(String token) throws IOException {
    String server = kubectl.run("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}");
    Path config = Files.createTempFile(folder, "token", ".conf");
    Files.writeString(
        config,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: c
          cluster: {server: "%s", certificate-authority: "%s"}
        users:
        - name: u
          user: {token: "%s"}
        contexts:
        - name: x
          context: {cluster: c, user: u}
        current-context: x
        """
            .formatted(server, cluster.dataDir().resolve("pki/ca.crt"), token));
    return new Kubectl(kubectl.program(), config);
  }

  @Test
  void aBootstrapTokenIsSomebodyWhoMayLittle() throws IOException {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
        type: bootstrap.kubernetes.io/token
        stringData:
          token-id: abcdef
          token-secret: 0123456789abcdef
          usage-bootstrap-signing: "true"
          usage-bootstrap-authentication: "true"
        """);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get", "configmap", "cluster-info", "-n", "kube-public", "-o", "yaml"))
                    .contains("jws-kubeconfig-abcdef"));
    Kubectl bootstrapper = withToken("abcdef.0123456789abcdef");
    assertThat(bootstrapper.run("auth", "whoami", "-o", "jsonpath={.status.userInfo}"))
        .contains("\"username\":\"system:bootstrap:abcdef\"", "system:bootstrappers");
    assertThat(bootstrapper.tryRun("get", "secrets", "-A").output()).contains("forbidden");
    assertThat(withToken("abcdef.fedcba9876543210").tryRun("get", "pods").exitCode()).isNotZero();
  }

  /**
   * The control plane's and the node's own ports: health is everybody's, the rest needs to be shown
   * who asks.
   */
  @Test
  void managementPortsKnowWhoAsks() throws IOException {
    Kubectl stranger = withToken("nobodys-token");
    for (String port : List.of("7443", "10248")) {
      String server = "--server=https://127.0.0.1:" + port;
      String metrics = "/actuator/prometheus";
      assertThat(kubectl.run("get", "--raw", metrics, server)).contains("jvm_");
      assertThat(stranger.run("get", "--raw", "/actuator/health/liveness", server)).contains("UP");
      Shell.Result refused = stranger.tryRun("get", "--raw", metrics, server);
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.output()).doesNotContain("jvm_");
    }
  }

  @Test
  void aTokenSecretIsFilledUsedAndTracked() throws IOException {
    kubectl.run("create", "serviceaccount", "robot");
    kubectl.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: robot-token
          annotations: {kubernetes.io/service-account.name: robot}
        type: kubernetes.io/service-account-token
        """);
    String path = "jsonpath={.data.token}";
    await()
        .atMost(LONG)
        .until(() -> !kubectl.run("get", "secret", "robot-token", "-o", path).isEmpty());
    String token =
        new String(
            Base64.getDecoder().decode(kubectl.run("get", "secret", "robot-token", "-o", path)),
            StandardCharsets.UTF_8);
    assertThat(withToken(token).run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"))
        .isEqualTo("system:serviceaccount:default:robot");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get", "secret", "robot-token", "-o", "jsonpath={.metadata.labels}"))
                    .containsAnyOf(
                        LocalDate.now(ZoneOffset.UTC).toString(),
                        LocalDate.now(ZoneOffset.UTC).minusDays(1).toString()));
    assertThat(audited())
        .contains("\"authentication.k8s.io/legacy-token-manual-secret\":\"robot-token\"");
    kubectl.run("delete", "serviceaccount", "robot");
    await()
        .atMost(LONG)
        .until(() -> kubectl.tryRun("get", "secret", "robot-token").exitCode() != 0);
  }

  private String audited() throws IOException {
    return Files.readString(auditLog);
  }

  @Test
  void secretsLieNowhereReadable() throws IOException {
    kubectl.run("create", "secret", "generic", "planted", "--from-literal=key=" + PLANTED);
    kubectl.run("create", "configmap", "beside", "--from-literal=key=plain-" + PLANTED.hashCode());
    String encoded = Base64.getEncoder().encodeToString(PLANTED.getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(cluster.dataDir().resolve("store"))) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(PLANTED) || bytes.contains(encoded)).as("%s", file).isFalse();
      }
      assertThat(all).anyMatch(file -> holds(file, "plain-" + PLANTED.hashCode()));
    }
    assertThat(audited())
        .contains("\"name\":\"planted\"")
        .doesNotContain(PLANTED)
        .doesNotContain(encoded);
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theAuditLogTellsWhoDidWhat() throws IOException {
    kubectl.run("create", "configmap", "noted", "--from-literal=a=b");
    kubectl.tryRun("get", "pods", "--as=nobody-special");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(audited().lines())
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .contains(
                                    "\"verb\":\"create\"",
                                    "\"name\":\"noted\"",
                                    "\"username\":\"kubernetes-admin\"",
                                    "\"authorization.k8s.io/decision\":\"allow\""))
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .contains(
                                    "\"impersonatedUser\":{\"username\":\"nobody-special\"",
                                    "\"authorization.k8s.io/decision\":\"forbid\"")));
  }

  @Test
  void requestsAreSortedIntoLevels() {
    assertThat(kubectl.run("get", "prioritylevelconfigurations,flowschemas"))
        .contains("workload-low", "global-default", "system-leader-election", "catch-all");
    assertThat(kubectl.run("get", "--raw", "/metrics"))
        .contains("apiserver_flowcontrol_dispatched_requests_total")
        .contains("priority_level=\"exempt\"");
  }
}

package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** How a cluster is shared: quotas, limits, pod security, certificates, budgets, protection. */
@OnSharedCluster
class TenancySessionTest {
  private static final String IMAGE = "--image=navarch.io/demo:1";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String HERE = "tenancy";

  private final Kubectl kubectl;

  TenancySessionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  private String get(String namespace, String kind, String name, String path) {
    return kubectl.run("get", kind, name, "-n", namespace, "-o", "jsonpath={" + path + "}");
  }

  @Test
  @Order(10)
  void aQuotaHoldsAndComesBackWhenObjectsGo() {
    kubectl.createNamespace("team");
    kubectl.run("create", "quota", "q", "--hard=count/configmaps=2,pods=1", "-n", "team");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("team", "quota", "q", ".status.used"))
                    .contains("\"count/configmaps\":\"1\"")
                    .contains("\"pods\":\"0\""));
    kubectl.run("create", "configmap", "a", "-n", "team");
    assertThat(kubectl.tryRun("create", "configmap", "b", "-n", "team").output())
        .contains(
            "exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=2, limited:"
                + " count/configmaps=2");
    kubectl.run("delete", "configmap", "a", "-n", "team");
    await()
        .atMost(LONG)
        .until(() -> kubectl.tryRun("create", "configmap", "b", "-n", "team").exitCode() == 0);
    assertThat(kubectl.run("describe", "quota", "q", "-n", "team"))
        .containsPattern("count/configmaps +2 +2");
  }

  @Test
  @Order(20)
  void limitRangesFillInAndForbid() {
    kubectl.createNamespace("ranged");
    kubectl.apply(
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: r, namespace: ranged}
        spec:
          limits:
          - type: Container
            default: {cpu: 200m, memory: 64Mi}
            max: {cpu: 500m, memory: 1Gi}
        """);
    kubectl.run("run", "small", IMAGE, "-n", "ranged");
    assertThat(get("ranged", "pod", "small", ".spec.containers[0].resources.requests.cpu"))
        .isEqualTo("200m");
    assertThat(
            kubectl
                .withInput(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: big, namespace: ranged}
                    spec:
                      containers:
                      - name: c
                        image: navarch.io/demo:1
                        resources: {limits: {cpu: "1"}}
                    """,
                    "apply",
                    "-f",
                    "-")
                .output())
        .contains("maximum cpu usage per Container is 500m, but limit is 1");
  }

  @Test
  @Order(30)
  void podSecurityIsEnforcedAndWarnedOf() {
    kubectl.createNamespace("strict");
    kubectl.run("run", "before", IMAGE, "-n", "strict");
    assertThat(
            kubectl
                .tryRun(
                    "label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted")
                .output())
        .contains("existing pods in namespace \"strict\" violate the new PodSecurity enforce level")
        .contains("before: allowPrivilegeEscalation != false");
    assertThat(kubectl.tryRun("run", "after", IMAGE, "-n", "strict").output())
        .contains("violates PodSecurity \"restricted:latest\"");
    assertThat(kubectl.tryRun("create", "deployment", "d", IMAGE, "-n", "strict").output())
        .contains("Warning: would violate PodSecurity \"restricted:latest\"")
        .contains("deployment.apps/d created");
  }

  @Test
  @Order(40)
  void aCertificateIsApprovedSignedAndUsed() throws Exception {
    Path folder = Files.createTempDirectory("navarch-e2e-csr");
    KeyPairFile keys = KeyPairFile.generate(folder, "O=devs, CN=jane");
    String request =
        keys.certificateRequest().replace("NEW CERTIFICATE REQUEST", "CERTIFICATE REQUEST");
    kubectl.apply(
        """
        apiVersion: certificates.k8s.io/v1
        kind: CertificateSigningRequest
        metadata: {name: jane}
        spec:
          signerName: kubernetes.io/kube-apiserver-client
          expirationSeconds: 3600
          usages: [client auth]
          request: %s
        """
            .formatted(
                Base64.getEncoder().encodeToString(request.getBytes(StandardCharsets.US_ASCII))));
    assertThat(kubectl.run("get", "csr", "jane")).contains("Pending").contains("kubernetes-admin");
    kubectl.run("certificate", "approve", "jane");
    await()
        .atMost(LONG)
        .until(
            () ->
                !kubectl
                    .run("get", "csr", "jane", "-o", "jsonpath={.status.certificate}")
                    .isEmpty());
    assertThat(kubectl.run("get", "csr", "jane")).contains("Approved,Issued");
    Path certificate = folder.resolve("jane.crt");
    Files.write(
        certificate,
        Base64.getDecoder()
            .decode(kubectl.run("get", "csr", "jane", "-o", "jsonpath={.status.certificate}")));
    Path key = folder.resolve("jane.key");
    Files.writeString(key, keys.privateKey());
    Path config = folder.resolve("config");
    Files.copy(kubectl.kubeconfig(), config);
    Kubectl jane = new Kubectl(kubectl.program(), config);
    jane.run(
        "config",
        "set-credentials",
        "jane",
        "--client-certificate=" + certificate,
        "--client-key=" + key,
        "--embed-certs=true");
    jane.run("config", "set-context", "--current", "--user=jane");
    assertThat(jane.run("auth", "whoami", "-o", "jsonpath={.status.userInfo}"))
        .contains("\"username\":\"jane\"")
        .contains("devs");
    assertThat(jane.tryRun("get", "pods").output()).contains("User \"jane\" cannot list resource");
    kubectl.run("create", "rolebinding", "devs", "--clusterrole=view", "--group=devs");
    await().atMost(LONG).until(() -> jane.tryRun("get", "pods").exitCode() == 0);
  }

  @Test
  @Order(50)
  void budgetsCountAndOldControllersReplicate() {
    kubectl.createNamespace("work");
    kubectl.apply(
        """
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: rc, namespace: work}
        spec:
          replicas: 2
          selector: {app: rc}
          template:
            metadata: {labels: {app: rc}}
            spec:
              containers:
              - {name: c, image: "navarch.io/demo:1"}
        """);
    kubectl.run("create", "pdb", "b", "--selector=app=rc", "--max-unavailable=1", "-n", "work");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(get("work", "rc", "rc", ".status.readyReplicas")).isEqualTo("2");
              assertThat(get("work", "pdb", "b", ".status.disruptionsAllowed")).isEqualTo("1");
              assertThat(get("work", "pdb", "b", ".status.expectedPods")).isEqualTo("2");
            });
    kubectl.run("create", "cronjob", "tick", IMAGE, "--schedule=@every 2s", "-n", "work");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(get("work", "cronjob", "tick", ".status.lastScheduleTime")).isNotEmpty();
              assertThat(kubectl.run("get", "jobs", "-n", "work", "--no-headers"))
                  .contains("tick-");
            });
  }

  @Test
  @Order(60)
  void protectedClaimsGoWhenNobodyUsesThem() {
    kubectl.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: claim}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: none
          resources: {requests: {storage: 1Gi}}
        """);
    assertThat(get(HERE, "pvc", "claim", ".metadata.finalizers"))
        .contains("kubernetes.io/pvc-protection");
    kubectl.run("delete", "pvc", "claim", "--timeout=60s");
    assertThat(kubectl.tryRun("get", "pvc", "claim").output()).contains("NotFound");
  }

  @Test
  @Order(70)
  void addressesHaveObjectsAndRangesAreReady() {
    kubectl.run("create", "service", "nodeport", "shown", "--tcp=80:8080");
    String ip = get(HERE, "service", "shown", ".spec.clusterIP");
    assertThat(kubectl.run("get", "ipaddress", ip, "-o", "jsonpath={.spec.parentRef.name}"))
        .isEqualTo("shown");
    kubectl.run("delete", "service", "shown");
    assertThat(kubectl.tryRun("get", "ipaddress", ip).output()).contains("NotFound");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get",
                            "servicecidr",
                            "kubernetes",
                            "-o",
                            "jsonpath={.status.conditions[0].type}={.status.conditions[0].status}"))
                    .isEqualTo("Ready=True"));
  }
}

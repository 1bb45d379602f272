package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The control plane by docker-compose, one container a role, driven by kubectl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerComposeTest {
  private static final Duration UP = Duration.ofMinutes(8);
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final List<String> ROLES =
      List.of("etcd", "state-store", "api-gateway", "scheduler", "controller");

  private PrivateDocker docker;
  private Kubectl kubectl;

  @BeforeAll
  void start() throws Exception {
    docker = PrivateDocker.start();
    docker.loadImages();
    docker.compose(UP, "up", "-d").mustSucceed();
    kubectl =
        docker.kubectl(
            docker.compose(SHORT, "run", "--rm", "-T", "admin-kubeconfig").mustSucceed());
  }

  @AfterAll
  void stop() {
    if (docker == null) {
      return;
    }
    Path folder = docker.folder();
    String down =
        docker.compose(Duration.ofMinutes(3), "down", "-v", "--remove-orphans").mustSucceed();
    String left = docker.run(SHORT, "docker", "ps", "-aq").mustSucceed();
    String volumes = docker.run(SHORT, "docker", "volume", "ls", "-q").mustSucceed();
    docker.close();
    assertThat(left).as(down).isEmpty();
    assertThat(volumes).as(down).isEmpty();
    assertThat(docker.processes()).isEmpty();
    assertThat(folder).doesNotExist();
    assertThat(Files.exists(Path.of("/run/netns", docker.networkNamespace()))).isFalse();
  }

  @Test
  @Order(10)
  void everyRoleBecomesHealthy() {
    for (String role : ROLES) {
      await(role)
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(inspect(role, "{{.State.Health.Status}}")).isEqualTo("healthy"));
      assertThat(inspect(role, "{{.RestartCount}}")).as(role).isEqualTo("0");
    }
  }

  @Test
  @Order(20)
  void theApiAnswersWithTheClustersNamespaces() {
    assertThat(kubectl.run("get", "--raw", "/readyz")).isEqualTo("ok");
    assertThat(kubectl.run("get", "namespaces", "-o", "name"))
        .contains("namespace/default", "namespace/kube-system", "namespace/kube-node-lease");
    assertThat(kubectl.run("version")).contains("Server Version: v1.36");
  }

  @Test
  @Order(30)
  void controllersMakePodsAndTheSchedulerSaysWhyTheyWait() {
    kubectl.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: navarch.io/demo:1}]}
        """);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get",
                            "pods",
                            "-l",
                            "app=web",
                            "-o",
                            "jsonpath={range .items[*]}{.status.conditions[?(@.type=='PodScheduled')].reason} {end}"))
                    .isEqualTo("Unschedulable Unschedulable "));
  }

  @Test
  @Order(40)
  void eachRoleSeesItsOwnKeysOnly() {
    assertThat(exec("scheduler", "ls", "/etc/navarch"))
        .contains("scheduler.conf")
        .doesNotContain("sa.key", "state-store", "apiserver");
    assertThat(exec("controller", "ls", "/etc/navarch"))
        .contains("sa.key")
        .doesNotContain("encryption.yaml", "state-store", "apiserver");
    assertThat(exec("api-gateway", "ls", "/etc/navarch"))
        .contains("sa.key")
        .doesNotContain("ca.key");
    assertThat(inspect("pki", "{{.State.ExitCode}}")).isEqualTo("0");
  }

  @Test
  @Order(50)
  void whatWasAcknowledgedIsThereAfterEtcdAndStoreWereKilled() {
    kubectl.apply(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"kept\"},\"data\":{\"a\":\"b\"}}");
    docker.compose(SHORT, "kill", "-s", "KILL", "state-store", "etcd").mustSucceed();
    docker.compose(UP, "up", "-d").mustSucceed();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl
                            .tryRun("get", "configmap", "kept", "-o", "jsonpath={.data.a}")
                            .stdout())
                    .isEqualTo("b"));
  }

  @Test
  @Order(60)
  void theChartIsAcceptedByNavarchItself() {
    kubectl.apply(
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"hosted\"}}");
    for (String values : List.of("store.engine=embedded", "store.engine=etcd")) {
      String manifests = Chart.template(values).mustSucceed();
      assertThat(
              kubectl
                  .withInput(
                      manifests,
                      "apply",
                      "-n",
                      "hosted",
                      "--dry-run=server",
                      "--validate=strict",
                      "-f",
                      "-")
                  .mustSucceed())
          .contains("deployment.apps/lab-navarch-api-gateway created (server dry run)");
    }
  }

  private String exec(String role, String... words) {
    List<String> command = new java.util.ArrayList<>(List.of("exec", "-T", role));
    command.addAll(List.of(words));
    return docker.compose(SHORT, command.toArray(String[]::new)).mustSucceed();
  }

  private String inspect(String role, String template) {
    String id = docker.compose(SHORT, "ps", "-q", role).mustSucceed().strip();
    return docker.run(SHORT, "docker", "inspect", "--format", template, id).mustSucceed().strip();
  }
}

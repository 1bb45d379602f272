package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A second machine, which is a network namespace here, joins with a token and runs pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinSessionTest {
  private static final String SPACE = "navarch-second";
  private static final String LINK = "navsecond0";
  private static final String FIRST_IP = "10.123.7.1";
  private static final String SECOND_IP = "10.123.7.2";
  private static final Duration LONG = Duration.ofSeconds(90);

  private TestCluster cluster;
  private Kubectl kubectl;
  private Path data;

  @BeforeAll
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: network namespaces and containers need root");
    removeNetwork();
    ip("netns add " + SPACE);
    ip("link add " + LINK + " type veth peer name eth0 netns " + SPACE);
    ip("address add " + FIRST_IP + "/24 dev " + LINK);
    ip("link set " + LINK + " up");
    ip("-n " + SPACE + " address add " + SECOND_IP + "/24 dev eth0");
    ip("-n " + SPACE + " link set eth0 up");
    ip("-n " + SPACE + " link set lo up");
    ip("-n " + SPACE + " route add default via " + FIRST_IP);
    data = Files.createTempDirectory("navarch-second");
    cluster = TestCluster.up("--node-ip", FIRST_IP);
    kubectl = cluster.kubectl();
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      second("down", "--delete");
      cluster.close();
    }
    removeNetwork();
  }

  private static Shell.Result ip(String words) {
    List<String> all = new ArrayList<>(List.of("ip"));
    all.addAll(List.of(words.split(" ")));
    Shell.Result result = Shell.run(Duration.ofSeconds(10), all);
    result.mustSucceed();
    return result;
  }

  private static void removeNetwork() {
    Shell.run(Duration.ofSeconds(10), List.of("ip", "link", "delete", LINK));
    Shell.run(Duration.ofSeconds(10), List.of("ip", "netns", "delete", SPACE));
  }

  /** The launcher on the second machine. */
  private Shell.Result second(String... words) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--net=/var/run/netns/" + SPACE, TestCluster.script()));
    all.addAll(List.of(words));
    all.addAll(List.of("--data-dir", data.toString()));
    return Shell.run(Duration.ofMinutes(3), all);
  }

  private Shell.Result join(String line, String... more) {
    List<String> words =
        new ArrayList<>(Arrays.asList(line.strip().replace("./navarch ", "").split(" ")));
    words.addAll(
        List.of("--node-name", "second", "--node-ip", SECOND_IP, "--cgroup-root", "/" + SPACE));
    words.addAll(List.of(more));
    return second(words.toArray(String[]::new));
  }

  private String token(String... words) {
    List<String> all = new ArrayList<>(List.of("token"));
    all.addAll(List.of(words));
    return cluster.navarch(Duration.ofMinutes(1), all).mustSucceed();
  }

  @Test
  void aSecondMachineJoinsWithATokenAndRunsPods() {
    String line = token("create", "--ttl", "PT10M", "--description", "the second machine");
    assertThat(line).startsWith("./navarch join " + FIRST_IP + ":6443 --token ");
    assertThat(token("list")).contains("the second machine").doesNotContain(secret(line));
    await()
        .atMost(LONG)
        .until(
            () ->
                kubectl
                    .run("get", "configmap", "cluster-info", "-n", "kube-public", "-o", "yaml")
                    .contains("jws-kubeconfig-" + id(line)));

    assertThat(join(line.replaceAll("sha256:..", "sha256:00")).mustFail())
        .contains("has another authority");
    assertThat(join(line.replace(secret(line), "0".repeat(16))).mustFail())
        .contains("did not sign with this token");
    assertThat(join(line.replaceAll("--discovery\\S+ \\S+", "")).mustFail())
        .contains("--discovery-token-ca-cert-hash is missing");

    assertThat(join(line).mustSucceed()).contains("This machine is node second of https://");
    assertThat(kubectl.run("get", "node", "second", "-o", "jsonpath={.status.addresses}"))
        .contains(SECOND_IP);
    assertThat(second("status").mustSucceed()).contains("node second of").doesNotContain("stopped");

    runsAPod();
    certificatesWereAskedFor();

    token("delete", id(line));
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get", "configmap", "cluster-info", "-n", "kube-public", "-o", "yaml"))
                    .doesNotContain("jws-kubeconfig-" + id(line)));
    second("down").mustSucceed();
    assertThat(second("join").mustSucceed()).contains("This machine is node second");
  }

  private static String id(String line) {
    return line.replaceAll("(?s).*--token (\\S{6})\\..*", "$1");
  }

  private static String secret(String line) {
    return line.replaceAll("(?s).*--token \\S{6}\\.(\\S{16}).*", "$1");
  }

  /** Logs and exec go to the second machine's port, which serves what the cluster issued. */
  private void runsAPod() {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: far}
        spec:
          nodeName: second
          terminationGracePeriodSeconds: 1
          containers:
          - name: c
            image: navarch.io/demo:1
            command: [sh, -c, "echo hello from afar; sleep 3600"]
        """);
    kubectl.run("wait", "pod/far", "--for=condition=Ready", "--timeout=90s");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(kubectl.tryRun("logs", "far").output()).contains("hello from afar"));
    assertThat(kubectl.run("exec", "far", "--", "hostname")).contains("far");
    kubectl.run("delete", "pod", "far");
  }

  private void certificatesWereAskedFor() {
    String requests = kubectl.run("get", "certificatesigningrequests");
    assertThat(requests)
        .containsPattern("kube-apiserver-client-kubelet +system:bootstrap:\\S+ .*Approved,Issued")
        .containsPattern("kubelet-serving +system:node:second .*Approved,Issued");
    assertThat(data.resolve("kubeconfig/bootstrap.conf")).doesNotExist();
    assertThat(data.resolve("node/pki/kubelet-client-current.pem")).exists();
    assertThat(data.resolve("node/pki/kubelet-server-current.pem")).exists();
  }
}

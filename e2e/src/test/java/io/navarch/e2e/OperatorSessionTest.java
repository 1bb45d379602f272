package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * An operator made with the Java Operator SDK, unmodified, with the rights that its manifest gives
 * it: {@code examples/redis-operator}, and real Redis servers.
 */
@OnSharedCluster
class OperatorSessionTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("user.dir")).resolve("../examples/redis-operator").normalize();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int KEYS = 40;

  private final TestCluster cluster;
  private final Kubectl kubectl;
  private Process operator;

  OperatorSessionTest(TestCluster cluster, Kubectl kubectl) {
    this.cluster = cluster;
    this.kubectl = kubectl;
  }

  @BeforeAll
  void startTheOperator() throws IOException {
    RedisImage.load(cluster);
    kubectl.run("apply", "-f", EXAMPLE.resolve("manifests/crd.yaml").toString());
    // The operator runs as a process of this test, not in a pod.
    kubectl.apply(
        Files.readString(EXAMPLE.resolve("manifests/operator.yaml"))
            .replace("replicas: 1", "replicas: 0"));
    kubectl.run(
        "wait",
        "--for=condition=Established",
        "crd/redisclusters.redis.examples.navarch.io",
        "--timeout=30s");
    Path folder = Files.createTempDirectory(cluster.dataDir(), "operator");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                "io.navarch.examples.redis.RedisOperator")
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "redis-operator.log").toFile());
    java.environment().put("KUBECONFIG", serviceAccountConfig(folder).toString());
    operator = java.start();
  }

  private Path serviceAccountConfig(Path folder) throws IOException {
    Path config = Files.copy(kubectl.kubeconfig(), folder.resolve("config"));
    Kubectl account = new Kubectl(kubectl.program(), config);
    String token = kubectl.run("create", "token", "redis-operator", "-n", "redis-operator");
    account.run("config", "set-credentials", "redis-operator", "--token=" + token.strip());
    account.run(
        "config",
        "set-context",
        "--current",
        "--user=redis-operator",
        "--namespace=redis-operator");
    return config;
  }

  @AfterAll
  void stopTheOperator() throws InterruptedException {
    if (operator != null) {
      operator.destroy();
      assertThat(operator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String shop(int shards, String image, String maxmemory) {
    return """
        apiVersion: redis.examples.navarch.io/v1
        kind: RedisCluster
        metadata: {name: shop}
        spec:
          shards: %d
          image: %s
          config: {maxmemory: %s}
        """
        .formatted(shards, image, maxmemory);
  }

  private void awaitReady(int shards) {
    String path =
        "jsonpath={.metadata.generation} {.status.observedGeneration} {.status.shards}"
            + " {.status.conditions[0].status}";
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              String[] is = kubectl.run("get", "rediscluster", "shop", "-o", path).split(" ");
              assertThat(is).hasSize(4).endsWith(Integer.toString(shards), "True");
              assertThat(is[0]).isEqualTo(is[1]);
            });
    assertThat(redis("redis-cli cluster info"))
        .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_size:" + shards);
  }

  private String redis(String script) {
    return kubectl.run("exec", "shop-1", "--", "sh", "-c", script);
  }

  private void allKeysAreThere() {
    String read = "i=0; while [ $i -lt %d ]; do redis-cli -c get key-$i; i=$((i+1)); done";
    assertThat(redis(read.formatted(KEYS)).lines()).hasSize(KEYS).allMatch("kept"::equals);
  }

  @Test
  @Order(10)
  void aClusterIsMade() {
    kubectl.apply(shop(3, RedisImage.OLD, "32mb"));
    awaitReady(3);
    assertThat(kubectl.run("get", "rediscluster")).contains("SHARDS", "MEMBERS", "READY", "True");
    assertThat(kubectl.run("get", "all")).contains("statefulset.apps/shop", "service/shop");
    assertThat(redis("redis-cli config get maxmemory")).contains("33554432");
    String write = "i=0; while [ $i -lt %d ]; do redis-cli -c set key-$i kept; i=$((i+1)); done";
    assertThat(redis(write.formatted(KEYS)).lines()).hasSize(KEYS).allMatch("OK"::equals);
    allKeysAreThere();
  }

  @Test
  @Order(20)
  void whatCannotBeIsRefused() {
    assertThat(kubectl.withInput(shop(2, RedisImage.OLD, "1mb"), "apply", "-f", "-").mustFail())
        .contains("spec.shards: Invalid value: 2", "greater than or equal to 3");
    String port = shop(3, RedisImage.OLD, "1mb").replace("maxmemory", "port");
    assertThat(kubectl.withInput(port, "apply", "-f", "-").mustFail())
        .contains("not a directive that may be set");
  }

  @Test
  @Order(30)
  void aMemberThatDiesIsReplaced() {
    String dead = kubectl.run("exec", "shop-0", "--", "redis-cli", "cluster", "myid").strip();
    kubectl.run("delete", "pod", "shop-0", "--grace-period=0", "--force");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(redis("redis-cli cluster nodes").lines())
                    .hasSize(6)
                    .noneMatch(node -> node.contains(dead))
                    .allMatch(node -> node.contains(" connected")));
    awaitReady(3);
    allKeysAreThere();
  }

  @Test
  @Order(40)
  void itScalesUpAndDown() {
    kubectl.run("scale", "rediscluster/shop", "--replicas=4");
    awaitReady(4);
    allKeysAreThere();
    kubectl.run("scale", "rediscluster/shop", "--replicas=3");
    awaitReady(3);
    assertThat(kubectl.run("get", "sts", "shop", "-o", "jsonpath={.spec.replicas}")).isEqualTo("6");
    allKeysAreThere();
  }

  @Test
  @Order(50)
  void itIsUpgradedPodByPodAndKeepsItsData() {
    kubectl.apply(shop(3, RedisImage.NEW, "48mb"));
    awaitReady(3);
    assertThat(
            kubectl.run(
                "get",
                "pods",
                "-l",
                "app.kubernetes.io/instance=shop",
                "-o",
                "jsonpath={.items[*].spec.containers[0].image}"))
        .isEqualTo(String.join(" ", Collections.nCopies(6, RedisImage.NEW)));
    assertThat(redis("redis-cli config get maxmemory")).contains("50331648");
    allKeysAreThere();
  }

  @Test
  @Order(60)
  void itTakesAllWithIt() {
    kubectl.run("delete", "rediscluster", "shop", "--cascade=foreground", "--timeout=60s");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get", "sts,svc,cm,pods", "-l", "app.kubernetes.io/instance=shop"))
                    .isEmpty());
  }
}

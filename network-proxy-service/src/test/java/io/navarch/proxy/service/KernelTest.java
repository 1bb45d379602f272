package io.navarch.proxy.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.proxy.nft.Nft;
import io.navarch.proxy.plan.Endpoint;
import io.navarch.proxy.plan.NodeNetwork;
import io.navarch.proxy.plan.ServicePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules in a real kernel, in a network namespace of the test's own, with real connections
 * through them.
 */
class KernelTest {
  private static final NodeNetwork NODE = new NodeNetwork("n1", "10.244.0.0/16", "10.96.0.0/16");

  private final String namespace = "navarch-test-" + ProcessHandle.current().pid();
  private final List<Process> servers = new ArrayList<>();
  @TempDir private Path folder;
  private ServiceRules rules;

  @BeforeEach
  void makeNamespace() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root for a network namespace");
    run("ip", "netns", "add", namespace);
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "link", "add", "br0", "type", "bridge");
    inside("ip", "link", "set", "br0", "up");
    inside("ip", "address", "add", "192.0.2.1/32", "dev", "lo");
    inside("ip", "route", "add", "10.96.0.0/16", "dev", "br0", "src", "192.0.2.1");
    for (int pod = 3; pod <= 4; pod++) {
      inside("ip", "address", "add", "10.244.0." + pod + "/32", "dev", "lo");
      Path www = Files.createDirectory(folder.resolve("pod" + pod));
      Files.writeString(www.resolve("index.html"), "pod" + pod);
      servers.add(
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  namespace,
                  "busybox",
                  "httpd",
                  "-f",
                  "-p",
                  "10.244.0." + pod + ":8080",
                  "-h",
                  www.toString())
              .start());
    }
    rules = new ServiceRules(Nft.inNamespace(namespace), NODE);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(List.of(get("10.244.0.3:8080"), get("10.244.0.4:8080")))
                    .containsExactly("pod3", "pod4"));
  }

  @AfterEach
  void removeNamespace() throws Exception {
    for (Process server : servers) {
      server.destroy();
      server.waitFor(5, TimeUnit.SECONDS);
    }
    if (rules != null) {
      run("ip", "netns", "delete", namespace);
    }
  }

  @Test
  void aServiceReachesAllItsEndpoints() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(0, 0, 3, 4))));
    assertThat(answers("10.96.0.20:80", 40)).containsExactlyInAnyOrder("pod3", "pod4");
  }

  @Test
  void affinityKeepsAClientAtOneEndpoint() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(0, 60, 3, 4))));
    assertThat(answers("10.96.0.20:80", 20)).hasSize(1);
  }

  @Test
  void anEndpointThatGoesGetsNoMoreConnections() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(0, 0, 3, 4))));
    rules.apply(Map.of("default/web", List.of(web(0, 0, 4))));
    assertThat(answers("10.96.0.20:80", 20)).containsExactly("pod4");
  }

  @Test
  void unknownAddressesAndServicesWithoutEndpointsAreRefusedAtOnce() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(0, 0))));
    assertThat(get("10.96.0.20:80")).isEqualTo("refused");
    assertThat(get("10.96.7.7:80")).isEqualTo("refused");
  }

  @Test
  void aNodePortAnswersOnTheNodesAddresses() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(30080, 0, 3, 4))));
    assertThat(answers("10.244.0.3:30080", 40)).containsExactlyInAnyOrder("pod3", "pod4");
  }

  @Test
  void aDeletedServiceIsRefusedAgain() throws Exception {
    rules.apply(Map.of("default/web", List.of(web(30080, 60, 3, 4))));
    rules.apply(Map.of("default/web", List.of()));
    assertThat(get("10.96.0.20:80")).isEqualTo("refused");
  }

  @Test
  void twoServicesMaySwapTheirAddresses() throws Exception {
    rules.apply(
        Map.of(
            "default/a",
            List.of(at("a", "10.96.0.20", 3)),
            "default/b",
            List.of(at("b", "10.96.0.21", 4))));
    rules.apply(
        Map.of(
            "default/a",
            List.of(at("a", "10.96.0.21", 3)),
            "default/b",
            List.of(at("b", "10.96.0.20", 4))));
    assertThat(get("10.96.0.20:80")).isEqualTo("pod4");
    assertThat(get("10.96.0.21:80")).isEqualTo("pod3");
  }

  @Test
  void afterARefusedChangeTheWholeTableIsWrittenAgain() throws Exception {
    rules.apply(Map.of("default/a", List.of(at("a", "10.96.0.20", 3))));
    inside("nft", "delete", "table", "ip", "navarch");
    try {
      rules.apply(Map.of("default/b", List.of(at("b", "10.96.0.21", 4))));
    } catch (Nft.NftException expected) {
      rules.apply(Map.of("default/b", List.of(at("b", "10.96.0.21", 4))));
    }
    assertThat(get("10.96.0.20:80")).isEqualTo("pod3");
    assertThat(get("10.96.0.21:80")).isEqualTo("pod4");
  }

  private static ServicePort at(String name, String ip, int pod) {
    return new ServicePort(
        "default/" + name + ":",
        "tcp",
        80,
        List.of(ip),
        List.of(),
        List.of(),
        0,
        0,
        false,
        false,
        List.of(new Endpoint("10.244.0." + pod, 8080, true)));
  }

  private static ServicePort web(int nodePort, int affinity, int... pods) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int pod : pods) {
      endpoints.add(new Endpoint("10.244.0." + pod, 8080, true));
    }
    return new ServicePort(
        "default/web:",
        "tcp",
        80,
        List.of("10.96.0.20"),
        List.of(),
        List.of(),
        nodePort,
        affinity,
        false,
        false,
        endpoints);
  }

  private Set<String> answers(String address, int times) throws Exception {
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      seen.add(get(address));
    }
    return seen;
  }

  /**
   * The body of the answer, or {@code refused} where nothing takes the connection (curl's exit code
   * 7).
   */
  private String get(String address) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                namespace,
                "curl",
                "-sS",
                "-m",
                "5",
                "http://" + address + "/")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return code == 7 ? "refused" : output;
  }

  private void inside(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(words));
    run(all.toArray(String[]::new));
  }

  private static void run(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", words) + ": " + output).isZero();
  }
}

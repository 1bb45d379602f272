package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A day with a cluster, as its user lives it: every step goes through kubectl or plain HTTP,
 * against real containers. Subclasses say in which shape the cluster runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SessionTest {
  private static final String IMAGE = "navarch.io/demo:1";
  private static final String NEXT_IMAGE = "navarch.io/demo:2";
  private static final Duration LONG = Duration.ofSeconds(90);

  private final List<String> options;
  private TestCluster cluster;
  private Kubectl kubectl;

  /** Of another node on this machine, if it has one. */
  private String chainsBefore = "";

  SessionTest(String... options) {
    this.options = List.of(options);
  }

  @BeforeAll
  void start() throws IOException {
    chainsBefore = hostPortChains();
    cluster = TestCluster.up(options.toArray(String[]::new));
    kubectl = cluster.kubectl();
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(10)
  void theNodeIsReady() {
    String nodes = kubectl.run("get", "nodes", "-o", "wide");
    assertThat(nodes).contains("Ready").contains("containerd://").contains("v1.36");
  }

  @Test
  @Order(20)
  void aDeploymentRollsOutAndAServiceReachesAllPods() {
    kubectl.run("create", "deployment", "web", "--image=" + IMAGE, "--replicas=3");
    assertThat(kubectl.run("rollout", "status", "deploy/web", "--timeout=90s"))
        .contains("successfully rolled out");
    kubectl.run("expose", "deployment", "web", "--port=80", "--target-port=8080");
    String ip = kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Set<String> answers = new TreeSet<>();
              for (int i = 0; i < 100; i++) {
                answers.add(curl("http://" + ip + "/"));
              }
              assertThat(answers).hasSize(3).allMatch(a -> a.startsWith("Hello from web-"));
            });
  }

  @Test
  @Order(30)
  void scalingUpdatingAndUndoing() {
    kubectl.run("scale", "deploy/web", "--replicas=10");
    kubectl.run("rollout", "status", "deploy/web", "--timeout=120s");
    assertThat(kubectl.run("get", "pods", "-l", "app=web", "--no-headers").lines()).hasSize(10);
    kubectl.run("set", "image", "deploy/web", "demo=" + NEXT_IMAGE);
    kubectl.run("rollout", "status", "deploy/web", "--timeout=120s");
    assertThat(imageOf("web")).isEqualTo(NEXT_IMAGE);
    assertThat(kubectl.run("rollout", "history", "deploy/web")).contains("1").contains("2");
    kubectl.run("rollout", "undo", "deploy/web");
    kubectl.run("rollout", "status", "deploy/web", "--timeout=120s");
    assertThat(imageOf("web")).isEqualTo(IMAGE);
    kubectl.run("scale", "deploy/web", "--replicas=2");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(kubectl.run("get", "pods", "-l", "app=web", "--no-headers").lines())
                    .hasSize(2));
  }

  @Test
  @Order(40)
  void logsAreShownAndFollowed() {
    String pod = aPod("app=web");
    assertThat(kubectl.run("logs", pod)).contains("demo 1 on " + pod);
    String ip = kubectl.run("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
    try (Kubectl.Running logs = kubectl.start("logs", "-f", "--tail=1", pod)) {
      await().atMost(LONG).until(() -> !logs.lines().isEmpty());
      int before = logs.lines().size();
      curl("http://" + ip + ":8080/");
      await().atMost(LONG).until(() -> logs.lines().size() > before);
    }
  }

  @Test
  @Order(50)
  void commandsRunInAContainer() throws IOException {
    String pod = aPod("app=web");
    assertThat(kubectl.run("exec", pod, "--", "hostname")).isEqualTo(pod + "\n");
    assertThat(kubectl.withInput("through stdin", "exec", "-i", pod, "--", "cat").mustSucceed())
        .isEqualTo("through stdin");
    assertThat(kubectl.tryRun("exec", pod, "--", "sh", "-c", "exit 7").exitCode()).isEqualTo(7);
    Path local = Files.createTempFile("copied", ".txt");
    Files.writeString(local, "copied by kubectl\n");
    kubectl.run("cp", local.toString(), "default/" + pod + ":/tmp/copied.txt");
    assertThat(kubectl.run("exec", pod, "--", "cat", "/tmp/copied.txt"))
        .isEqualTo("copied by kubectl\n");
    Path back = Files.createTempDirectory("back").resolve("copied.txt");
    kubectl.run("cp", "default/" + pod + ":/tmp/copied.txt", back.toString());
    assertThat(back).hasContent("copied by kubectl\n");
  }

  @Test
  @Order(52)
  void streamsRunOverWebSocketWithoutFallingBack() {
    Shell.Result exec = kubectl.tryRun("exec", "-v=7", aPod("app=web"), "--", "true");
    exec.mustSucceed();
    assertThat(exec.stderr()).contains("v5.channel.k8s.io").doesNotContain("fallback");
    assertThat(kubectl.tryRun("exec", aPod("app=web"), "--", "no-such-program").mustFail())
        .contains("no-such-program");
  }

  @Test
  @Order(55)
  void commandsHaveATerminalOfTheClientsSize() {
    String wait = "for i in $(seq 100); do stty size | grep -q '33 99' && exit 3; sleep 0.1; done";
    Shell.Result result =
        kubectl.onTerminal(33, 99, "exec", "-it", aPod("app=web"), "--", "sh", "-c", wait);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
    // As upstream, what is said before the client is attached is not shown.
    String say = "for i in $(seq 50); do echo a terminal of its own; sleep 0.1; done";
    Shell.Result run =
        kubectl.onTerminal(
            24,
            80,
            "run",
            "terminal",
            "--rm",
            "-it",
            "--restart=Never",
            "--image=navarch.io/busybox:1",
            "--",
            "sh",
            "-c",
            "test -t 0 && test -t 1 && " + say);
    assertThat(run.mustSucceed()).contains("a terminal of its own\r\n");
    await().atMost(LONG).until(() -> kubectl.tryRun("get", "pod", "terminal").exitCode() != 0);
  }

  @Test
  @Order(60)
  void aPortIsForwarded() {
    String pod = aPod("app=web");
    try (Kubectl.Running forward = kubectl.start("port-forward", "-v=4", pod, ":8080")) {
      await()
          .atMost(LONG)
          .until(
              () ->
                  forward.lines().stream()
                      .anyMatch(l -> l.startsWith("Forwarding from 127.0.0.1:")));
      String line =
          forward.lines().stream()
              .filter(l -> l.startsWith("Forwarding from 127"))
              .findFirst()
              .orElseThrow();
      String port = line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1");
      assertThat(curl("http://127.0.0.1:" + port + "/")).startsWith("Hello from " + pod);
      assertThat(forward.lines()).noneMatch(l -> l.contains("allback"));
    }
  }

  @Test
  @Order(70)
  void describingExplainingAndListing() {
    String pod = aPod("app=web");
    assertThat(kubectl.run("describe", "pod", pod))
        .contains("Scheduled", "Pulled", "Created", "Started")
        .contains("QoS Class:", "BestEffort");
    assertThat(kubectl.run("explain", "pod.spec.containers"))
        .contains("List of containers belonging to the pod");
    assertThat(kubectl.run("get", "pods", "-o", "wide")).contains("NODE", "READINESS GATES");
    assertThat(kubectl.run("api-resources")).contains("deployments", "apps/v1", "endpointslices");
    assertThat(kubectl.run("get", "all", "-A"))
        .contains("deployment.apps/web", "service/kubernetes");
  }

  @Test
  @Order(80)
  void aWatchSeesAPodComeAndGo() {
    try (Kubectl.Running watch =
        kubectl.start(
            "get", "pods", "-w", "-o", "wide", "--field-selector=metadata.name=watched")) {
      kubectl.run("run", "watched", "--image=" + IMAGE, "--restart=Never");
      await().atMost(LONG).until(() -> watch.lines().stream().anyMatch(l -> l.contains("Running")));
      kubectl.run("delete", "pod", "watched", "--grace-period=1");
      await()
          .atMost(LONG)
          .until(() -> watch.lines().stream().anyMatch(l -> l.contains("Terminating")));
    }
  }

  @Test
  @Order(90)
  void objectsAreEditedLabelledAndPatched() {
    kubectl.run("label", "deploy/web", "tier=front");
    kubectl.run("annotate", "deploy/web", "team=blue");
    kubectl.run(
        "patch",
        "deploy/web",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"labels\":{\"a\":\"merge\"}}}");
    kubectl.run(
        "patch",
        "deploy/web",
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/metadata/labels/b\",\"value\":\"json\"}]");
    kubectl.run(
        "patch",
        "deploy/web",
        "--type=strategic",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"demo\",\"env\":[{\"name\":\"C\",\"value\":\"strategic\"}]}]}}}}");
    String web = kubectl.run("get", "deploy/web", "-o", "yaml");
    assertThat(web)
        .contains(
            "tier: front",
            "team: blue",
            "a: merge",
            "b: json",
            "value: strategic",
            "image: " + IMAGE);
    kubectl.edit("s/tier:.front/tier:\\ edited/", "edit", "deploy/web").mustSucceed();
    assertThat(kubectl.run("get", "deploy/web", "-o", "jsonpath={.metadata.labels.tier}"))
        .isEqualTo("edited");
    kubectl.run("rollout", "status", "deploy/web", "--timeout=120s");
  }

  @Test
  @Order(100)
  void badInputIsRefusedWithTheReason() {
    String error =
        kubectl
            .withInput(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: bad}
                spec:
                  containers: [{name: c, image: x, imagee: y}]
                """,
                "create",
                "-f",
                "-")
            .mustFail();
    assertThat(error)
        .contains("strict decoding error")
        .contains("unknown field \"spec.containers[0].imagee\"");
    assertThat(kubectl.tryRun("get", "pods", "-l", "a=(").mustFail())
        .contains("unable to parse requirement");
    assertThat(kubectl.tryRun("get", "nonsense").mustFail())
        .contains("the server doesn't have a resource type \"nonsense\"");
    assertThat(kubectl.tryRun("get", "pod", "bad").mustFail()).contains("pods \"bad\" not found");
  }

  @Test
  @Order(110)
  void aKilledContainerIsRestarted() {
    kubectl.run("run", "phoenix", "--image=" + IMAGE);
    kubectl.run("wait", "--for=condition=Ready", "pod/phoenix", "--timeout=60s");
    String id =
        kubectl
            .run(
                "get",
                "pod",
                "phoenix",
                "-o",
                "jsonpath={.status.containerStatuses[0].containerID}")
            .replace("containerd://", "");
    long pid = containerProcess(id);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get",
                            "pod",
                            "phoenix",
                            "-o",
                            "jsonpath={.status.containerStatuses[0].restartCount}"
                                + " {.status.containerStatuses[0].ready}"))
                    .isEqualTo("1 true"));
    kubectl.run("delete", "pod", "phoenix", "--now");
  }

  private long containerProcess(String id) {
    String tasks =
        Shell.run(
                Duration.ofSeconds(20),
                List.of(
                    "ctr",
                    "-a",
                    cluster.dataDir().resolve("containerd/containerd.sock").toString(),
                    "-n",
                    "k8s.io",
                    "task",
                    "ls"))
            .mustSucceed();
    return tasks
        .lines()
        .filter(l -> l.startsWith(id))
        .map(l -> Long.parseLong(l.split("\\s+")[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(120)
  void volumesCarryConfigurationSecretsAndTokens() {
    kubectl.run("create", "configmap", "settings", "--from-literal=colour=blue");
    kubectl.run("create", "secret", "generic", "password", "--from-literal=word=hush");
    kubectl.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: reader, labels: {kind: reader}}
        spec:
          restartPolicy: Never
          initContainers:
          - name: first
            image: navarch.io/busybox:1
            command: [sh, -c, "echo from init > /scratch/note"]
            volumeMounts: [{name: scratch, mountPath: /scratch}]
          containers:
          - name: main
            image: navarch.io/busybox:1
            command: [sh, -c, "cat /settings/colour /password/word /scratch/note /labels/labels; echo; echo $COLOUR $NODE; ls /var/run/secrets/kubernetes.io/serviceaccount"]
            env:
            - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
            - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
            volumeMounts:
            - {name: settings, mountPath: /settings}
            - {name: password, mountPath: /password}
            - {name: scratch, mountPath: /scratch}
            - {name: labels, mountPath: /labels}
          volumes:
          - {name: settings, configMap: {name: settings}}
          - {name: password, secret: {secretName: password}}
          - {name: scratch, emptyDir: {}}
          - {name: labels, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
        """);
    kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/reader", "--timeout=60s");
    String node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
    assertThat(kubectl.run("logs", "reader"))
        .contains(
            "blue",
            "hush",
            "from init",
            "kind=\"reader\"",
            "blue " + node,
            "ca.crt",
            "namespace",
            "token");
    kubectl.run("delete", "pod/reader", "configmap/settings", "secret/password");
  }

  @Test
  @Order(130)
  void aJobRunsToItsEnd() {
    kubectl.run("create", "job", "once", "--image=navarch.io/busybox:1", "--", "echo", "done");
    kubectl.run("wait", "--for=condition=complete", "job/once", "--timeout=60s");
    assertThat(kubectl.run("logs", "job/once")).isEqualTo("done\n");
    kubectl.run("delete", "job", "once");
    await()
        .atMost(LONG)
        .until(() -> kubectl.run("get", "pods", "-l", "job-name=once", "--no-headers").isEmpty());
  }

  @Test
  @Order(140)
  void aPodCanBeRunAttachedAndIsRemoved() {
    Shell.Result result =
        kubectl.withInput(
            "echo hello from inside\nexit\n",
            "run",
            "shell",
            "--rm",
            "-i",
            "--image=navarch.io/busybox:1",
            "--restart=Never",
            "--",
            "sh");
    assertThat(result.mustSucceed()).contains("hello from inside");
    await().atMost(LONG).until(() -> kubectl.tryRun("get", "pod", "shell").exitCode() != 0);
  }

  @Test
  @Order(150)
  void aNodePortAnswersOnTheNode() {
    kubectl.run(
        "expose",
        "deployment",
        "web",
        "--name=web-node",
        "--type=NodePort",
        "--port=80",
        "--target-port=8080");
    String port =
        kubectl.run("get", "service", "web-node", "-o", "jsonpath={.spec.ports[0].nodePort}");
    String ip = nodeIp();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(curl("http://" + ip + ":" + port + "/")).startsWith("Hello from web-"));
    kubectl.run("delete", "service", "web-node");
  }

  @Test
  @Order(152)
  void aHostPortAnswersOnTheNode() {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: at-host-port}
        spec:
          containers:
          - name: main
            image: navarch.io/demo:1
            ports: [{containerPort: 8080, hostPort: 18123}]
        """);
    String ip = nodeIp();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(curl("http://" + ip + ":18123/")).startsWith("Hello from at-host-port"));
  }

  @Test
  @Order(155)
  void podsFindServicesByName() {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: peers}
        spec:
          clusterIP: None
          selector: {app: web}
          ports: [{name: http, port: 8080}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: alias}
        spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
        """);
    kubectl.run(
        "run", "asker", "--image=navarch.io/busybox:1", "--restart=Never", "--", "sleep", "3600");
    kubectl.run("wait", "--for=condition=Ready", "pod/asker", "--timeout=60s");
    String ip = kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    for (String name :
        List.of("web", "web.default", "web.default.svc", "web.default.svc.cluster.local")) {
      assertThat(inAsker("wget", "-q", "-O", "-", "http://" + name + "/"))
          .as(name)
          .startsWith("Hello from web-");
    }
    assertThat(inAsker("nslookup", "web.default.svc.cluster.local")).contains(ip);
    assertThat(inAsker("nslookup", "alias.default.svc.cluster.local")).contains(ip);
    assertThat(inAsker("nslookup", ip)).contains("web.default.svc.cluster.local");
    String pods =
        kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].status.podIP}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(inAsker("nslookup", "peers.default.svc.cluster.local"))
                    .contains(pods.split(" ")));
    String peer = pods.split(" ")[0].replace('.', '-') + ".peers";
    assertThat(inAsker("wget", "-q", "-O", "-", "http://" + peer + ":8080/"))
        .startsWith("Hello from web-");
    assertThat(inAsker("nslookup", "missing.default.svc.cluster.local")).contains("NXDOMAIN");
    kubectl.run("delete", "pod/asker", "service/peers", "service/alias", "--now");
  }

  private String inAsker(String... command) {
    List<String> words = new ArrayList<>(List.of("exec", "asker", "--"));
    words.addAll(List.of(command));
    // Where a name has no IPv6 address, nslookup says so and ends with 1.
    Shell.Result result = kubectl.tryRun(words.toArray(String[]::new));
    return result.stdout() + result.stderr();
  }

  @Test
  @Order(160)
  void deletingCascadesAsAsked() {
    kubectl.run("create", "deployment", "orphans", "--image=" + IMAGE);
    kubectl.run("rollout", "status", "deploy/orphans", "--timeout=60s");
    kubectl.run("delete", "deploy", "orphans", "--cascade=orphan");
    assertThat(kubectl.run("get", "rs", "-l", "app=orphans", "--no-headers").lines()).hasSize(1);
    kubectl.run("delete", "rs", "-l", "app=orphans", "--cascade=foreground", "--timeout=60s");
    await()
        .atMost(LONG)
        .until(() -> kubectl.run("get", "pods", "-l", "app=orphans", "--no-headers").isEmpty());
  }

  @Test
  @Order(170)
  void aNamespaceGoesWithAllThatIsInIt() {
    kubectl.run("create", "namespace", "short-lived");
    kubectl.run("create", "deployment", "inside", "--image=" + IMAGE, "-n", "short-lived");
    kubectl.run("rollout", "status", "deploy/inside", "-n", "short-lived", "--timeout=60s");
    kubectl.run("delete", "namespace", "short-lived", "--timeout=90s");
    assertThat(kubectl.tryRun("get", "namespace", "short-lived").mustFail()).contains("not found");
  }

  @Test
  @Order(180)
  void theClusterGoesOnAfterDownAndUp() {
    String uid = kubectl.run("get", "deploy", "web", "-o", "jsonpath={.metadata.uid}");
    assertThat(hostPortChains()).isNotEmpty();
    List<String> pods =
        List.of(kubectl.run("get", "pods", "-A", "-o", "jsonpath={..metadata.uid}").split(" "));
    cluster.down();
    assertThat(leftovers()).isEmpty();
    assertThat(hostPortChains()).isEqualTo(chainsBefore);
    assertThat(controlGroups()).noneMatch(group -> pods.stream().anyMatch(group::contains));
    cluster.start();
    assertThat(kubectl.run("get", "deploy", "web", "-o", "jsonpath={.metadata.uid}"))
        .isEqualTo(uid);
    kubectl.run("wait", "--for=condition=Available", "deploy/web", "--timeout=90s");
    String ip = kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(curl("http://" + ip + "/")).startsWith("Hello from web-"));
  }

  @Test
  @Order(190)
  void theLauncherTellsHowThingsAre() {
    assertThat(cluster.navarch(Duration.ofSeconds(60), List.of("status")).mustSucceed())
        .contains("running", "Ready", "cluster DNS: 10.96.0.10\n")
        .doesNotContain("stopped");
    assertThat(cluster.navarch(Duration.ofSeconds(60), List.of("logs", "scheduler")).exitCode())
        .isZero();
    assertThat(cluster.navarch(Duration.ofSeconds(60), List.of("doctor")).mustSucceed())
        .contains("✓ containerd");
  }

  /** What a stopped cluster may not leave in the kernel. */
  private String leftovers() {
    String data = cluster.dataDir().toString();
    String mounts =
        Shell.run(Duration.ofSeconds(5), List.of("cat", "/proc/self/mountinfo")).mustSucceed();
    StringBuilder found = new StringBuilder();
    mounts.lines().filter(l -> l.contains(data)).forEach(l -> found.append(l).append('\n'));
    Shell.run(Duration.ofSeconds(5), List.of("nft", "list", "tables"))
        .mustSucceed()
        .lines()
        .filter(l -> l.contains("navarch"))
        .forEach(l -> found.append(l).append('\n'));
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(data))
        .forEach(p -> found.append(p.info().commandLine().orElse("")).append('\n'));
    if (Files.exists(Path.of("/sys/class/net/navarch0"))) {
      found.append("link navarch0\n");
    }
    return found.toString();
  }

  private String nodeIp() {
    return kubectl.run(
        "get",
        "nodes",
        "-o",
        "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}");
  }

  /** The CNI plugin's chains for host ports, without counters. */
  private static String hostPortChains() {
    return Shell.run(Duration.ofSeconds(5), List.of("nft", "list", "chains", "ip"))
        .mustSucceed()
        .lines()
        .filter(l -> l.contains("CNI-HOSTPORT"))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> controlGroups() {
    return Shell.run(
            Duration.ofSeconds(10),
            List.of("find", "/sys/fs/cgroup", "-type", "d", "-name", "pod*"))
        .mustSucceed()
        .lines()
        .toList();
  }

  private String imageOf(String deployment) {
    return kubectl.run(
        "get", "deploy", deployment, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
  }

  private String aPod(String selector) {
    return kubectl.run(
        "get",
        "pods",
        "-l",
        selector,
        "--field-selector=status.phase=Running",
        "-o",
        "jsonpath={.items[0].metadata.name}");
  }

  private static String curl(String url) {
    return Shell.run(Duration.ofSeconds(15), List.of("curl", "-sS", "-m", "10", url)).stdout();
  }
}

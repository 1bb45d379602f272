package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a program with fabric8's client does, unmodified. */
@OnSharedCluster
class Fabric8ClientSessionTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Kubectl kubectl;
  private final KubernetesClient client;

  Fabric8ClientSessionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubectl.kubeconfig().toFile()))
            .build();
  }

  @AfterAll
  void stop() {
    client.close();
  }

  private static ConfigMap map(String name, Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .addToData("color", "red")
        .build();
  }

  private Resource<ConfigMap> map(String name) {
    return client.configMaps().withName(name);
  }

  @Test
  @Order(10)
  void objectsAreCreatedReadEditedAndDeleted() {
    assertThat(client.getKubernetesVersion().getGitVersion()).startsWith("v1.36");
    ConfigMap created = client.resource(map("one", Map.of())).create();
    assertThat(created.getMetadata().getUid()).isNotEmpty();
    map("one").edit(map -> new ConfigMapBuilder(map).addToData("color", "green").build());
    assertThat(map("one").get().getData()).containsEntry("color", "green");
    created.getData().put("color", "blue");
    assertRefused(() -> client.resource(created).update(), 409, "Conflict");
    assertRefused(() -> client.resource(map("one", Map.of())).create(), 409, "AlreadyExists");
    assertRefused(() -> client.resource(map("No_", Map.of())).create(), 422, "Invalid");
    assertThat(map("one").delete()).hasSize(1);
    assertThat(map("one").get()).isNull();
    assertThat(map("one").delete()).isEmpty();
  }

  private static void assertRefused(ThrowingCallable call, int code, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(code);
              assertThat(refusal.getStatus().getReason()).isEqualTo(reason);
            });
  }

  @Test
  @Order(20)
  void listsComeInChunks() {
    for (int i = 0; i < 5; i++) {
      client.resource(map("chunk-" + i, Map.of("list", "long"))).create();
    }
    var all = client.configMaps().withLabel("list", "long");
    ConfigMapList first = all.list(new ListOptionsBuilder().withLimit(3L).build());
    assertThat(first.getItems()).hasSize(3);
    // How many remain is not told where a selector chooses.
    assertThat(first.getMetadata().getRemainingItemCount()).isNull();
    client.resource(map("chunk-9", Map.of("list", "long"))).create();
    ConfigMapList second =
        all.list(
            new ListOptionsBuilder()
                .withLimit(3L)
                .withContinue(first.getMetadata().getContinue())
                .build());
    assertThat(second.getItems()).hasSize(2);
    assertThat(second.getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
    assertThat(client.configMaps().withLabelNotIn("list", "long").list().getItems()).hasSize(1);
    assertThat(all.delete()).hasSize(6);
  }

  @Test
  @Order(30)
  void allFourKindsOfPatch() {
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: patched}
        spec:
          replicas: 0
          selector: {matchLabels: {app: patched}}
          template:
            metadata: {labels: {app: patched}}
            spec:
              containers:
              - {name: web, image: navarch.io/demo:1}
        """;
    Deployment wanted =
        (Deployment)
            client
                .load(new ByteArrayInputStream(deployment.getBytes(StandardCharsets.UTF_8)))
                .items()
                .getFirst();
    Deployment applied = client.resource(wanted).fieldManager("one").serverSideApply();
    assertThat(applied.getMetadata().getManagedFields())
        .extracting(entry -> entry.getManager() + " " + entry.getOperation())
        .containsExactly("one Apply");
    patch(
        PatchType.STRATEGIC_MERGE,
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"command\":[\"true\"]}]}}}}");
    patch(PatchType.JSON, "[{\"op\":\"add\",\"path\":\"/spec/minReadySeconds\",\"value\":3}]");
    Deployment patched =
        patch(PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"by\":\"merge\"}}}");
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getImage()).isEqualTo("navarch.io/demo:1");
              assertThat(container.getCommand()).containsExactly("true");
            });
    assertThat(patched.getSpec().getMinReadySeconds()).isEqualTo(3);
    wanted.getSpec().setMinReadySeconds(4);
    assertRefused(
        () -> client.resource(wanted).fieldManager("one").serverSideApply(), 409, "Conflict");
    assertThat(
            client
                .resource(wanted)
                .fieldManager("one")
                .forceConflicts()
                .serverSideApply()
                .getSpec()
                .getMinReadySeconds())
        .isEqualTo(4);
    assertThat(client.apps().deployments().withName("patched").scale(0).getSpec().getReplicas())
        .isZero();
  }

  private Deployment patch(PatchType type, String patch) {
    return client.apps().deployments().withName("patched").patch(PatchContext.of(type), patch);
  }

  @Test
  @Order(40)
  void aWatchFollowsWhatItsSelectorTakes() {
    ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    try (Watch watch = client.configMaps().withLabel("watch", "yes").watch(new Recorder(events))) {
      client.resource(map("watched", Map.of("watch", "yes"))).create();
      client.resource(map("other", Map.of())).create();
      map("watched").edit(map -> new ConfigMapBuilder(map).addToData("n", "1").build());
      map("watched")
          .edit(
              map ->
                  new ConfigMapBuilder(map).editMetadata().withLabels(null).endMetadata().build());
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(events)
                      .containsExactly("ADDED watched", "MODIFIED watched", "DELETED watched"));
    }
  }

  private record Recorder(ConcurrentLinkedQueue<String> events) implements Watcher<ConfigMap> {
    @Override
    public void eventReceived(Action action, ConfigMap map) {
      events.add(action + " " + map.getMetadata().getName());
    }

    @Override
    public void onClose(WatcherException cause) {
      events.add("closed: " + cause);
    }
  }

  @Test
  @Order(50)
  void anInformerKeepsACopyAndResyncs() {
    ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    client.resource(map("early", Map.of("inform", "yes"))).create();
    try (SharedIndexInformer<ConfigMap> informer =
        client
            .configMaps()
            .withLabel("inform", "yes")
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(ConfigMap map) {
                    events.add("+" + map.getMetadata().getName());
                  }

                  @Override
                  public void onUpdate(ConfigMap before, ConfigMap after) {
                    events.add("=" + after.getMetadata().getName());
                  }

                  @Override
                  public void onDelete(ConfigMap map, boolean lastStateUnknown) {
                    events.add("-" + map.getMetadata().getName());
                  }
                },
                500)) {
      client.resource(map("late", Map.of("inform", "yes"))).create();
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("+early", "+late"));
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("=early", "=late"));
      map("early").delete();
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("-early"));
      assertThat(informer.getStore().list())
          .extracting(map -> map.getMetadata().getName())
          .containsExactly("late");
    }
  }

  @Test
  @Order(60)
  void commandsLogsAndPortsOfAPod() throws Exception {
    kubectl.run("run", "web", "--image=navarch.io/demo:1");
    var pod = client.pods().withName("web");
    pod.waitUntilReady(60, TimeUnit.SECONDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch exec =
        pod.readingInput(new ByteArrayInputStream("to cat".getBytes(StandardCharsets.UTF_8)))
            .writingOutput(out)
            .exec("sh", "-c", "head -c 6; exit 7")) {
      assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isEqualTo(7);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("to cat");
    assertThat(pod.getLog()).contains("demo 1 on web");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (LogWatch followed = pod.watchLog(log);
        LocalPortForward forward = pod.portForward(8080)) {
      assertThat(get("http://127.0.0.1:" + forward.getLocalPort() + "/"))
          .startsWith("Hello from web");
      await().atMost(LONG).until(() -> log.toString(StandardCharsets.UTF_8).lines().count() >= 2);
    }
    Path file = Files.createTempFile("fabric8", ".txt");
    Files.writeString(file, "uploaded");
    assertThat(pod.file("/tmp/uploaded.txt").upload(file)).isTrue();
    try (var in = pod.file("/tmp/uploaded.txt").read()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("uploaded");
    }
    assertThat(pod.withGracePeriod(0).delete()).hasSize(1);
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  @Order(70)
  void customResourcesWithoutTypes() {
    kubectl.apply(Gadgets.DEFINITION.formatted("fabric8"));
    kubectl.run("wait", "--for=condition=Established", "crd/gadgets.fabric8.example.com");
    var gadgets = client.genericKubernetesResources("fabric8.example.com/v1", "Gadget");
    GenericKubernetesResource gadget = new GenericKubernetesResource();
    gadget.setApiVersion("fabric8.example.com/v1");
    gadget.setKind("Gadget");
    gadget.setMetadata(new ObjectMeta());
    gadget.getMetadata().setName("one");
    gadget.setAdditionalProperty("spec", Map.of("size", 3));
    GenericKubernetesResource created = gadgets.resource(gadget).create();
    assertThat(created.<String>get("spec", "color")).isEqualTo("grey");
    created.setAdditionalProperty("status", Map.of("phase", "Running"));
    assertThat(gadgets.resource(created).updateStatus().<String>get("status", "phase"))
        .isEqualTo("Running");
    assertThat(gadgets.list().getItems()).hasSize(1);
    gadget.setAdditionalProperty("spec", Map.of("size", -1));
    assertRefused(() -> gadgets.resource(gadget).update(), 422, "Invalid");
    assertThat(gadgets.withName("one").delete()).hasSize(1);
  }

  @Test
  @Order(80)
  void oneOfTwoLeads() throws Exception {
    ConcurrentLinkedQueue<String> leaders = new ConcurrentLinkedQueue<>();
    CompletableFuture<?> first = lead("first", leaders);
    await().atMost(LONG).untilAsserted(() -> assertThat(leaders).containsExactly("first"));
    CompletableFuture<?> second = lead("second", leaders);
    assertThat(client.leases().withName("who-leads").get().getSpec().getHolderIdentity())
        .isEqualTo("first");
    first.cancel(true);
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(leaders).containsExactly("first", "second"));
    second.cancel(true);
  }

  private CompletableFuture<?> lead(String name, ConcurrentLinkedQueue<String> leaders) {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(name)
                .withLock(new LeaseLock(client.getNamespace(), "who-leads", name))
                .withLeaseDuration(Duration.ofSeconds(6))
                .withRenewDeadline(Duration.ofSeconds(4))
                .withRetryPeriod(Duration.ofSeconds(1))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(() -> leaders.add(name), () -> {}, leader -> {}))
                .build())
        .build()
        .start();
  }

  @Test
  @Order(90)
  void deletingHasOptions() {
    var deployment = client.apps().deployments().withName("patched");
    deployment.scale(1);
    var replicaSets = client.apps().replicaSets().withLabel("app", "patched");
    await()
        .atMost(LONG)
        .until(
            () ->
                replicaSets.list().getItems().stream()
                    .anyMatch(set -> set.getSpec().getReplicas() == 1));
    deployment.withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    await().atMost(LONG).until(() -> deployment.get() == null);
    assertThat(replicaSets.list().getItems())
        .isNotEmpty()
        .allSatisfy(orphan -> assertThat(orphan.getMetadata().getOwnerReferences()).isEmpty());
    assertThat(client.resource(map("dry", Map.of())).dryRun().create().getMetadata().getUid())
        .isNotEmpty();
    assertThat(map("dry").get()).isNull();
    assertThat(replicaSets.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete())
        .isNotEmpty();
    await()
        .atMost(LONG)
        .until(() -> client.pods().withLabel("app", "patched").list().getItems().isEmpty());
  }
}

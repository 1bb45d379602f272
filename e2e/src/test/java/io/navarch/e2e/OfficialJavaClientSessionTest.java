package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.ServerSideApply;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.DeleteOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a program with the official Java client does, unmodified: {@code io.kubernetes}. */
@OnSharedCluster
class OfficialJavaClientSessionTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Kubectl kubectl;
  private final ApiClient client;
  private final CoreV1Api core;
  private final AppsV1Api apps;
  private final String namespace;

  OfficialJavaClientSessionTest(Kubectl kubectl) throws IOException {
    this.kubectl = kubectl;
    KubeConfig config = KubeConfig.loadKubeConfig(Files.newBufferedReader(kubectl.kubeconfig()));
    client = ClientBuilder.kubeconfig(config).setReadTimeout(Duration.ZERO).build();
    core = new CoreV1Api(client);
    apps = new AppsV1Api(client);
    namespace = config.getNamespace();
  }

  private static V1ConfigMap map(String name, Map<String, String> labels) {
    return new V1ConfigMap()
        .metadata(new V1ObjectMeta().name(name).labels(labels))
        .putDataItem("color", "red");
  }

  @Test
  @Order(10)
  void objectsAreCreatedReadReplacedAndDeleted() throws ApiException {
    assertThat(new VersionApi(client).getCode().execute().getGitVersion()).startsWith("v1.36");
    V1ConfigMap created = core.createNamespacedConfigMap(namespace, map("one", Map.of())).execute();
    assertThat(created.getMetadata().getUid()).isNotEmpty();
    assertThat(created.getMetadata().getCreationTimestamp()).isNotNull();
    core.replaceNamespacedConfigMap("one", namespace, created.putDataItem("color", "green"))
        .execute();
    assertThat(core.readNamespacedConfigMap("one", namespace).execute().getData())
        .containsEntry("color", "green");
    assertRefused(
        () -> core.replaceNamespacedConfigMap("one", namespace, created).execute(),
        409,
        "Conflict");
    assertRefused(
        () -> core.createNamespacedConfigMap(namespace, map("one", Map.of())).execute(),
        409,
        "AlreadyExists");
    assertRefused(
        () -> core.createNamespacedConfigMap(namespace, map("No_", Map.of())).execute(),
        422,
        "Invalid");
    assertThat(core.deleteNamespacedConfigMap("one", namespace).execute().getStatus())
        .isEqualTo("Success");
    assertRefused(() -> core.readNamespacedConfigMap("one", namespace).execute(), 404, "NotFound");
  }

  private static void assertRefused(ThrowingCallable call, int code, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.getCode()).as(refusal.getResponseBody()).isEqualTo(code);
              JsonObject status =
                  JsonParser.parseString(refusal.getResponseBody()).getAsJsonObject();
              assertThat(status.get("reason").getAsString()).isEqualTo(reason);
            });
  }

  @Test
  @Order(20)
  void listsComeInChunks() throws ApiException {
    for (int i = 0; i < 7; i++) {
      core.createNamespacedConfigMap(namespace, map("chunk-" + i, Map.of("list", "long")))
          .execute();
    }
    List<String> names = new ArrayList<>();
    List<Long> remaining = new ArrayList<>();
    String next = null;
    do {
      V1ConfigMapList page =
          core.listNamespacedConfigMap(namespace).limit(3)._continue(next).execute();
      page.getItems().forEach(item -> names.add(item.getMetadata().getName()));
      remaining.add(page.getMetadata().getRemainingItemCount());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    // kube-root-ca.crt is in every namespace.
    assertThat(names).hasSize(8).doesNotHaveDuplicates().isSorted();
    assertThat(remaining).containsExactly(5L, 2L, null);
    assertThat(core.listNamespacedConfigMap(namespace).labelSelector("list in (long)").execute())
        .extracting(list -> list.getItems().size())
        .isEqualTo(7);
    assertThat(
            core.listNamespacedConfigMap(namespace)
                .fieldSelector("metadata.name=chunk-3")
                .execute()
                .getItems())
        .hasSize(1);
    core.deleteCollectionNamespacedConfigMap(namespace).labelSelector("list=long").execute();
    assertThat(core.listNamespacedConfigMap(namespace).execute().getItems()).hasSize(1);
  }

  private static final String DEPLOYMENT =
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

  @Test
  @Order(30)
  void allFourKindsOfPatch() throws Exception {
    V1Deployment wanted = Yaml.loadAs(DEPLOYMENT, V1Deployment.class);
    apps.createNamespacedDeployment(namespace, wanted).execute();
    patch(
        V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"navarch.io/busybox:1\"}]}}}}");
    patch(
        V1Patch.PATCH_FORMAT_JSON_PATCH,
        "[{\"op\":\"remove\",\"path\":\"/spec/minReadySeconds\"}]",
        422);
    patch(
        V1Patch.PATCH_FORMAT_JSON_PATCH,
        "[{\"op\":\"add\",\"path\":\"/spec/minReadySeconds\",\"value\":3}]");
    V1Deployment patched =
        patch(
            V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
            "{\"metadata\":{\"labels\":{\"by\":\"merge\"}}}");
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers())
        .extracting(container -> container.getName())
        .containsExactlyInAnyOrder("side", "web");
    assertThat(patched.getSpec().getMinReadySeconds()).isEqualTo(3);
    assertThat(patched.getMetadata().getLabels()).containsEntry("by", "merge");
    wanted.getMetadata().setNamespace(namespace);
    wanted.getSpec().setMinReadySeconds(4);
    assertThatThrownBy(() -> apply(wanted, false))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.getCode()).isEqualTo(409));
    assertThat(apply(wanted, true).getSpec().getMinReadySeconds()).isEqualTo(4);
  }

  private V1Deployment apply(V1Deployment wanted, boolean force) throws ApiException {
    return ServerSideApply.apply(
        client, V1Deployment.class, V1DeploymentList.class, wanted, "applier", force);
  }

  private V1Deployment patch(String format, String patch) throws ApiException {
    return PatchUtils.patch(
        V1Deployment.class,
        () ->
            apps.patchNamespacedDeployment("patched", namespace, new V1Patch(patch))
                .fieldManager("patcher")
                .buildCall(null),
        format,
        client);
  }

  private void patch(String format, String patch, int code) {
    assertRefused(() -> patch(format, patch), code, "Invalid");
  }

  @Test
  @Order(40)
  void aWatchFollowsWhatItsSelectorTakes() throws Exception {
    String version =
        core.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
    V1ConfigMap watched =
        core.createNamespacedConfigMap(namespace, map("watched", Map.of("watch", "yes"))).execute();
    core.createNamespacedConfigMap(namespace, map("other", Map.of())).execute();
    V1ConfigMap changed =
        core.replaceNamespacedConfigMap("watched", namespace, watched.putDataItem("n", "1"))
            .execute();
    changed.getMetadata().setLabels(Map.of());
    core.replaceNamespacedConfigMap("watched", namespace, changed).execute();
    List<String> events = new ArrayList<>();
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap(namespace)
                .labelSelector("watch=yes")
                .resourceVersion(version)
                .timeoutSeconds(1)
                .watch(true)
                .buildCall(null),
            new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      watch.forEach(event -> events.add(event.type + " " + event.object.getMetadata().getName()));
    }
    assertThat(events).containsExactly("ADDED watched", "MODIFIED watched", "DELETED watched");
  }

  @Test
  @Order(50)
  void anInformerKeepsACopyAndResyncs() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    SharedInformerFactory factory = new SharedInformerFactory(client, threads, true);
    ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    try {
      SharedIndexInformer<V1ConfigMap> informer =
          factory.sharedIndexInformerFor(
              call ->
                  core.listNamespacedConfigMap(namespace)
                      .labelSelector("inform=yes")
                      .resourceVersion(call.resourceVersion)
                      .timeoutSeconds(call.timeoutSeconds)
                      .watch(call.watch)
                      .buildCall(null),
              V1ConfigMap.class,
              V1ConfigMapList.class,
              1000);
      informer.addEventHandler(new Recorder(events));
      core.createNamespacedConfigMap(namespace, map("early", Map.of("inform", "yes"))).execute();
      factory.startAllRegisteredInformers();
      await().atMost(LONG).until(informer::hasSynced);
      core.createNamespacedConfigMap(namespace, map("late", Map.of("inform", "yes"))).execute();
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("+early", "+late"));
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("=early", "=late"));
      core.deleteNamespacedConfigMap("early", namespace).execute();
      await().atMost(LONG).untilAsserted(() -> assertThat(events).contains("-early"));
      assertThat(informer.getIndexer().listKeys()).containsExactly(namespace + "/late");
    } finally {
      factory.stopAllRegisteredInformers(true);
      threads.shutdownNow();
    }
  }

  private record Recorder(ConcurrentLinkedQueue<String> events)
      implements ResourceEventHandler<V1ConfigMap> {
    @Override
    public void onAdd(V1ConfigMap map) {
      events.add("+" + map.getMetadata().getName());
    }

    @Override
    public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
      events.add("=" + after.getMetadata().getName());
    }

    @Override
    public void onDelete(V1ConfigMap map, boolean lastStateUnknown) {
      events.add("-" + map.getMetadata().getName());
    }
  }

  @Test
  @Order(60)
  void commandsLogsAndPortsOfAPod() throws Exception {
    kubectl.run("run", "web", "--image=navarch.io/demo:1");
    kubectl.run("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
    Process cat =
        new Exec(client)
            .exec(namespace, "web", new String[] {"sh", "-c", "cat; exit 3"}, true, false);
    try (OutputStream in = cat.getOutputStream()) {
      in.write("through the client\n".getBytes(StandardCharsets.UTF_8));
      in.flush();
      assertThat(
              new BufferedReader(
                      new InputStreamReader(cat.getInputStream(), StandardCharsets.UTF_8))
                  .readLine())
          .isEqualTo("through the client");
    }
    cat.destroy();
    Process seven =
        new Exec(client).exec(namespace, "web", new String[] {"sh", "-c", "exit 7"}, false, false);
    assertThat(seven.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(seven.exitValue()).isEqualTo(7);
    V1Pod pod = core.readNamespacedPod("web", namespace).execute();
    try (BufferedReader log =
        new BufferedReader(
            new InputStreamReader(
                new PodLogs(client).streamNamespacedPodLog(pod), StandardCharsets.UTF_8))) {
      assertThat(log.readLine()).contains("demo 1 on web");
      assertThat(get(new PortForward(client).forward(namespace, "web", List.of(8080))))
          .contains("200 OK", "Hello from web");
      assertThat(log.readLine()).as("the request, as the followed log tells it").isNotEmpty();
    }
    assertThat(core.deleteNamespacedPod("web", namespace).gracePeriodSeconds(0).execute())
        .isNotNull();
  }

  private static String get(PortForward.PortForwardResult ports) throws IOException {
    try (ports) {
      OutputStream out = ports.getOutboundStream(8080);
      out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(ports.getInputStream(8080), StandardCharsets.UTF_8));
      List<String> answer = new ArrayList<>();
      do {
        answer.add(in.readLine());
      } while (!answer.getLast().startsWith("Hello"));
      return String.join("\n", answer);
    }
  }

  @Test
  @Order(70)
  void customResourcesWithoutTypes() throws ApiException {
    kubectl.apply(Gadgets.DEFINITION.formatted("official"));
    kubectl.run("wait", "--for=condition=Established", "crd/gadgets.official.example.com");
    DynamicKubernetesApi gadgets =
        new DynamicKubernetesApi("official.example.com", "v1", "gadgets", client);
    DynamicKubernetesObject gadget =
        new DynamicKubernetesObject(
            JsonParser.parseString(
                    """
                    {"apiVersion": "official.example.com/v1", "kind": "Gadget",
                     "metadata": {"name": "one", "namespace": "%s"}, "spec": {"size": 3}}
                    """
                        .formatted(namespace))
                .getAsJsonObject());
    DynamicKubernetesObject created = gadgets.create(gadget).throwsApiException().getObject();
    assertThat(created.getRaw().getAsJsonObject("spec").get("color").getAsString())
        .isEqualTo("grey");
    // The client replaces a status: there has to be one.
    kubectl.run(
        "patch",
        "gadgets.official.example.com",
        "one",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"phase\":\"Pending\"}}");
    JsonObject status = new JsonObject();
    status.addProperty("phase", "Running");
    assertThat(
            gadgets
                .updateStatus(created, any -> status)
                .throwsApiException()
                .getObject()
                .getRaw()
                .getAsJsonObject("status")
                .get("phase")
                .getAsString())
        .isEqualTo("Running");
    assertThat(gadgets.list(namespace).getObject().getItems()).hasSize(1);
    assertThat(gadgets.delete(namespace, "one").isSuccess()).isTrue();
    assertThat(gadgets.get(namespace, "one").getHttpStatusCode()).isEqualTo(404);
  }

  @Test
  @Order(80)
  void deletingHasOptions() throws ApiException {
    GenericKubernetesApi<V1Deployment, V1DeploymentList> deployments =
        new GenericKubernetesApi<>(
            V1Deployment.class, V1DeploymentList.class, "apps", "v1", "deployments", client);
    DeleteOptions other = new DeleteOptions();
    other.setPreconditions(new V1Preconditions().uid("somebody-else"));
    assertThat(deployments.delete(namespace, "patched", other))
        .satisfies(
            answer -> {
              assertThat(answer.getHttpStatusCode()).isEqualTo(409);
              assertThat(answer.getStatus().getMessage())
                  .contains("the UID in the precondition (somebody-else) does not match");
            });
    DeleteOptions dry = new DeleteOptions();
    dry.setDryRun(List.of("All"));
    assertThat(deployments.delete(namespace, "patched", dry).isSuccess()).isTrue();
    DeleteOptions foreground = new DeleteOptions();
    foreground.setPropagationPolicy("Foreground");
    V1Deployment going = deployments.delete(namespace, "patched", foreground).getObject();
    assertThat(going.getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    await()
        .atMost(LONG)
        .until(() -> deployments.get(namespace, "patched").getHttpStatusCode() == 404);
  }
}

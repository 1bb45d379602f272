package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.gateway.access.User;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {
  private static final User ADMIN = new User("admin", "", List.of("system:masters"), Map.of());

  private final FakeObjects objects =
      new FakeObjects()
          .with("", "namespaces", "{'metadata':{'name':'n'},'status':{'phase':'Active'}}")
          .with("", "namespaces", "{'metadata':{'name':'old'},'status':{'phase':'Terminating'}}")
          .with(
              "",
              "serviceaccounts",
              "{'metadata':{'name':'default','namespace':'n','uid':'u'},'imagePullSecrets':[{'name':'pull'}]}");

  private static AdmissionRequest request(
      AdmissionRequest.Operation operation,
      String plural,
      String namespace,
      ApiObject object,
      ApiObject old,
      User user) {
    ResourceDefinition resource =
        BuiltinResources.instance().byPlural("", "v1", plural).orElseThrow();
    return new AdmissionRequest(
        operation,
        resource,
        "",
        namespace,
        object == null ? old.name() : object.name(),
        object,
        old,
        Map.of(),
        false,
        user,
        new ArrayList<>());
  }

  private static ApiObject tree(String json) {
    return new ApiObject(Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static ApiObject pod(String spec) {
    return tree("{'metadata':{'name':'p','namespace':'n'},'spec':" + spec + "}");
  }

  private ApiObject admit(AdmissionPlugin plugin, ApiObject pod) {
    AdmissionRequest request =
        request(AdmissionRequest.Operation.CREATE, "pods", "n", pod, null, ADMIN);
    plugin.mutate(request);
    plugin.validate(request);
    return pod;
  }

  @Test
  void aPodRunsAsTheDefaultAccountWithItsTokenMounted() {
    ApiObject pod =
        admit(
            new ServiceAccountPlugin(objects, new Random(1)),
            pod(
                "{'containers':[{'name':'c'},{'name':'d','volumeMounts':[{'name':'x','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}],'initContainers':[{'name':'i'}]}"));
    assertThat(pod.at("spec", "serviceAccountName")).isEqualTo("default");
    assertThat(pod.at("spec", "serviceAccount")).isEqualTo("default");
    assertThat(pod.at("spec", "imagePullSecrets").toString()).isEqualTo("[{name=pull}]");
    Map<String, Object> spec = PodTrees.spec(pod);
    Map<String, Object> volume = PodTrees.trees(ApiObject.listAt(spec, "volumes")).getFirst();
    assertThat((String) volume.get("name")).matches("kube-api-access-[a-z0-9]{5}");
    assertThat(Json.writeString(volume))
        .contains("\"expirationSeconds\":3607")
        .contains("kube-root-ca.crt");
    assertThat(Json.writeString(spec.get("initContainers"))).contains("kube-api-access-");
    assertThat(Json.writeString(PodTrees.containers(spec, "containers").get(1)))
        .doesNotContain("kube-api-access-");
  }

  @Test
  void noTokenForWhoDoesNotWantOne() {
    ApiObject pod =
        admit(
            new ServiceAccountPlugin(objects, new Random(1)),
            pod("{'automountServiceAccountToken':false,'containers':[{'name':'c'}]}"));
    assertThat(pod.at("spec", "volumes")).isNull();
  }

  @Test
  void aMissingAccountIsRefused() {
    assertThatThrownBy(
            () ->
                admit(
                    new ServiceAccountPlugin(objects, new Random(1)),
                    pod("{'serviceAccountName':'x','containers':[]}")))
        .hasMessage(
            "pods \"p\" is forbidden: error looking up service account n/x: serviceaccount \"x\" not found");
  }

  @Test
  void namespacesMustExistAndStay() {
    NamespaceLifecyclePlugin plugin = new NamespaceLifecyclePlugin(objects);
    plugin.mutate(request(AdmissionRequest.Operation.CREATE, "pods", "n", pod("{}"), null, ADMIN));
    assertThatThrownBy(
            () ->
                plugin.mutate(
                    request(
                        AdmissionRequest.Operation.CREATE, "pods", "x", pod("{}"), null, ADMIN)))
        .hasMessage("namespaces \"x\" not found");
    assertThatThrownBy(
            () ->
                plugin.mutate(
                    request(
                        AdmissionRequest.Operation.CREATE, "pods", "old", pod("{}"), null, ADMIN)))
        .hasMessage(
            "pods \"p\" is forbidden: unable to create new content in namespace old because it is being terminated");
    assertThatThrownBy(
            () ->
                plugin.mutate(
                    request(
                        AdmissionRequest.Operation.DELETE,
                        "namespaces",
                        "",
                        null,
                        tree("{'metadata':{'name':'default'}}"),
                        ADMIN)))
        .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
  }

  @Test
  void priorityComesFromTheClass() {
    objects.with(
        "scheduling.k8s.io",
        "priorityclasses",
        "{'metadata':{'name':'high'},'value':1000,'preemptionPolicy':'Never'}");
    PriorityPlugin plugin = new PriorityPlugin(objects);
    ApiObject plain = admit(plugin, pod("{}"));
    assertThat(plain.at("spec", "priority")).isEqualTo(0L);
    assertThat(plain.at("spec", "preemptionPolicy")).isEqualTo("PreemptLowerPriority");
    ApiObject high = admit(plugin, pod("{'priorityClassName':'high'}"));
    assertThat(high.at("spec", "priority")).isEqualTo(1000L);
    assertThat(high.at("spec", "preemptionPolicy")).isEqualTo("Never");
    assertThatThrownBy(() -> admit(plugin, pod("{'priorityClassName':'x'}")))
        .hasMessage("pods \"p\" is forbidden: no PriorityClass with name x was found");
    assertThatThrownBy(() -> admit(plugin, pod("{'priority':5}")))
        .hasMessageContaining("the integer value of priority (5) must not be provided in pod spec");
    objects.with(
        "scheduling.k8s.io",
        "priorityclasses",
        "{'metadata':{'name':'usual'},'value':7,'globalDefault':true}");
    assertThat(admit(plugin, pod("{}")).at("spec", "priorityClassName")).isEqualTo("usual");
  }

  @Test
  void podsStayFiveMinutesOnFailedNodes() {
    ApiObject pod =
        admit(
            new DefaultTolerationSecondsPlugin(),
            pod("{'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists'}]}"));
    assertThat(Json.writeString(pod.at("spec", "tolerations")))
        .isEqualTo(
            "[{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"},{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":300}]");
    ApiObject all =
        admit(new DefaultTolerationSecondsPlugin(), pod("{'tolerations':[{'operator':'Exists'}]}"));
    assertThat(ApiObject.listAt(PodTrees.spec(all), "tolerations")).hasSize(1);
  }

  @Test
  void newNodesAreTainted() {
    ApiObject node = tree("{'metadata':{'name':'n1'}}");
    new TaintNodesByConditionPlugin()
        .mutate(request(AdmissionRequest.Operation.CREATE, "nodes", "", node, null, ADMIN));
    assertThat(Json.writeString(node.at("spec", "taints")))
        .isEqualTo("[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]");
  }
}

package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is acknowledged holds for the next request, however late the store's news are: what decides
 * about other requests does so at once, and nothing is answered from a state that is over.
 */
class LateNewsTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
  private static final String NAMESPACES = "/api/v1/namespaces";
  private static final String MAPS = NAMESPACES + "/default/configmaps";

  @TempDir static Path folder;
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    EmbeddedOptions options = EmbeddedOptions.in(folder.resolve("store")).withSync(false);
    EmbeddedStore store = EmbeddedStore.open(options, InstantSource.system());
    gateway =
        GatewayFixture.start(
            folder, new LateStore(store, Duration.ofMillis(30)), java.util.Map.of());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer post(String path, String json) {
    return gateway.post(path, json.replace('\'', '"'));
  }

  @Test
  void aRoleHoldsAtOnce() {
    HttpClient reader = gateway.clientOf("late-reader");
    gateway.create(
        RBAC + "clusterroles",
        "{'metadata': {'name': 'late-reader'}, 'rules': [{'apiGroups': [''],"
            + " 'resources': ['configmaps'], 'verbs': ['list']}]}");
    gateway.create(
        RBAC + "namespaces/default/rolebindings",
        "{'metadata': {'name': 'late-reader'}, 'roleRef': {'apiGroup': 'rbac.authorization.k8s.io',"
            + " 'kind': 'ClusterRole', 'name': 'late-reader'},"
            + " 'subjects': [{'kind': 'User', 'name': 'late-reader'}]}");
    assertThat(GatewayFixture.send(reader, gateway.builder(MAPS).build()).status()).isEqualTo(200);
    gateway.delete(RBAC + "namespaces/default/rolebindings/late-reader");
    assertThat(GatewayFixture.send(reader, gateway.builder(MAPS).build()).status()).isEqualTo(403);
  }

  @Test
  void aPolicyHoldsAtOnce() {
    gateway.create(
        ADMISSION + "validatingadmissionpolicies",
        "{'metadata': {'name': 'late'}, 'spec': {'matchConstraints': {'resourceRules': [{"
            + " 'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['CREATE'],"
            + " 'resources': ['configmaps']}]},"
            + " 'validations': [{'expression': 'object.metadata.name != \\'late\\''}]}}"
                .replace("\\'", "\\\""));
    gateway.create(
        ADMISSION + "validatingadmissionpolicybindings",
        "{'metadata': {'name': 'late'}, 'spec': {'policyName': 'late',"
            + " 'validationActions': ['Deny']}}");
    String map = "{'metadata': {'name': 'late'}}";
    assertThat(post(MAPS, map).status()).isEqualTo(422);
    gateway.delete(ADMISSION + "validatingadmissionpolicybindings/late");
    assertThat(post(MAPS, map).status()).isEqualTo(201);
  }

  @Test
  void aNamespaceAndItsLimitsHoldAtOnce() {
    gateway.create(NAMESPACES, "{'metadata': {'name': 'late'}}");
    gateway.create(
        NAMESPACES + "/late/limitranges",
        "{'metadata': {'name': 'late'}, 'spec': {'limits': [{'type': 'Container',"
            + " 'default': {'cpu': '250m'}}]}}");
    gateway.create(NAMESPACES + "/late/serviceaccounts", "{'metadata': {'name': 'late'}}");
    gateway.create(
        "/apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata': {'name': 'late'}, 'value': 7}");
    String pod =
        "{'metadata': {'name': 'late'}, 'spec': {'serviceAccountName': 'late',"
            + " 'priorityClassName': 'late', 'containers': [{'name': 'a', 'image': 'a'}]}}";
    Answer created = post(NAMESPACES + "/late/pods", pod);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("spec", "priority")).isEqualTo(7L);
    assertThat(((List<?>) created.at("spec", "containers")).getFirst().toString()).contains("250m");
  }

  @Test
  void aDefinitionHoldsOnceItIsEstablished() {
    String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    gateway.create(
        definitions,
        "{'metadata': {'name': 'lates.example.org'}, 'spec': {'group': 'example.org', 'scope': 'Cluster',"
            + " 'names': {'plural': 'lates', 'kind': 'Late'}, 'versions': [{'name': 'v1', 'served': true,"
            + " 'storage': true, 'schema': {'openAPIV3Schema': {'type': 'object'}}}]}}");
    await()
        .until(
            () -> gateway.get(definitions + "/lates.example.org").text(),
            text -> text.contains("\"type\":\"Established\""));
    gateway.create(
        "/apis/example.org/v1/lates",
        "{'apiVersion': 'example.org/v1', 'kind': 'Late', 'metadata': {'name': 'first'}}");
  }

  @Test
  void aPatchThatUndoesAnotherIsNotTakenForNothing() {
    gateway.create(MAPS, "{'metadata': {'name': 'undone'}}");
    assertThat(gateway.get(MAPS + "/undone").status()).isEqualTo(200);
    String label = "{\"metadata\":{\"labels\":{\"a\":%s}}}";
    gateway.patch(MAPS + "/undone", "merge-patch+json", label.formatted("\"b\""));
    Answer dry =
        gateway.patch(MAPS + "/undone?dryRun=All", "merge-patch+json", "{\"data\":{\"c\":\"d\"}}");
    assertThat(dry.at("metadata", "labels", "a")).isEqualTo("b");
    Answer undone = gateway.patch(MAPS + "/undone", "merge-patch+json", label.formatted("null"));
    assertThat(undone.at("metadata", "labels")).isNull();
    assertThat(gateway.get(MAPS + "/undone").at("metadata", "labels")).isNull();
  }

  @Test
  void aPodIsEvictedAndReachedAtOnce() {
    String pods = NAMESPACES + "/default/pods";
    gateway.create(NAMESPACES + "/default/serviceaccounts", "{'metadata': {'name': 'default'}}");
    gateway.create(
        pods,
        "{'metadata': {'name': 'late', 'labels': {'app': 'late'}},"
            + " 'spec': {'containers': [{'name': 'a', 'image': 'a'}]}}");
    Answer log = gateway.get(pods + "/late/log?tailLines=-1");
    assertThat(log.status()).as(log.text()).isEqualTo(422);
    gateway.create(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        "{'metadata': {'name': 'late'}, 'spec': {'minAvailable': 1,"
            + " 'selector': {'matchLabels': {'app': 'late'}}}}");
    gateway.create(
        pods + "/late/binding", "{'metadata': {'name': 'late'}, 'target': {'name': 'a'}}");
    gateway.patch(
        pods + "/late/status", "merge-patch+json", "{\"status\":{\"phase\":\"Running\"}}");
    Answer refused =
        post(
            pods + "/late/eviction",
            "{'apiVersion': 'policy/v1', 'kind': 'Eviction', 'metadata': {'name': 'late'}}");
    assertThat(refused.status()).as(refused.text()).isEqualTo(429);
  }

  @Test
  void aWatchStartsFromTheFirstObjectOfItsKind() {
    String leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    Answer first = post(leases, "{'metadata': {'name': 'first'}}");
    gateway.create(leases, "{'metadata': {'name': 'second'}}");
    Answer watched =
        gateway.get(
            leases
                + "?watch=true&timeoutSeconds=1&resourceVersion="
                + first.at("metadata", "resourceVersion"));
    assertThat(watched.text()).contains("\"ADDED\"", "second").doesNotContain("\"ERROR\"");
  }
}

package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Server-side apply and managedFields through the whole gateway. */
class ServerSideApplyTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer apply(String path, String parameters, String yaml) {
    return gateway.patch(path + "?" + parameters, "apply-patch+yaml", yaml);
  }

  private static String map(String name, String data) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s
    data: %s
    """
        .formatted(name, data);
  }

  private static String deployment(String name, int replicas, String image) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: %s
    spec:
      replicas: %d
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
          - name: web
            image: %s
            ports:
            - containerPort: 80
    """
        .formatted(name, replicas, image);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> entry(Answer answer, String manager, String operation) {
    return ((List<Map<String, Object>>) answer.at("metadata", "managedFields"))
        .stream()
            .filter(e -> manager.equals(e.get("manager")) && operation.equals(e.get("operation")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + manager + " in " + answer.text()));
  }

  private static String fields(Answer answer, String manager, String operation) {
    return Json.writeString(entry(answer, manager, operation).get("fieldsV1"));
  }

  @Test
  void createsByApply() {
    Answer created = apply(MAPS + "/born", "fieldManager=one", map("born", "{a: \"1\"}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("data", "a")).isEqualTo("1");
    assertThat(fields(created, "one", "Apply")).isEqualTo("{\"f:data\":{\"f:a\":{}}}");
    assertThat(entry(created, "one", "Apply"))
        .containsEntry("apiVersion", "v1")
        .containsEntry("fieldsType", "FieldsV1")
        .containsKey("time");

    Answer again = apply(MAPS + "/born", "fieldManager=one", map("born", "{a: \"1\"}"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text()).isEqualTo(created.text());
  }

  @Test
  void removesWhatTheApplierDropsAndNobodyElseOwns() {
    apply(MAPS + "/dropped", "fieldManager=one", map("dropped", "{a: \"1\", b: \"2\", c: \"3\"}"));
    apply(MAPS + "/dropped", "fieldManager=two", map("dropped", "{b: \"2\"}"));
    Answer after = apply(MAPS + "/dropped", "fieldManager=one", map("dropped", "{a: \"1\"}"));
    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.at("data")).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(fields(after, "two", "Apply")).isEqualTo("{\"f:data\":{\"f:b\":{}}}");
  }

  @Test
  void refusesConflictsUnlessForced() {
    String path = DEPLOYMENTS + "/fought";
    Answer created =
        gateway.post(DEPLOYMENTS + "?fieldManager=creator", json(deployment("fought", 1, "a:1")));
    assertThat(created.status()).as(created.text()).isEqualTo(201);

    Answer refused = apply(path, "fieldManager=helm", deployment("fought", 3, "b:2"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("reason")).isEqualTo("Conflict");
    assertThat(refused.at("message"))
        .isEqualTo(
            """
            Apply failed with 2 conflicts: conflicts with "creator" using apps/v1:
            - .spec.replicas
            - .spec.template.spec.containers[name="web"].image\
            """);
    assertThat(refused.at("details", "causes"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains(
            Map.of(
                "reason", "FieldManagerConflict",
                "message", "conflict with \"creator\" using apps/v1",
                "field", ".spec.replicas"));

    Answer forced = apply(path, "fieldManager=helm&force=true", deployment("fought", 3, "b:2"));
    assertThat(forced.status()).as(forced.text()).isEqualTo(200);
    assertThat(forced.at("spec", "replicas")).isEqualTo(3L);
    assertThat(fields(forced, "creator", "Update"))
        .doesNotContain("f:replicas", "f:image\"")
        .contains("f:imagePullPolicy");
    assertThat(fields(forced, "helm", "Apply"))
        .contains("k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}");
  }

  private static String json(String yaml) {
    return Json.writeString(
        io.navarch.model.decode.AppliedDecoder.decode(
                yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                io.navarch.model.decode.FieldValidation.STRICT)
            .config());
  }

  @Test
  void tracksOrdinaryWrites() {
    Answer created =
        gateway.post(
            DEPLOYMENTS + "?fieldManager=kubectl-create", json(deployment("plain", 1, "a:1")));
    assertThat(fields(created, "kubectl-create", "Update"))
        .isEqualTo(
            "{\"f:spec\":{\"f:progressDeadlineSeconds\":{},\"f:replicas\":{},"
                + "\"f:revisionHistoryLimit\":{},\"f:selector\":{},"
                + "\"f:strategy\":{\"f:rollingUpdate\":{\".\":{},\"f:maxSurge\":{},"
                + "\"f:maxUnavailable\":{}},\"f:type\":{}},"
                + "\"f:template\":{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:app\":{}}},"
                + "\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"web\\\"}\":{\".\":{},"
                + "\"f:image\":{},\"f:imagePullPolicy\":{},\"f:name\":{},\"f:ports\":{\".\":{},"
                + "\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},"
                + "\"f:containerPort\":{},\"f:protocol\":{}}},"
                + "\"f:resources\":{},\"f:terminationMessagePath\":{},"
                + "\"f:terminationMessagePolicy\":{}}},\"f:dnsPolicy\":{},"
                + "\"f:restartPolicy\":{},\"f:schedulerName\":{},\"f:securityContext\":{},"
                + "\"f:terminationGracePeriodSeconds\":{}}}}}");
    Answer patched =
        gateway.patch(
            DEPLOYMENTS + "/plain?fieldManager=kubectl-patch",
            "strategic-merge-patch+json",
            "{\"spec\":{\"replicas\":2}}");
    assertThat(fields(patched, "kubectl-patch", "Update"))
        .isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    assertThat(fields(patched, "kubectl-create", "Update")).doesNotContain("f:replicas");
    Answer status =
        gateway.patch(
            DEPLOYMENTS + "/plain/status?fieldManager=controller",
            "merge-patch+json",
            "{\"status\":{\"replicas\":2},\"spec\":{\"replicas\":7}}");
    assertThat(status.status()).as(status.text()).isEqualTo(200);
    assertThat(fields(status, "controller", "Update"))
        .isEqualTo("{\"f:status\":{\"f:replicas\":{}}}");
    assertThat(entry(status, "controller", "Update")).containsEntry("subresource", "status");
  }

  @Test
  void aWriteThatSaysNothingNewIsNotStored() {
    Answer created = gateway.post(MAPS + "?fieldManager=one", json(map("same", "{a: \"1\"}")));
    Answer patched =
        gateway.patch(
            MAPS + "/same?fieldManager=two", "merge-patch+json", "{\"data\":{\"a\":\"1\"}}");
    assertThat(patched.text()).isEqualTo(created.text());
  }

  @Test
  void resetsManagedFields() {
    gateway.post(MAPS + "?fieldManager=one", json(map("reset", "{a: \"1\"}")));
    Answer reset =
        gateway.patch(
            MAPS + "/reset", "merge-patch+json", "{\"metadata\":{\"managedFields\":[{}]}}");
    assertThat(reset.at("metadata", "managedFields")).isNull();
    Answer ignored = gateway.patch(MAPS + "/reset", "merge-patch+json", "{\"data\":{\"a\":\"2\"}}");
    assertThat(ignored.at("metadata", "managedFields")).isNull();
    Answer refused = apply(MAPS + "/reset", "fieldManager=two", map("reset", "{a: \"3\"}"));
    assertThat(refused.at("message"))
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a");
  }

  @Test
  void scalesWithOwnership() {
    String path = DEPLOYMENTS + "/scaled";
    apply(path, "fieldManager=owner", deployment("scaled", 1, "a:1"));
    Answer scaled =
        gateway.patch(
            path + "/scale?fieldManager=scaler", "merge-patch+json", "{\"spec\":{\"replicas\":5}}");
    assertThat(scaled.status()).as(scaled.text()).isEqualTo(200);
    Answer after = gateway.get(path);
    assertThat(fields(after, "scaler", "Update")).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    assertThat(entry(after, "scaler", "Update"))
        .containsEntry("subresource", "scale")
        .containsEntry("apiVersion", "apps/v1");
    assertThat(fields(after, "owner", "Apply")).doesNotContain("f:replicas");
    Answer refused = apply(path, "fieldManager=owner", deployment("scaled", 1, "a:1"));
    assertThat(refused.at("message"))
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\""
                + " using apps/v1: .spec.replicas");
    Answer applied =
        apply(
            path + "/scale",
            "fieldManager=owner&force=true",
            "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: scaled}, spec: {replicas:"
                + " 9}}");
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(gateway.get(path).at("spec", "replicas")).isEqualTo(9L);
  }

  @Test
  void refusesWhatIsNoGoodConfiguration() {
    String path = MAPS + "/bad";
    String good = map("bad", "{a: \"1\"}");
    assertRefused(
        apply(path, "", good),
        422,
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
            + " apply patch");
    assertRefused(
        apply(path, "fieldManager=" + "m".repeat(129), good),
        422,
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128"
            + " bytes");
    assertRefused(
        apply(path, "fieldManager=a%0Ab", good),
        422,
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\nb\": invalid"
            + " character U+000A (at position 1)");
    assertRefused(
        gateway.patch(path + "?force=true", "merge-patch+json", "{}"),
        422,
        "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for"
            + " non-apply patch");
    assertRefused(
        apply(path, "fieldManager=m", "[1]"),
        400,
        "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"
            + " array into Go value of type map[string]interface {}");
    assertRefused(apply(path, "fieldManager=m", "a: 1"), 400, "invalid object type: /, Kind=");
    assertRefused(
        apply(path, "fieldManager=m", good.replace("ConfigMap", "Secret")),
        400,
        "invalid object type: /v1, Kind=Secret");
    assertRefused(
        apply(path, "fieldManager=m", good + "typo: 1\n"),
        400,
        "failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .typo: field not declared"
            + " in schema");
    assertRefused(
        apply(path, "fieldManager=m", good.replace("\"1\"", "1")),
        400,
        "failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .data.a: expected string,"
            + " got &value.valueUnstructured{Value:1}");
    assertRefused(
        apply(
            path,
            "fieldManager=m",
            good.replace("metadata:\n", "metadata:\n  managedFields: []\n")),
        400,
        "metadata.managedFields must be nil");
    assertRefused(
        apply(path, "fieldManager=m", good.replace("metadata:\n", "metadata:\n  uid: abc\n")),
        409,
        "Operation cannot be fulfilled on configmaps \"bad\": uid mismatch: the provided object"
            + " specified uid abc, and no existing object was found");
    assertRefused(
        apply(path, "fieldManager=m", good.replace("name: bad", "name: other")),
        400,
        "the name of the object (other) does not match the name on the URL (bad)");
    assertRefused(apply(path + "/status", "fieldManager=m", good), 404, null);
    assertThat(gateway.get(path).status()).isEqualTo(404);
  }

  private static void assertRefused(Answer answer, int status, String message) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (message != null) {
      assertThat(answer.at("message")).isEqualTo(message);
    }
  }

  @Test
  void obeysAResourceVersionInTheConfiguration() {
    Answer created = apply(MAPS + "/versioned", "fieldManager=m", map("versioned", "{a: \"1\"}"));
    String stale =
        map("versioned", "{a: \"2\"}")
            .replace("metadata:\n", "metadata:\n  resourceVersion: \"1\"\n");
    assertThat(apply(MAPS + "/versioned", "fieldManager=m", stale).status()).isEqualTo(409);
    String right = stale.replace("\"1\"", "\"" + created.body().resourceVersion() + "\"");
    assertThat(apply(MAPS + "/versioned", "fieldManager=m", right).status()).isEqualTo(200);
  }

  @Test
  void appliesDry() {
    Answer dry = apply(MAPS + "/dry", "fieldManager=m&dryRun=All", map("dry", "{a: \"1\"}"));
    assertThat(dry.status()).as(dry.text()).isEqualTo(201);
    assertThat(gateway.get(MAPS + "/dry").status()).isEqualTo(404);
  }

  @Test
  void namesTheManagerAfterTheUserAgent() {
    Answer created =
        gateway.send(
            gateway
                .builder(MAPS)
                .header("Content-Type", "application/json")
                .header("User-Agent", "my-controller/v1.2 (linux)")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        json(map("agent", "{a: \"1\"}"))))
                .build());
    assertThat(fields(created, "my-controller", "Update"))
        .isEqualTo("{\"f:data\":{\".\":{},\"f:a\":{}}}");
  }

  @Test
  void changesOverFromClientSideApply() {
    String path = MAPS + "/migrated";
    String last = json(map("migrated", "{a: \"1\"}")) + "\n";
    String sent =
        json(
            map("migrated", "{a: \"1\"}")
                .replace(
                    "metadata:\n",
                    "metadata:\n"
                        + "  annotations:\n"
                        + "    kubectl.kubernetes.io/last-applied-configuration: "
                        + Json.writeString(last)
                        + "\n"));
    gateway.post(MAPS + "?fieldManager=kubectl-client-side-apply", sent);
    assertThat(apply(path, "fieldManager=other", map("migrated", "{a: \"2\"}")).status())
        .isEqualTo(409);
    Answer changed = apply(path, "fieldManager=kubectl", map("migrated", "{a: \"2\"}"));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.at("data", "a")).isEqualTo("2");
    assertThat(
            changed.at(
                "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"2\"},\"kind\":\"ConfigMap\","
                + "\"metadata\":{\"name\":\"migrated\"}}\n");
  }

  @Test
  void anEmptyListResetsManagedFieldsToo() {
    gateway.post(MAPS + "?fieldManager=one", json(map("emptied", "{a: \"1\"}")));
    Answer reset =
        gateway.patch(
            MAPS + "/emptied", "merge-patch+json", "{\"metadata\":{\"managedFields\":[]}}");
    assertThat(reset.at("metadata", "managedFields")).isNull();
  }

  @Test
  void managersOfOtherVersionsAreComparedInTheirVersion() {
    String path = "/namespaces/default/horizontalpodautoscalers/versions";
    String spec =
        "maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}";
    String first =
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: versions},"
            + " spec: {"
            + spec
            + ", targetCPUUtilizationPercentage: 50}}";
    Answer created = apply("/apis/autoscaling/v1" + path, "fieldManager=old", first);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String second =
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: versions},"
            + " spec: {"
            + spec.replace("5", "9")
            + "}}";
    Answer refused = apply("/apis/autoscaling/v2" + path, "fieldManager=new", second);
    assertThat(refused.at("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"old\": .spec.maxReplicas");
    Answer moved = apply("/apis/autoscaling/v2" + path, "fieldManager=old", second);
    assertThat(moved.status()).as(moved.text()).isEqualTo(200);
    assertThat(moved.at("spec", "maxReplicas")).isEqualTo(9L);
    assertThat(Json.writeString(moved.at("spec", "metrics")))
        .as("the first version always has a percentage, so that nothing is dropped with it")
        .contains("\"averageUtilization\":50");
    assertThat(entry(moved, "old", "Apply")).containsEntry("apiVersion", "autoscaling/v2");
  }

  @Test
  void customResourcesAreAppliedByTheirSchema() {
    String group = "apply.example.com";
    String definition =
        """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
         metadata: {name: boats.apply.example.com},
         spec: {group: apply.example.com, scope: Namespaced,
          names: {plural: boats, singular: boat, kind: Boat, listKind: BoatList},
          versions: [{name: v1, served: true, storage: true, subresources: {status: {}},
           schema: {openAPIV3Schema: {type: object, properties: {
            spec: {type: object, properties: {
             crew: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],
              items: {type: object, required: [name], properties: {name: {type: string}, rank: {type: string}}}},
             flags: {type: array, x-kubernetes-list-type: set, items: {type: string}},
             cargo: {type: array, items: {type: string}}}},
            status: {type: object, properties: {afloat: {type: boolean}}}}}}}]}}
        """;
    Answer defined =
        gateway.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", json(definition));
    assertThat(defined.status()).as(defined.text()).isEqualTo(201);
    String path = "/apis/" + group + "/v1/namespaces/default/boats/ark";
    String head = "apiVersion: apply.example.com/v1\nkind: Boat\nmetadata: {name: ark}\n";
    String captain = head + "spec: {crew: [{name: noah, rank: captain}], flags: [x], cargo: [a]}";
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(() -> apply(path, "fieldManager=captain", captain).status() == 201);
    Answer mate =
        apply(
            path,
            "fieldManager=mate",
            head + "spec: {crew: [{name: ham, rank: mate}], flags: [z], cargo: [a]}");
    assertThat(mate.status()).as(mate.text()).isEqualTo(200);
    assertThat(mate.at("spec", "flags")).isEqualTo(List.of("x", "z"));
    assertThat((List<?>) mate.at("spec", "crew")).hasSize(2);
    assertThat(apply(path, "fieldManager=mate", head + "spec: {cargo: [b]}").at("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"captain\": .spec.cargo");
    assertThat(apply(path, "fieldManager=mate", head + "spec: {sails: 1}").at("message"))
        .asString()
        .endsWith(".spec.sails: field not declared in schema");
    Answer afloat = apply(path + "/status", "fieldManager=sea", head + "status: {afloat: true}");
    assertThat(afloat.status()).as(afloat.text()).isEqualTo(200);
    assertThat(fields(afloat, "sea", "Apply")).isEqualTo("{\"f:status\":{\"f:afloat\":{}}}");
    Answer left = apply(path, "fieldManager=captain", head + "spec: {crew: []}");
    assertThat(left.at("spec", "flags")).isEqualTo(List.of("z"));
  }

  @Test
  void patchesThatDoNotFitAreInvalid() {
    gateway.post(DEPLOYMENTS, json(deployment("patched", 1, "a:1")));
    String path = DEPLOYMENTS + "/patched";
    assertRefused(
        gateway.patch(path, "strategic-merge-patch+json", "{\"spec\":{\"replicas\":\"a\"}}"),
        422,
        " \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:a]]\": unrecognized type:"
            + " int32");
    Answer merged = gateway.patch(path, "merge-patch+json", "{\"spec\":{\"replicas\":\"a\"}}");
    assertRefused(merged, 422, null);
    assertThat(merged.at("message"))
        .asString()
        .endsWith(
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of"
                + " type int32");
    Answer strict =
        gateway.patch(
            path + "?fieldValidation=Strict", "merge-patch+json", "{\"spec\":{\"replcas\":1}}");
    assertRefused(strict, 422, null);
    assertThat(strict.at("message"))
        .asString()
        .endsWith("strict decoding error: unknown field \"spec.replcas\"");
    Answer warned = gateway.patch(path, "merge-patch+json", "{\"spec\":{\"replcas\":1}}");
    assertThat(warned.status()).isEqualTo(200);
    assertThat(warned.raw().headers().allValues("Warning"))
        .containsExactly("299 - \"unknown field \\\"spec.replcas\\\"\"");
  }

  @Test
  void requiredListsThatAreSentEmptyAreOwned() {
    String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
    Answer empty = gateway.post(roles, "{\"metadata\":{\"name\":\"empty\"},\"rules\":[]}");
    assertThat(empty.text()).contains("\"fieldsV1\":{\"f:rules\":{}}").contains("\"rules\":null");
    Answer none = gateway.post(roles, "{\"metadata\":{\"name\":\"none\"}}");
    assertThat(none.at("metadata", "managedFields")).isNull();
  }

  @Test
  void rawMembersHaveOneOwner() {
    Answer revision =
        gateway.post(
            "/apis/apps/v1/namespaces/default/controllerrevisions",
            "{\"metadata\":{\"name\":\"raw\"},\"revision\":1,\"data\":{\"a\":{\"b\":1}}}");
    assertThat(revision.text()).contains("{\"f:data\":{},\"f:revision\":{}}");
    Answer conflict =
        gateway.patch(
            "/apis/apps/v1/namespaces/default/controllerrevisions/raw?fieldManager=other",
            "apply-patch+yaml",
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"ControllerRevision\",\"revision\":1,"
                + "\"data\":{\"a\":{\"c\":1}}}");
    assertRefused(conflict, 409, null);
    assertThat(conflict.at("message")).asString().endsWith("using apps/v1: .data");
  }

  @Test
  void whatTheServerWritesAtItsStartHasManagers() {
    assertThat(gateway.get("/api/v1/namespaces/default").text())
        .contains("\"manager\":\"kube-apiserver\"")
        .contains("\"f:kubernetes.io/metadata.name\":{}");
    String flow = "/apis/flowcontrol.apiserver.k8s.io/v1/";
    assertThat(gateway.get(flow + "prioritylevelconfigurations/catch-all").text())
        .contains("\"manager\":\"api-priority-and-fairness-config-producer-v1\"");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(gateway.get(flow + "flowschemas/catch-all").text())
                    .contains(
                        "\"manager\":\"api-priority-and-fairness-config-consumer-v1\","
                            + "\"operation\":\"Apply\""));
  }

  /**
   * What the gateway made for itself at its start: aggregated rules and empty reasons are nobody's.
   */
  @Test
  void whatIsMadeAtTheStartIsOwnedAsAtKubeApiserver() {
    String role = gateway.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/admin").text();
    assertThat(role).contains("f:aggregationRule", "\"rules\":null").doesNotContain("f:rules");
    String range = gateway.get("/apis/networking.k8s.io/v1/servicecidrs/kubernetes").text();
    assertThat(range).contains("f:message", "\"reason\":\"\"").doesNotContain("f:reason");
  }
}

package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What updates and patches of metadata answer; seen at a kube-apiserver v1.36 word for word. */
class UpdateAnswersTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String OWNER =
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"}";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer made(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  /** The object as a client would send it back, with one member of its metadata changed. */
  private static String withMetadata(String path, String member, Object value) {
    ApiObject object = gateway.get(path).body();
    object.metadata().remove("managedFields");
    object.metadata().put(member, value);
    return Json.writeString(object.root());
  }

  private static List<String> causes(Answer answer) {
    return ApiObject.listAt(ApiObject.mapAt(answer.body().root(), "details"), "causes").stream()
        .map(cause -> String.valueOf(((Map<?, ?>) cause).get("field")))
        .toList();
  }

  /** What goes with its last finalizer is shown as it was, in the version of its last state. */
  @Test
  void theLastStateKeepsItsVersion() {
    made(
        gateway.post(
            CORE + "secrets", "{\"metadata\":{\"name\":\"last\",\"finalizers\":[\"a.b/c\"]}}"));
    Answer marked = gateway.delete(CORE + "secrets/last");
    Answer gone =
        gateway.patch(
            CORE + "secrets/last", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.at("metadata", "resourceVersion"))
        .isEqualTo(marked.at("metadata", "resourceVersion"));
    assertThat(gone.at("metadata", "finalizers")).isNull();
    assertThat(gateway.get(CORE + "secrets/last").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/v1/namespaces/default/configmaps | {"metadata":{"name":"n"}} | 4
          /apis/coordination.k8s.io/v1/namespaces/default/leases | {"metadata":{"name":"n"}} | 3
          /apis/policy/v1/namespaces/default/poddisruptionbudgets | {"metadata":{"name":"n"}} | 2
          /apis/rbac.authorization.k8s.io/v1/namespaces/default/roles | {"metadata":{"name":"n"}} | 4
          /api/v1/namespaces/default/limitranges | {"metadata":{"name":"n"}} | 3
          """)
  void aCauseStandsAsOftenAsItWasFound(String path, String object, int times) {
    made(gateway.post(path, object));
    String one = path + "/n";
    Answer refused = gateway.put(one, withMetadata(one, "annotations", Map.of("a@b", "x")));
    assertThat(causes(refused)).hasSize(times).allMatch("metadata.annotations"::equals);
    assertThat(refused.at("message")).asString().containsOnlyOnce("metadata.annotations");
  }

  @Test
  void finalizersOfNoDomainAreFoundByTheKindAlone() {
    made(gateway.post(CORE + "secrets", "{\"metadata\":{\"name\":\"held\"}}"));
    String one = CORE + "secrets/held";
    assertThat(causes(gateway.put(one, withMetadata(one, "finalizers", List.of("!")))))
        .containsExactly(
            "metadata.finalizers",
            "metadata.finalizers[0]",
            "metadata.finalizers",
            "metadata.finalizers[0]");
  }

  @Test
  void updatesCheckThePrefixOfNames() {
    made(gateway.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"prefixed\"}}"));
    String one = CORE + "configmaps/prefixed";
    Answer refused = gateway.put(one, withMetadata(one, "generateName", "/x"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(causes(refused)).containsExactly("metadata.generateName", "metadata.generateName");
    assertThat(refused.at("message"))
        .asString()
        .startsWith(
            "ConfigMap \"prefixed\" is invalid: [metadata.generateName: Invalid value: \"/x\": may"
                + " not contain '/', metadata.generateName: Invalid value: \"/x\": a lowercase RFC"
                + " 1123 subdomain");
  }

  @Test
  void statusWritersChangeMetadataWhereTheKindLetsThem() {
    String quotas = CORE + "resourcequotas";
    made(gateway.post(quotas, "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"pods\":1}}}"));
    Answer owned =
        gateway.patch(
            quotas + "/q/status",
            "merge-patch+json",
            "{\"metadata\":{\"labels\":{\"a\":\"b\"},\"ownerReferences\":[" + OWNER + "]}}");
    assertThat(owned.at("metadata", "labels")).isEqualTo(Map.of("a", "b"));
    assertThat(owned.at("metadata", "ownerReferences")).asString().contains("uid=u");
    String levels = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/catch-all/status";
    Answer kept =
        gateway.patch(levels, "merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(kept.status()).as(kept.text()).isEqualTo(200);
    assertThat(kept.at("metadata", "labels")).isNull();
  }

  @Test
  void ownersThatStandTwiceAreWrittenOnceAndWarnedOf() {
    String twice =
        "{\"metadata\":{\"name\":\"owned\",\"ownerReferences\":[" + OWNER + "," + OWNER + "]}}";
    Answer created = made(gateway.post(CORE + "configmaps", twice));
    assertThat(ApiObject.listAt(created.body().metadata(), "ownerReferences")).hasSize(1);
    assertThat(created.raw().headers().allValues("Warning"))
        .containsExactly(
            "299 - \".metadata.ownerReferences contains duplicate entries; API server dedups owner"
                + " references in 1.20+, and may reject such requests as early as 1.24; please fix"
                + " your requests; duplicate UID(s) observed: u\"");
    Answer patched = gateway.patch(CORE + "configmaps/owned", "merge-patch+json", twice);
    assertThat(patched.raw().headers().allValues("Warning"))
        .singleElement()
        .asString()
        .contains("contains duplicate entries after mutating admission happens; API server dedups");
  }

  @Test
  void aNamespaceInWhatHasNoneIsForgotten() {
    String classes = "/apis/storage.k8s.io/v1/storageclasses";
    made(gateway.post(classes, "{\"metadata\":{\"name\":\"c\"},\"provisioner\":\"a.b/c\"}"));
    String one = classes + "/c";
    Answer updated = gateway.put(one, withMetadata(one, "namespace", "elsewhere"));
    assertThat(updated.status()).as(updated.text()).isEqualTo(200);
    assertThat(updated.at("metadata", "namespace")).isNull();
  }

  @Test
  void anotherUidMeansAnotherObject() {
    Answer created = made(gateway.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"same\"}}"));
    Answer refused =
        gateway.put(CORE + "configmaps/same", "{\"metadata\":{\"name\":\"same\",\"uid\":\"x\"}}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("message"))
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"same\": StorageError: invalid object,"
                + " Code: 4, Key: /configmaps/default/same, ResourceVersion: 0,"
                + " AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object"
                + " meta: "
                + created.body().uid());
  }

  @Test
  void patchesCutNumbersThatAreTooLarge() {
    String revisions = "/apis/apps/v1/namespaces/default/replicasets";
    String wanted =
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"r"},"spec":{
          "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
          "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """;
    made(gateway.post(revisions, wanted));
    String large = "{\"spec\":{\"replicas\":4294967297}}";
    Answer cut = gateway.patch(revisions + "/r", "strategic-merge-patch+json", large);
    assertThat(cut.at("spec", "replicas")).as(cut.text()).isEqualTo(1L);
    Answer applied =
        gateway.patch(
            revisions + "/r?fieldManager=m&force=true",
            "apply-patch+yaml",
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"spec\":{\"replicas\":4294967298}}");
    assertThat(applied.at("spec", "replicas")).as(applied.text()).isEqualTo(2L);
    Answer refused = gateway.patch(revisions + "/r", "merge-patch+json", large);
    assertThat(refused.status()).isEqualTo(422);
  }

  @Test
  void patchesAndBodiesThatAreNull() {
    made(gateway.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"nulls\"}}"));
    String one = CORE + "configmaps/nulls";
    Answer merged = gateway.patch(one, "merge-patch+json", "null");
    assertThat(merged.status()).isEqualTo(400);
    assertThat(merged.at("message")).isEqualTo("Invalid JSON Patch");
    assertThat(gateway.patch(one, "strategic-merge-patch+json", "null").status()).isEqualTo(200);
    Answer nowhere = gateway.patch(one, "json-patch+json", "[{\"op\":\"add\"}]");
    assertThat(nowhere.status()).isEqualTo(422);
    assertThat(nowhere.at("message"))
        .isEqualTo("the server rejected our request due to an error in our request");
    assertThat(gateway.post(CORE + "configmaps", "null").at("message"))
        .isEqualTo(
            "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is"
                + " required");
    assertThat(gateway.put(one, "null").at("message"))
        .isEqualTo(
            "the name of the object (nulls based on URL) was undeterminable: name must be"
                + " provided");
  }

  @Test
  void generationsCountWhereUpstreamCounts() {
    String drivers = "/apis/storage.k8s.io/v1/csidrivers";
    Answer driver = made(gateway.post(drivers, "{\"metadata\":{\"name\":\"a.b\"},\"spec\":{}}"));
    assertThat(driver.at("metadata", "generation")).isNull();
    Answer changed =
        gateway.patch(
            drivers + "/a.b", "merge-patch+json", "{\"spec\":{\"requiresRepublish\":true}}");
    assertThat(changed.at("metadata", "generation")).as(changed.text()).isEqualTo(1L);
    String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    made(gateway.post(classes, "{\"metadata\":{\"name\":\"p\"},\"value\":5}"));
    Answer described =
        gateway.patch(classes + "/p", "merge-patch+json", "{\"description\":\"changed\"}");
    assertThat(described.at("metadata", "generation")).isEqualTo(1L);
  }

  @Test
  void whatHoldsForNewObjectsAloneIsNotAskedAgain() {
    String ranges = "/apis/networking.k8s.io/v1/servicecidrs";
    made(
        gateway.post(
            ranges, "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"cidrs\":[\"10.200.0.0/24\"]}}"));
    Answer refused =
        gateway.patch(ranges + "/r", "merge-patch+json", "{\"spec\":{\"cidrs\":[\"x\"]}}");
    assertThat(refused.at("message"))
        .isEqualTo(
            "ServiceCIDR.networking.k8s.io \"r\" is invalid: spec.cidrs[0]: Invalid value: \"x\":"
                + " field is immutable");
  }

  @Test
  void aTemplateOfClaimsIsCheckedAgain() {
    String templates = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaimtemplates";
    made(
        gateway.post(
            templates,
            "{\"metadata\":{\"name\":\"t\"},\"spec\":{\"spec\":{\"devices\":{\"requests\":[{"
                + "\"name\":\"a\",\"exactly\":{\"deviceClassName\":\"c\"}}]}}}}"));
    Answer refused =
        gateway.patch(
            templates + "/t", "merge-patch+json", "{\"spec\":{\"metadata\":{\"name\":\"x\"}}}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("message")).asString().contains("spec.metadata.name: Forbidden: cannot");
  }

  @Test
  void scalesHaveMetadataThatIsChecked() {
    String sets = "/apis/apps/v1/namespaces/default/replicasets";
    made(
        gateway.post(
            sets,
            "{\"metadata\":{\"name\":\"scaled\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{"
                + "\"name\":\"c\",\"image\":\"i\"}]}}}}"));
    Answer refused =
        gateway.patch(
            sets + "/scaled/scale",
            "merge-patch+json",
            "{\"metadata\":{\"finalizers\":[\"x\"]},\"spec\":{\"replicas\":-1}}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("message"))
        .isEqualTo(
            "Scale.autoscaling \"scaled\" is invalid: [metadata.finalizers[0]: Invalid value: \"x\":"
                + " name is neither a standard finalizer name nor is it fully qualified,"
                + " spec.replicas: Invalid value: -1: must be greater than or equal to 0]");
  }

  @Test
  void aTimeThatIsNoTextSaysWhereItStands() {
    String wrong = "{\"metadata\":{\"name\":\"timed\",\"deletionTimestamp\":[]}}";
    String path =
        "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.deletionTimestamp of"
            + " type string";
    assertThat(gateway.post(CORE + "configmaps", wrong).at("message")).asString().endsWith(path);
    made(gateway.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"timed\"}}"));
    assertThat(
            gateway
                .patch(CORE + "configmaps/timed", "strategic-merge-patch+json", wrong)
                .at("message"))
        .asString()
        .endsWith("json: cannot unmarshal array into Go value of type string");
  }

  @Test
  void tablesDescribeTheirColumnsAndSayWhatIsOver() {
    gateway.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    made(
        gateway.post(
            CORE + "pods",
            "{\"metadata\":{\"name\":\"over\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"));
    Answer ended =
        gateway.patch(
            CORE + "pods/over/status", "merge-patch+json", "{\"status\":{\"phase\":\"Failed\"}}");
    assertThat(ended.status()).as(ended.text()).isEqualTo(200);
    Answer table =
        gateway.send(
            gateway
                .builder(CORE + "pods/over")
                .header("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
                .GET()
                .build());
    assertThat(table.text())
        .contains("\"description\":\"Name must be unique within a namespace. Is required when")
        .contains("\"description\":\"The aggregate readiness state of this pod for accepting")
        .contains(
            "\"conditions\":[{\"type\":\"Completed\",\"status\":\"True\",\"reason\":\"Failed\","
                + "\"message\":\"The pod failed.\"}]");
  }

  @Test
  void whatWasExportedOnceIsRefused() {
    assertThat(gateway.get(CORE + "configmaps/none?export=true").at("message"))
        .isEqualTo("the export parameter, deprecated since v1.14, is no longer supported");
  }
}

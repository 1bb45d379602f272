package io.navarch.gateway.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests for custom objects at their edges: bodies, methods and the scale, with the answers that
 * kube-apiserver 1.36.2 gave to the same requests.
 */
class CustomRequestTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String SAILS = "/apis/requests.example.com/v1/namespaces/default/sails";
  private static final String MERGE = "merge-patch+json";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    Answer made =
        gateway.post(
            DEFINITIONS,
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"sails.requests.example.com"},
             "spec":{"group":"requests.example.com","scope":"Namespaced",
              "names":{"plural":"sails","kind":"Sail"},
              "versions":[{"name":"v1","served":true,"storage":true,
               "subresources":{"status":{},"scale":{"specReplicasPath":".spec.crew.size",
                "statusReplicasPath":".status.crew.size","labelSelectorPath":".status.selector"}},
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{
                 "crew":{"type":"object","properties":{"size":{"type":"integer"}}}}},
                "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
            """);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> gateway.get(SAILS).status() == 200 && isEstablished());
  }

  private static boolean isEstablished() {
    Object conditions =
        gateway.get(DEFINITIONS + "/sails.requests.example.com").at("status", "conditions");
    return conditions instanceof List<?> list
        && list.stream()
            .anyMatch(
                each ->
                    each instanceof Map<?, ?> condition
                        && "Established".equals(condition.get("type"))
                        && "True".equals(condition.get("status")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String sail(String name, String rest) {
    return """
    {"apiVersion":"requests.example.com/v1","kind":"Sail","metadata":{"name":"%s"}%s}
    """
        .formatted(name, rest);
  }

  private static void create(String name, String rest) {
    Answer made = gateway.post(SAILS, sail(name, rest));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private static String message(Answer answer) {
    return String.valueOf(answer.at("message"));
  }

  private static void refused(Answer answer, int status, String message) {
    assertThat(message(answer)).isEqualTo(message);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aBodySaysItsKind() {
    refused(
        gateway.post(SAILS, "{}"),
        400,
        "the object provided is unrecognized (must be of type Sail): Object 'Kind' is missing in"
            + " '{}' ({})");
    refused(
        gateway.post(SAILS, "{\"kind\":\"Sail\"}"),
        400,
        "the API version in the data () does not match the expected API version"
            + " (requests.example.com/v1)");
    refused(
        gateway.post(SAILS, "{\"kind\":\"Sail\",\"apiVersion\":\"v1\"}"),
        400,
        "the API version in the data (v1) does not match the expected API version"
            + " (requests.example.com/v1)");
    refused(
        gateway.post(SAILS, sail("mast", "").replace("\"Sail\"", "\"Mast\"")),
        422,
        "Mast.requests.example.com \"mast\" is invalid: kind: Invalid value: \"Mast\": must be"
            + " Sail");
  }

  @Test
  void aPatchKeepsTheKind() {
    create("kept", "");
    refused(
        gateway.patch(SAILS + "/kept", MERGE, "{\"kind\":\"Mast\"}"),
        422,
        "Mast.requests.example.com \"kept\" is invalid: kind: Invalid value: \"Mast\": must be"
            + " Sail");
    refused(
        gateway.patch(SAILS + "/kept", MERGE, "{\"apiVersion\":\"requests.example.com/v2\"}"),
        422,
        "Sail.requests.example.com \"kept\" is invalid: apiVersion: Invalid value:"
            + " \"requests.example.com/v2\": must be requests.example.com/v1");
    assertThat(message(gateway.patch(SAILS + "/kept", MERGE, "{\"kind\":null}")))
        .contains("patch: Invalid value:", "Object 'Kind' is missing in");
  }

  @Test
  void metadataIsNamedAsItsOwnType() {
    refused(
        gateway.post(
            SAILS, "{\"kind\":\"Sail\",\"apiVersion\":\"requests.example.com/v1\",\"metadata\":5}"),
        400,
        "Sail in version \"v1\" cannot be handled as a Sail: json: cannot unmarshal number into Go"
            + " value of type v1.ObjectMeta");
    refused(
        gateway.post(SAILS, sail("x", "").replace("\"x\"", "5")),
        400,
        "Sail in version \"v1\" cannot be handled as a Sail: json: cannot unmarshal number into Go"
            + " struct field ObjectMeta.name of type string");
  }

  @ParameterizedTest
  @CsvSource({"1e999", "-1e999"})
  void numbersBeyondAllBounds(String number) {
    String body = sail("huge", ",\"spec\":{\"crew\":{\"size\":" + number + "}}");
    String why = "json: cannot unmarshal number " + number + " into Go value of type float64";
    refused(
        gateway.post(SAILS, body),
        400,
        "Sail in version \"v1\" cannot be handled as a Sail: " + why);
    create("bound" + number.length(), "");
    String path = SAILS + "/bound" + number.length();
    refused(
        gateway.patch(path, MERGE, "{\"spec\":{\"free\":" + number + "}}"),
        400,
        "error decoding patch: " + why);
    refused(
        gateway.patch(
            path,
            "json-patch+json",
            "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":" + number + "}]"),
        400,
        "error decoding patch: json: cannot unmarshal number "
            + number
            + " into Go struct field jsonPatchOp.value of type float64");
    refused(
        gateway.patch("/api/v1/namespaces/default", MERGE, "{\"spec\":{\"free\":" + number + "}}"),
        400,
        "error decoding patch: " + why);
    // YAML's reader takes it for a text.
    HttpRequest yaml =
        gateway
            .builder(SAILS)
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(message(gateway.send(yaml)))
        .contains("spec.crew.size in body must be of type integer: \"string\"");
  }

  @Test
  void wholeNumbersThatAreTooLarge() {
    assertThat(message(gateway.post(SAILS, sail("large", ",\"spec\":{\"crew\":{\"size\":1e20}}"))))
        .contains("spec.crew.size in body must be of type integer: \"number\"");
  }

  @Test
  void methodsThatAreNotServed() {
    create("still", "");
    refused(
        gateway.delete(SAILS + "/still/status"),
        405,
        "delete is not supported on resources of kind \"sails.requests.example.com\"");
    Answer scale = gateway.post(SAILS + "/still/scale", "{}");
    refused(
        scale, 405, "create is not supported on resources of kind \"sails.requests.example.com\"");
    assertThat(scale.at("details", "kind")).isEqualTo("sails");
    assertThat(scale.at("details", "group")).isEqualTo("requests.example.com");
    refused(gateway.put(SAILS, sail("still", "")), 400, "name must be provided");
  }

  @Test
  void patchesWithMergeKeys() {
    create("plain", ",\"spec\":{\"crew\":{\"size\":1}}");
    String why =
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml";
    for (String path : List.of("/plain", "/plain/status", "/plain/scale")) {
      refused(gateway.patch(SAILS + path, "strategic-merge-patch+json", "{}"), 415, why);
      refused(gateway.patch(SAILS + path, "foo+json", "{}"), 415, why);
    }
  }

  @Test
  void anotherUidIsAConflict() {
    create("other", "");
    Object uid = gateway.get(SAILS + "/other").at("metadata", "uid");
    refused(
        gateway.put(
            SAILS + "/other",
            "{\"kind\":\"Sail\",\"apiVersion\":\"requests.example.com/v1\","
                + "\"metadata\":{\"name\":\"other\",\"uid\":\"x\"}}"),
        409,
        "Operation cannot be fulfilled on sails.requests.example.com \"other\": StorageError:"
            + " invalid object, Code: 4, Key: /registry/requests.example.com/sails/default/other,"
            + " ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition:"
            + " x, UID in object meta: "
            + uid);
  }

  @Test
  void aScaleNeedsAWantedSize() {
    create("sizeless", ",\"spec\":{}");
    String scale = SAILS + "/sizeless/scale";
    refused(
        gateway.get(scale),
        500,
        "Internal error occurred: the spec replicas field \".spec.crew.size\" does not exist");
    refused(
        gateway.patch(scale, MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"),
        400,
        "the spec replicas field \".spec.crew.size\" cannot be empty");
    Answer sized = gateway.patch(scale, MERGE, "{\"spec\":{\"replicas\":3}}");
    assertThat(sized.at("spec", "replicas")).as(sized.text()).isEqualTo(3L);
    assertThat(gateway.get(SAILS + "/sizeless").at("spec", "crew", "size")).isEqualTo(3L);
  }

  @Test
  void aScaleIsRefusedAsTheObjectItChanges() {
    create("crewed", ",\"spec\":{\"crew\":{\"size\":1}}");
    String scale = SAILS + "/crewed/scale";
    refused(
        gateway.patch(scale, MERGE, "{\"spec\":{\"replicas\":-4}}"),
        422,
        "Sail.requests.example.com \"crewed\" is invalid: .spec.crew.size: Invalid value: -4:"
            + " should be a non-negative integer");
    refused(
        gateway.patch(scale, MERGE, "{\"metadata\":{\"name\":\"other\"}}"),
        400,
        "the name of the object (other) does not match the name on the URL (crewed)");
  }

  @Test
  void aStatusThatNoScaleCanShow() {
    create("manned", ",\"spec\":{\"crew\":{\"size\":1}}");
    String status = SAILS + "/manned/status";
    refused(
        gateway.patch(status, MERGE, "{\"status\":{\"selector\":{\"a\":\"b\"}}}"),
        422,
        "Sail.requests.example.com \"manned\" is invalid: .status.selector: Invalid value: \"\":"
            + " .status.selector accessor error: map[a:b] is of the type map[string]interface {},"
            + " expected string");
    refused(
        gateway.put(
            status,
            sail("manned", ",\"status\":{\"crew\":{\"size\":null}}")
                .replace(
                    "\"name\":\"manned\"",
                    "\"name\":\"manned\",\"resourceVersion\":\""
                        + gateway.get(status).at("metadata", "resourceVersion")
                        + "\"")),
        422,
        "Sail.requests.example.com \"manned\" is invalid: .status.crew.size: Invalid value: 0:"
            + " .status.crew.size accessor error: <nil> is of the type <nil>, expected int64");
  }

  @Test
  void discoveryWritesThemInAnOrderOfItsOwn() {
    String verbs =
        "\"verbs\":[\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"create\","
            + "\"update\",\"watch\"]";
    assertThat(gateway.get("/apis/requests.example.com/v1").text())
        .contains(verbs)
        .containsSubsequence("\"sails/status\"", "\"sails/scale\"");
    HttpRequest request =
        gateway
            .builder("/apis")
            .header(
                "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            .GET()
            .build();
    String responseKind =
        "\"responseKind\":{\"group\":\"requests.example.com\",\"version\":\"v1\",\"kind\":\"Sail\"}";
    assertThat(gateway.send(request).text())
        .contains(verbs, "\"resource\":\"sails\"," + responseKind)
        .containsSubsequence("\"subresource\":\"status\"," + responseKind, "\"Scale\"");
  }

  @Test
  void aWholeListSaysThatNothingFollows() {
    create("listed", "");
    assertThat(gateway.get(SAILS).at("metadata", "continue")).isEqualTo("");
    assertThat(gateway.get("/api/v1/namespaces").at("metadata", "continue")).isNull();
  }
}

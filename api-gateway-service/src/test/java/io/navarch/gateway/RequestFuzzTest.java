package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Requests that nobody should send get an answer that says so: never 500, and a Status wherever
 * something is refused. {@code -Dnavarch.seed} repeats a run.
 */
class RequestFuzzTest {
  private static final long SEED = Long.getLong("navarch.seed", 1_136L);
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final List<String> SPLINTERS =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "1e400",
          "{\"a\":",
          "]",
          ",,",
          "\\u0000",
          "\u0000",
          "$patch",
          "..",
          "%",
          "'",
          "&&",
          "self",
          "=",
          "!",
          "(",
          "/-",
          "true",
          "9".repeat(40));

  private static final List<String> OBJECTS =
      List.of(
          """
          {"kind":"Pod","apiVersion":"v1","metadata":{"name":"f","labels":{"a":"b"},
           "finalizers":["x/y"],"ownerReferences":[],"managedFields":[{"manager":"m",
           "operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1",
           "fieldsV1":{"f:spec":{"k:{\\"name\\":\\"c\\"}":{".":{}}}}}]},
           "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],
            "livenessProbe":{"httpGet":{"port":"web"}},"resources":{"limits":{"cpu":"1"}},
            "env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}],
            "volumes":[{"name":"v","projected":{"sources":[{"secret":{"name":"s"}}]}}],
            "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
             {"nodeSelectorTerms":[{"matchExpressions":[{"key":"k","operator":"In",
              "values":["x"]}]}]}}},"tolerations":[{"operator":"Exists"}]}}
          """,
          """
          {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1",
           "metadata":{"name":"foos.example.com"},"spec":{"group":"example.com",
           "scope":"Namespaced","names":{"plural":"foos","kind":"Foo"},"versions":[{"name":"v1",
           "served":true,"storage":true,"selectableFields":[{"jsonPath":".spec.a"}],
           "additionalPrinterColumns":[{"name":"A","type":"string","jsonPath":".spec.a"}],
           "subresources":{"status":{},"scale":{"specReplicasPath":".spec.n",
            "statusReplicasPath":".status.n"}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
            "x-kubernetes-validations":[{"rule":"self.n > 0","messageExpression":"'no ' + self.a"}],
            "properties":{"a":{"type":"string","pattern":"^a+$","default":"a"},
             "n":{"type":"integer","minimum":0},
             "l":{"type":"array","x-kubernetes-list-type":"map",
              "x-kubernetes-list-map-keys":["k"],"items":{"type":"object","required":["k"],
              "properties":{"k":{"type":"string"}}}}}}}}}}]}}
          """,
          """
          {"kind":"ValidatingAdmissionPolicy","apiVersion":"admissionregistration.k8s.io/v1",
           "metadata":{"name":"f"},"spec":{"failurePolicy":"Ignore","matchConstraints":
            {"resourceRules":[{"apiGroups":["none"],"apiVersions":["*"],"operations":["CREATE"],
             "resources":["nothings"]}]},"variables":[{"name":"v","expression":"object.spec"}],
            "validations":[{"expression":"variables.v.size() > 1 || has(object.a)",
             "messageExpression":"'a' + string(1)"}],
            "matchConditions":[{"name":"c","expression":"request.name != 'x'"}],
            "auditAnnotations":[{"key":"k","valueExpression":"'v'"}]}}
          """,
          """
          {"kind":"Service","apiVersion":"v1","metadata":{"name":"f"},"spec":{"type":"NodePort",
           "clusterIP":"10.96.1.1","ports":[{"port":80,"nodePort":30080,"targetPort":"web"}],
           "externalIPs":["1.2.3.4"],"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":1}}}}
          """,
          """
          {"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1","metadata":{"name":"f"},
           "spec":{"podSelector":{"matchExpressions":[{"key":"a","operator":"Exists"}]},
           "ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],
           "ports":[{"port":"web","endPort":90}]}]}}
          """);

  private static final List<String> PATHS =
      List.of(
          PODS,
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
          "/api/v1/namespaces/default/services",
          "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies");

  private static final List<String> PATCHES =
      List.of(
          "[{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"b\"},{\"op\":\"test\",\"path\":"
              + "\"/metadata/name\",\"value\":\"target\"},{\"op\":\"copy\",\"from\":\"/data\","
              + "\"path\":\"/data/x\"}]",
          "{\"data\":{\"a\":null,\"$patch\":\"replace\"},\"metadata\":{\"finalizers\":[\"a/b\"],"
              + "\"$deleteFromPrimitiveList/finalizers\":[\"a/b\"]}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"target\"},"
              + "\"data\":{\"a\":\"c\"}}");

  private static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  private static final List<String> QUERIES =
      List.of(
          "labelSelector=a in (b,c),!d",
          "fieldSelector=metadata.name=a,spec.nodeName!=b",
          "limit=1",
          "resourceVersion=0",
          "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
          "resourceVersionMatch=Exact",
          "timeoutSeconds=1",
          "dryRun=All",
          "fieldManager=me",
          "fieldValidation=Strict",
          "pretty=true",
          "includeObject=None",
          "propagationPolicy=Orphan",
          "gracePeriodSeconds=0",
          "sendInitialEvents=true");

  private static GatewayFixture gateway;
  private final Random random = new Random(SEED);

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    gateway.post(
        "/api/v1/namespaces/default/configmaps",
        "{\"metadata\":{\"name\":\"target\"},\"data\":{\"a\":\"b\"}}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Cuts, doubles or replaces a part of a text a few times. */
  private String spoilt(String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int from = random.nextInt(spoilt.length() + 1);
      int to = Math.min(spoilt.length(), from + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> spoilt.delete(from, to);
        case 1 -> spoilt.insert(from, spoilt.substring(from, to));
        case 2 -> spoilt.replace(from, to, pick(SPLINTERS));
        default -> spoilt.insert(from, pick(SPLINTERS));
      }
    }
    return spoilt.toString();
  }

  /** Puts something else where one JSON value is, so that the text stays JSON. */
  private String otherValue(String json) {
    List<String> values =
        List.of("null", "{}", "[]", "\"\"", "-1", "1.5", "true", "[null]", "{\"a\":{}}", "\"\\n\"");
    int colon = json.indexOf(':', random.nextInt(json.length()));
    if (colon < 0) {
      return json;
    }
    int end = colon + 1;
    int depth = 0;
    for (; end < json.length(); end++) {
      char c = json.charAt(end);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (depth < 0 || depth == 0 && c == ',') {
        break;
      }
    }
    return json.substring(0, colon + 1) + pick(values) + json.substring(end);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void send(String method, String path, String type, String body, String accept) {
    HttpRequest.Builder request =
        gateway
            .builder(path)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Accept", accept);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    GatewayFixture.Answer answer = gateway.send(request.build());
    String what = "seed " + SEED + ": " + method + " " + path + " " + type + "\n" + body;
    assertThat(answer.status()).as(what + "\n" + answer.text()).isLessThan(500);
    boolean json =
        answer.raw().headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    if (answer.status() >= 400 && json) {
      assertThat(answer.at("kind")).as(what).isEqualTo("Status");
      assertThat(answer.at("status")).as(what).isEqualTo("Failure");
      assertThat(answer.at("code")).as(what).isEqualTo((long) answer.status());
      assertThat(String.valueOf(answer.at("message"))).as(what).isNotEmpty();
    }
  }

  @Test
  void bodies() {
    for (int i = 0; i < 1_200; i++) {
      int kind = random.nextInt(OBJECTS.size());
      String body = OBJECTS.get(kind);
      body = random.nextInt(4) == 0 ? spoilt(body) : otherValue(otherValue(body));
      String type = random.nextInt(4) == 0 ? "application/yaml" : "application/json";
      String query = random.nextBoolean() ? "?dryRun=All" : "?fieldValidation=Strict&dryRun=All";
      send("POST", PATHS.get(kind) + query, type, body, "application/json");
    }
  }

  @Test
  void patches() {
    for (int i = 0; i < 800; i++) {
      String body = pick(PATCHES);
      body = random.nextBoolean() ? spoilt(body) : otherValue(body);
      String force = random.nextBoolean() ? "&force=true" : "";
      send(
          "PATCH",
          "/api/v1/namespaces/default/configmaps/target?fieldManager=f&dryRun=All" + force,
          pick(PATCH_TYPES),
          body,
          "application/json");
    }
  }

  @Test
  void queries() {
    for (int i = 0; i < 800; i++) {
      StringBuilder path = new StringBuilder(pick(PATHS)).append('?');
      for (int j = random.nextInt(3); j >= 0; j--) {
        String[] parameter = pick(QUERIES).split("=", 2);
        path.append(parameter[0])
            .append('=')
            .append(URLEncoder.encode(spoilt(parameter[1]), StandardCharsets.UTF_8))
            .append('&');
      }
      send(random.nextInt(8) == 0 ? "DELETE" : "GET", path.toString(), "", "", "application/json");
    }
  }

  @Test
  void pathsAndHeaders() {
    for (int i = 0; i < 600; i++) {
      String path =
          spoilt(pick(PATHS) + "/target/status")
              .replaceAll("[^/A-Za-z0-9.%~_-]", "")
              .replaceAll("%(?![0-9A-Fa-f]{2})", "");
      String accept = spoilt("application/json;as=Table;g=meta.k8s.io;v=v1;q=0.5,*/*;q=0.1");
      String type = spoilt("application/json;charset=utf-8");
      send(
          pick(List.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS")),
          "/" + path.replaceFirst("^/+", "") + "?dryRun=All",
          type.replaceAll("[^ -~]", ""),
          "{}",
          accept.replaceAll("[^ -~]", ""));
    }
  }
}

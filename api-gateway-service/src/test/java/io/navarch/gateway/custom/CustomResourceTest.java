package io.navarch.gateway.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Custom resources from their definition to its end, as clients see them. */
class CustomResourceTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A definition of {@code <plural>.stable.example.com}. */
  private static String definition(String plural, String kind, String versions) {
    return """
    {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
     "metadata":{"name":"%s.stable.example.com"},
     "spec":{"group":"stable.example.com","scope":"Namespaced",
      "names":{"plural":"%s","kind":"%s","shortNames":["%ss"],"categories":["all"]},
      "versions":[%s]}}
    """
        .formatted(plural, plural, kind, plural.substring(0, 3), versions);
  }

  private static final String CRON_VERSION =
      """
      {"name":"v1","served":true,"storage":true,
       "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
         "statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
       "selectableFields":[{"jsonPath":".spec.image"}],
       "additionalPrinterColumns":[
         {"name":"Spec","type":"string","jsonPath":".spec.cronSpec"},
         {"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},
         {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type=='Ready')].status"},
         {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
       "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
         "spec":{"type":"object","required":["cronSpec"],"properties":{
           "cronSpec":{"type":"string","pattern":"^[0-9* ]+$","description":"When it runs."},
           "image":{"type":"string","default":"busybox"},
           "replicas":{"type":"integer","minimum":1,"maximum":10,"default":1},
           "mode":{"type":"string","enum":["A","B"]},
           "port":{"x-kubernetes-int-or-string":true},
           "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
           "hosts":{"type":"array","x-kubernetes-list-type":"map",
             "x-kubernetes-list-map-keys":["name"],
             "items":{"type":"object","required":["name"],"properties":{
               "name":{"type":"string"},"weight":{"type":"integer","default":5}}}},
           "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}}},
         "status":{"type":"object","properties":{"replicas":{"type":"integer"},
           "selector":{"type":"string"},
           "conditions":{"type":"array","items":{"type":"object","properties":{
             "type":{"type":"string"},"status":{"type":"string"}}}}}}}}}}
      """;

  private static void establish(String name) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> condition(gateway.get(DEFINITIONS + "/" + name), "Established").equals("True"));
  }

  private static String condition(Answer definition, String type) {
    return ((List<?>) (definition.at("status", "conditions") instanceof List<?> l ? l : List.of()))
        .stream()
            .map(each -> (Map<?, ?>) each)
            .filter(each -> type.equals(each.get("type")))
            .map(each -> String.valueOf(each.get("status")))
            .findFirst()
            .orElse("");
  }

  private static String messages(Answer answer) {
    return String.valueOf(answer.at("message"));
  }

  @Test
  void servesFromDefinitionToEnd() throws Exception {
    Answer made = gateway.post(DEFINITIONS, definition("crontabs", "CronTab", CRON_VERSION));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.at("spec", "names", "singular")).isEqualTo("crontab");
    assertThat(made.at("spec", "names", "listKind")).isEqualTo("CronTabList");
    assertThat(made.at("status", "storedVersions")).isEqualTo(List.of("v1"));
    establish("crontabs.stable.example.com");
    assertThat(
            gateway
                .get(DEFINITIONS + "/crontabs.stable.example.com")
                .at("metadata", "managedFields"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .anySatisfy(
            entry ->
                assertThat(String.valueOf(entry))
                    .contains("manager=kube-apiserver", "operation=Update", "subresource=status"));
    String cronTabs = "/apis/stable.example.com/v1/namespaces/default/crontabs";

    // Created at once, pruned and defaulted.
    Answer created =
        gateway.post(
            cronTabs,
            """
            {"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"one"},
             "spec":{"cronSpec":"* * 5","unknown":1,"free":{"x":{"y":1}},
               "hosts":[{"name":"a"}],"image":null},"status":{"replicas":3},"junk":true}
            """);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("spec"))
        .isEqualTo(
            Json.read(
                """
                {"cronSpec":"* * 5","free":{"x":{"y":1}},"hosts":[{"name":"a","weight":5}],
                 "image":"busybox","replicas":1}
                """));
    assertThat(created.body().root()).doesNotContainKeys("status", "junk");
    assertThat(created.at("metadata", "generation")).isEqualTo(1L);

    // Lists carry kinds, tables the columns.
    Answer list = gateway.get(cronTabs + "?fieldSelector=spec.image%3Dbusybox");
    assertThat(list.at("kind")).isEqualTo("CronTabList");
    assertThat(((Map<?, ?>) ((List<?>) list.at("items")).getFirst()).get("kind"))
        .isEqualTo("CronTab");
    assertThat((List<?>) gateway.get(cronTabs + "?fieldSelector=spec.image%3Dx").at("items"))
        .isEmpty();
    assertThat(gateway.get(cronTabs + "?fieldSelector=spec.cronSpec%3Dx").status()).isEqualTo(400);
    HttpResponse<byte[]> table =
        gateway
            .client()
            .send(
                gateway
                    .builder(cronTabs)
                    .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                    .GET()
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    Map<String, Object> shown = Json.readObject(table.body());
    assertThat(
            ((List<?>) shown.get("columnDefinitions"))
                .stream().map(c -> String.valueOf(((Map<?, ?>) c).get("name"))).toList())
        .containsExactly("Name", "Spec", "Replicas", "Ready", "Age");
    List<?> cells = (List<?>) ((Map<?, ?>) ((List<?>) shown.get("rows")).getFirst()).get("cells");
    assertThat(cells.subList(0, 4).toArray()).containsExactly("one", "* * 5", 1L, null);

    // Status and scale.
    Answer status =
        gateway.patch(
            cronTabs + "/one/status",
            "merge-patch+json",
            """
            {"metadata":{"labels":{"a":"b"}},"spec":{"replicas":9},
             "status":{"replicas":1,"selector":"app=x","conditions":[{"type":"Ready","status":"True"}]}}
            """);
    assertThat(status.status()).as(status.text()).isEqualTo(200);
    assertThat(status.at("spec", "replicas")).isEqualTo(1L);
    assertThat(status.at("metadata", "labels")).isNull();
    assertThat(status.at("metadata", "generation")).isEqualTo(1L);
    Answer scale = gateway.get(cronTabs + "/one/scale");
    assertThat(scale.at("kind")).isEqualTo("Scale");
    assertThat(scale.at("status", "selector")).isEqualTo("app=x");
    Answer scaled =
        gateway.patch(cronTabs + "/one/scale", "merge-patch+json", "{\"spec\":{\"replicas\":4}}");
    assertThat(scaled.at("spec", "replicas")).isEqualTo(4L);
    assertThat(gateway.get(cronTabs + "/one").at("metadata", "generation")).isEqualTo(2L);
    Answer tooMany =
        gateway.patch(cronTabs + "/one/scale", "merge-patch+json", "{\"spec\":{\"replicas\":40}}");
    assertThat(tooMany.status()).isEqualTo(422);

    // Discovery and documentation.
    assertThat(gateway.get("/apis/stable.example.com/v1").text())
        .contains("\"crontabs/status\"", "\"crontabs/scale\"", "\"shortNames\":[\"cros\"]");
    assertThat(gateway.get("/apis").text()).contains("stable.example.com");
    Answer document = gateway.get("/openapi/v3/apis/stable.example.com/v1");
    assertThat(document.text())
        .contains("com.example.stable.v1.CronTab", "When it runs.")
        .doesNotContain("strategic-merge-patch");
    publishedAsUpstreamDoes(document);
    assertThat(gateway.get("/openapi/v2").text()).contains("com.example.stable.v1.CronTabList");

    // Strategic patches need merge keys, which nothing gives.
    assertThat(
            gateway
                .patch(cronTabs + "/one", "strategic-merge-patch+json", "{\"spec\":{}}")
                .status())
        .isEqualTo(415);

    // The end takes the instances with it.
    assertThat(gateway.delete(DEFINITIONS + "/crontabs.stable.example.com").status())
        .isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get(DEFINITIONS + "/crontabs.stable.example.com").status() == 404);
    assertThat(gateway.get(cronTabs).status()).isEqualTo(404);
  }

  /** Fewer media types than built-in kinds, no paths of watches, one answer to a patch. */
  private static void publishedAsUpstreamDoes(Answer document) {
    String place = "/apis/stable.example.com/v1/namespaces/{namespace}/crontabs";
    assertThat(ApiObject.mapAt(document.body().root(), "paths"))
        .containsKeys("/apis/stable.example.com/v1/crontabs", place, place + "/{name}/scale")
        .doesNotContainKeys(
            "/apis/stable.example.com/v1/", "/apis/stable.example.com/v1/watch/crontabs");
    assertThat(document.text()).doesNotContain("protobuf", "cbor", "\"*/*\"");
    assertThat(document.at("info", "title")).isEqualTo("Kubernetes CRD Swagger");
    assertThat(
            document.at(
                "components",
                "schemas",
                "com.example.stable.v1.CronTab",
                "x-kubernetes-selectable-fields"))
        .isEqualTo(List.of(Map.of("fieldPath", "spec.image")));
    assertThat(document.at("paths", place + "/{name}", "patch", "responses", "201")).isNull();
    assertThat(document.at("paths", place, "get", "description"))
        .isEqualTo("list objects of kind CronTab");
    assertThat(document.at("components", "schemas", "com.example.stable.v1.CronTabList"))
        .asString()
        .contains("List of crontabs.");
    assertThat(document.at("components", "securitySchemes")).isNull();
  }

  @Test
  void refusesWhatTheSchemaForbids() {
    gateway.post(DEFINITIONS, definition("strictcrons", "StrictCron", CRON_VERSION));
    establish("strictcrons.stable.example.com");
    String crons = "/apis/stable.example.com/v1/namespaces/default/strictcrons";

    assertThat(refused(crons, "{\"cronSpec\":5}"))
        .contains(
            "spec.cronSpec: Invalid value: \\\"integer\\\": spec.cronSpec in body must be of"
                + " type string: \\\"integer\\\"");
    assertThat(refused(crons, "{}")).contains("spec.cronSpec: Required value");
    assertThat(refused(crons, "{\"cronSpec\":\"x\"}"))
        .contains(
            "spec.cronSpec: Invalid value: \\\"x\\\": spec.cronSpec in body should match"
                + " '^[0-9* ]+$'");
    assertThat(refused(crons, "{\"cronSpec\":\"1\",\"replicas\":11}"))
        .contains(
            "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal"
                + " to 10");
    assertThat(refused(crons, "{\"cronSpec\":\"1\",\"mode\":\"C\"}"))
        .contains(
            "spec.mode: Unsupported value: \\\"C\\\": supported values: \\\"A\\\", \\\"B\\\"");
    assertThat(refused(crons, "{\"cronSpec\":\"1\",\"port\":true}"))
        .contains("spec.port in body must be of type integer,string: \\\"boolean\\\"");
    assertThat(refused(crons, "{\"cronSpec\":\"1\",\"hosts\":[{\"name\":\"a\"},{\"name\":\"a\"}]}"))
        .contains("spec.hosts[1]: Duplicate value: {\\\"name\\\":\\\"a\\\"}");
    assertThat(refused(crons, "{\"cronSpec\":\"1\",\"tags\":[\"a\",\"b\",\"a\"]}"))
        .contains("spec.tags[2]: Duplicate value: \\\"a\\\"");

    Answer unknown =
        gateway.post(
            crons + "?fieldValidation=Strict",
            object("StrictCron", "two", "{\"cronSpec\":\"1\",\"nope\":1}"));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(messages(unknown))
        .isEqualTo(
            "StrictCron in version \"v1\" cannot be handled as a StrictCron: strict decoding"
                + " error: unknown field \"spec.nope\"");
    Answer several =
        gateway.post(
            crons + "?fieldValidation=Strict",
            object("StrictCron", "two", "{\"z\":1,\"cronSpec\":\"1\",\"a\":2,\"z\":3}"));
    assertThat(messages(several))
        .endsWith(
            "error: duplicate field \"spec.z\", unknown field \"spec.a\", unknown field"
                + " \"spec.z\"");
    Answer warned =
        gateway.post(
            crons + "?fieldValidation=Warn",
            object("StrictCron", "two", "{\"cronSpec\":\"1\",\"nope\":1}"));
    assertThat(warned.status()).isEqualTo(201);
    assertThat(warned.raw().headers().allValues("Warning"))
        .containsExactly("299 - \"unknown field \\\"spec.nope\\\"\"");
    Answer malformed =
        gateway.post(
            crons,
            """
            {"apiVersion":"stable.example.com/v1","kind":"StrictCron",
             "metadata":{"name":"three","labels":{"a":1}},"spec":{"cronSpec":"1"}}
            """);
    assertThat(malformed.status()).isEqualTo(400);
  }

  private static String object(String kind, String name, String spec) {
    return """
    {"apiVersion":"stable.example.com/v1","kind":"%s","metadata":{"name":"%s"},"spec":%s}
    """
        .formatted(kind, name, spec);
  }

  private static String refused(String path, String spec) {
    Answer answer = gateway.post(path, object("StrictCron", "bad", spec));
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return answer.text();
  }

  @Test
  void keepsNamesApart() {
    gateway.post(DEFINITIONS, definition("alphas", "Alpha", CRON_VERSION));
    establish("alphas.stable.example.com");
    // The same kind under another plural name must wait until the first one goes.
    gateway.post(DEFINITIONS, definition("betas", "Alpha", CRON_VERSION));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                condition(gateway.get(DEFINITIONS + "/betas.stable.example.com"), "NamesAccepted")
                    .equals("False"));
    assertThat(gateway.get(DEFINITIONS + "/betas.stable.example.com").text())
        .contains("ListKindConflict", "is already in use", "not all names are accepted");
    gateway.delete(DEFINITIONS + "/alphas.stable.example.com");
    establish("betas.stable.example.com");
  }

  @Test
  void servesSeveralVersions() throws Exception {
    String old = CRON_VERSION.replace("\"storage\":true", "\"storage\":false");
    String next =
        old.replace("\"name\":\"v1\"", "\"name\":\"v2\",\"deprecated\":true")
            .replace("\"storage\":false", "\"storage\":true");
    gateway.post(DEFINITIONS, definition("manies", "Many", old + "," + next));
    establish("manies.stable.example.com");
    String first = "/apis/stable.example.com/v1/namespaces/default/manies";
    String second = "/apis/stable.example.com/v2/namespaces/default/manies";
    Answer created = gateway.post(first, object("Many", "one", "{\"cronSpec\":\"1\"}"));
    assertThat(created.at("apiVersion")).isEqualTo("stable.example.com/v1");
    Answer read = gateway.get(second + "/one");
    assertThat(read.at("apiVersion")).isEqualTo("stable.example.com/v2");
    assertThat(read.at("metadata", "uid")).isEqualTo(created.at("metadata", "uid"));
    assertThat(read.raw().headers().allValues("Warning"))
        .containsExactly("299 - \"stable.example.com/v2 Many is deprecated\"");
    assertThat(
            new String(
                gateway
                    .store()
                    .get("/registry/stable.example.com/manies/default/one", 0)
                    .entry()
                    .value(),
                java.nio.charset.StandardCharsets.UTF_8))
        .contains("stable.example.com/v2");

    // A default that comes later is shown on what was stored before. Versions whose schemas differ
    // cannot have all the same selectable fields.
    String changed =
        next.replace("\"selectableFields\":[{\"jsonPath\":\".spec.image\"}],", "")
            .replace("\"default\":\"busybox\"", "\"default\":\"alpine\"")
            .replace("\"mode\":{", "\"late\":{\"type\":\"string\",\"default\":\"now\"},\"mode\":{");
    HttpRequest watch =
        gateway
            .builder(
                first + "?watch=true&resourceVersion=" + created.at("metadata", "resourceVersion"))
            .GET()
            .build();
    HttpResponse<java.util.stream.Stream<String>> watched =
        gateway.client().send(watch, HttpResponse.BodyHandlers.ofLines());
    Answer replaced =
        gateway.patch(
            DEFINITIONS + "/manies.stable.example.com",
            "merge-patch+json",
            "{\"spec\":{\"versions\":[" + old + "," + changed + "]}}");
    assertThat(replaced.status()).as(replaced.text()).isEqualTo(200);
    assertThat(watched.body().toList()).isEmpty();
    assertThat(gateway.get(second + "/one").at("spec", "late")).isEqualTo("now");
    assertThat(gateway.get(first + "/one").at("spec", "late")).isNull();
    losesWhatTheStoredVersionDoesNotName(first);
  }

  private static void losesWhatTheStoredVersionDoesNotName(String path) {
    String definition = DEFINITIONS + "/manies.stable.example.com";
    Answer stands = gateway.get(definition);
    String more =
        Json.writeString(stands.at("spec", "versions"))
            .replaceFirst("\"mode\":\\{", "\"more\":{\"type\":\"string\"},\"mode\":{");
    Answer changed =
        gateway.patch(definition, "merge-patch+json", "{\"spec\":{\"versions\":" + more + "}}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    String spec = "{\"cronSpec\":\"1\",\"more\":\"x\"}";
    Answer made = gateway.post(path, object("Many", "two", spec));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.at("spec", "cronSpec")).isEqualTo("1");
    assertThat(made.at("spec", "more")).isNull();
    assertThat(gateway.get(path + "/two").at("spec", "more")).isNull();
  }

  @Test
  void deletesNothingTwice() {
    gateway.post(DEFINITIONS, definition("stuckies", "Stucky", CRON_VERSION));
    establish("stuckies.stable.example.com");
    String path = "/apis/stable.example.com/v1/namespaces/default/stuckies";
    gateway.post(
        path,
        """
        {"apiVersion":"stable.example.com/v1","kind":"Stucky",
         "metadata":{"name":"one","finalizers":["example.com/stay"]},"spec":{"cronSpec":"1"}}
        """);
    gateway.delete(DEFINITIONS + "/stuckies.stable.example.com");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get(path + "/one").at("metadata", "deletionTimestamp") != null);
    Answer refused = gateway.post(path, object("Stucky", "two", "{\"cronSpec\":\"1\"}"));
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(messages(refused))
        .contains("create not allowed while custom resource definition is terminating");
    assertThat(condition(gateway.get(DEFINITIONS + "/stuckies.stable.example.com"), "Terminating"))
        .isEqualTo("True");
    Answer going = gateway.get(DEFINITIONS + "/stuckies.stable.example.com");
    assertThat(going.at("metadata", "generation")).isEqualTo(1L);
    assertThat(going.at("metadata", "deletionGracePeriodSeconds")).isNull();
    assertThat(messages(gateway.post(DEFINITIONS, definition("stuckies", "Stucky", CRON_VERSION))))
        .isEqualTo(
            "object is being deleted: customresourcedefinitions.apiextensions.k8s.io"
                + " \"stuckies.stable.example.com\" already exists");
    gateway.patch(path + "/one", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get(DEFINITIONS + "/stuckies.stable.example.com").status() == 404);
  }

  /** Expressions are compiled at their first use, and what they took is told. */
  @Test
  void tellsWhatExpressionsTake() {
    String ruled =
        CRON_VERSION.replace(
            "\"required\":[\"spec\"],",
            "\"required\":[\"spec\"],\"x-kubernetes-validations\":[{\"rule\":\"self.spec.replicas != 3\"}],");
    gateway.post(DEFINITIONS, definition("ruledcrons", "RuledCron", ruled));
    establish("ruledcrons.stable.example.com");
    String path = "/apis/stable.example.com/v1/namespaces/default/ruledcrons";
    String cron =
        "{\"apiVersion\":\"stable.example.com/v1\",\"kind\":\"RuledCron\",\"metadata\":{\"name\":\"a\"},"
            + "\"spec\":{\"cronSpec\":\"*\",\"replicas\":%d}}";
    assertThat(gateway.post(path, cron.formatted(3)).status()).isEqualTo(422);
    assertThat(gateway.post(path, cron.formatted(4)).status()).isEqualTo(201);
    String metrics = gateway.get("/metrics").text();
    assertThat(count(metrics, "compilation")).isPositive();
    assertThat(count(metrics, "evaluation")).isGreaterThanOrEqualTo(2);
    assertThat(metrics).contains("apiserver_cel_evaluation_duration_seconds_bucket{le=\"0.005\"}");
  }

  private static double count(String metrics, String what) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("apiserver_cel_" + what + "_duration_seconds_count "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}

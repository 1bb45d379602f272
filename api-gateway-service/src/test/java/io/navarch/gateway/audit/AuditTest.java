package io.navarch.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.HttpsStub;
import io.navarch.gateway.admission.webhook.TestWebhook;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
        - level: None
          nonResourceURLs: ["/healthz*", "/livez*"]
        - level: Metadata
          resources: [{group: "", resources: [secrets]}]
        - level: Request
          verbs: [delete]
          resources: [{group: "", resources: [configmaps]}]
        - level: RequestResponse
          omitManagedFields: true
          resources: [{group: "", resources: [configmaps, namespaces]}]
        - level: Metadata
      """;

  @TempDir Path folder;
  private GatewayFixture gateway;

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  private void start(Map<String, Object> further) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Map<String, Object> properties = new java.util.HashMap<>(further);
    properties.put("navarch.gateway.audit.policy-file", policy.toString());
    gateway = GatewayFixture.start(properties);
  }

  private void startWithLog() throws IOException {
    start(Map.of("navarch.gateway.audit.log.path", folder.resolve("audit.log").toString()));
  }

  private List<ApiObject> events() throws IOException {
    List<ApiObject> events = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("audit.log"))) {
      events.add(new ApiObject(Json.readObject(line.getBytes(StandardCharsets.UTF_8))));
    }
    return events;
  }

  private ApiObject last(String verb, String resource) throws IOException {
    return events().stream()
        .filter(e -> verb.equals(e.at("verb")) && resource.equals(e.at("objectRef", "resource")))
        .reduce((_, second) -> second)
        .orElseThrow();
  }

  @Test
  void recordsWhoDidWhat() throws IOException {
    startWithLog();
    gateway.post(
        "/api/v1/namespaces/default/configmaps",
        "{\"metadata\":{\"name\":\"one\"},\"data\":{\"a\":\"b\"}}");
    ApiObject created = last("create", "configmaps");
    assertThat(created.at("kind")).isEqualTo("Event");
    assertThat(created.at("apiVersion")).isEqualTo("audit.k8s.io/v1");
    assertThat(created.at("level")).isEqualTo("RequestResponse");
    assertThat(created.at("stage")).isEqualTo("ResponseComplete");
    assertThat(created.at("user", "username")).isEqualTo("kubernetes-admin");
    assertThat((List<Object>) created.at("user", "groups"))
        .contains("system:masters", "system:authenticated");
    assertThat(created.at("sourceIPs")).isEqualTo(List.of("127.0.0.1"));
    assertThat(created.at("objectRef", "name")).isEqualTo("one");
    assertThat(created.at("objectRef", "namespace")).isEqualTo("default");
    assertThat(created.at("responseStatus", "code")).isEqualTo(201L);
    assertThat(created.at("requestObject", "data", "a")).isEqualTo("b");
    assertThat(created.at("responseObject", "metadata", "uid")).isNotNull();
    assertThat(created.at("responseObject", "metadata", "managedFields")).isNull();
    assertThat(created.at("annotations", "authorization.k8s.io/decision")).isEqualTo("allow");
    assertThat((String) created.at("requestReceivedTimestamp"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

    HttpResponse<?> answer = gateway.get("/api/v1/namespaces/default/configmaps/none").raw();
    ApiObject missing = last("get", "configmaps");
    assertThat(missing.at("responseStatus", "code")).isEqualTo(404L);
    assertThat(missing.at("responseStatus", "reason")).isEqualTo("NotFound");
    assertThat(answer.headers().firstValue("Audit-Id")).contains((String) missing.at("auditID"));

    gateway.delete("/api/v1/namespaces/default/configmaps/one");
    ApiObject deleted = last("delete", "configmaps");
    assertThat(deleted.at("level")).isEqualTo("Request");
    assertThat(deleted.at("responseObject")).isNull();
  }

  @Test
  void annotatesDeprecatedApisAndPatchesOfWebhooks() throws Exception {
    startWithLog();
    HttpResponse<?> answer = gateway.get("/api/v1/namespaces/default/endpoints").raw();
    assertThat(answer.headers().firstValue("Warning"))
        .contains(
            "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1"
                + " EndpointSlice\"");
    assertThat(last("list", "endpoints").at("annotations", "k8s.io/deprecated")).isEqualTo("true");
    assertThat(gateway.get("/metrics").text())
        .containsPattern("apiserver_requested_deprecated_apis\\{[^}]*resource=\"endpoints\"");
    try (TestWebhook webhook = new TestWebhook()) {
      String patch = "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"c\":\"d\"}}]";
      webhook.on("/mutate", _ -> TestWebhook.patch(patch.replace(":", " : ")));
      gateway.post(
          "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
          """
          {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
           "metadata": {"name": "m"},
           "webhooks": [{"name": "m.example.com", "admissionReviewVersions": ["v1"],
             "sideEffects": "None", "clientConfig": {"url": "%s", "caBundle": "%s"},
             "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"],
               "operations": ["CREATE"]}]}]}
          """
              .formatted(webhook.url("/mutate"), webhook.caBundle()));
      gateway.post(
          "/api/v1/namespaces/default/configmaps",
          "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"patched\"}}");
      String named = "{\"configuration\":\"m\",\"webhook\":\"m.example.com\",";
      ApiObject created = last("create", "configmaps");
      assertThat(created.at("annotations", "mutation.webhook.admission.k8s.io/round_0_index_0"))
          .isEqualTo(named + "\"mutated\":true}");
      assertThat(created.at("annotations", "patch.webhook.admission.k8s.io/round_0_index_0"))
          .isEqualTo(named + "\"patch\":" + patch + ",\"patchType\":\"JSONPatch\"}");
    }
  }

  /** What was sent is shown as it was understood; who may not do it is not listened to. */
  @Test
  void recordsWhatWasUnderstood() throws IOException {
    startWithLog();
    String maps = "/api/v1/namespaces/default/configmaps";
    gateway.post(maps, "{\"metadata\":{\"name\":\"seen\"}}");
    assertThat(last("create", "configmaps").at("requestObject"))
        .isEqualTo(
            Map.of("kind", "ConfigMap", "apiVersion", "v1", "metadata", Map.of("name", "seen")));
    gateway.patch(maps + "/seen", "merge-patch+json", "{\"data\":{\"a\":null}}");
    assertThat(last("patch", "configmaps").at("requestObject").toString())
        .isEqualTo("{data={a=null}}");
    gateway.delete(maps + "/seen", "{\"gracePeriodSeconds\":0}");
    assertThat(last("delete", "configmaps").at("requestObject"))
        .isEqualTo(
            Map.of(
                "kind",
                "DeleteOptions",
                "apiVersion",
                "meta.k8s.io/__internal",
                "gracePeriodSeconds",
                0L));
    HttpRequest request =
        gateway
            .builder(maps)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"metadata\":{\"name\":\"unheard\"},\"data\":{\"a\":\"unheard-of\"}}"))
            .build();
    assertThat(GatewayFixture.send(gateway.clientOf("nobody"), request).status()).isEqualTo(403);
    ApiObject refused = last("create", "configmaps");
    assertThat(refused.at("responseStatus", "code")).isEqualTo(403L);
    assertThat(refused.at("objectRef", "name")).isNull();
    assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain("unheard");
  }

  @Test
  void recordsRefusedCredentialsAsTheAnswer() throws IOException {
    startWithLog();
    GatewayFixture.send(
        gateway.strangersClient(),
        gateway.builder("/api/v1/pods").header("Authorization", "Bearer x").build());
    ApiObject refused = last("list", "pods");
    assertThat(refused.at("stage")).isEqualTo("ResponseStarted");
    assertThat(refused.at("user")).isEqualTo(Map.of());
    assertThat(refused.at("responseStatus"))
        .isEqualTo(
            Map.of(
                "metadata",
                Map.of(),
                "status",
                "Failure",
                "message",
                "Unauthorized",
                "reason",
                "Unauthorized",
                "code",
                401L));
  }

  @Test
  void neverWritesASecretAtMetadata() throws IOException {
    startWithLog();
    String path = "/api/v1/namespaces/default/secrets";
    gateway.post(path, "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"p\":\"hidden-0815\"}}");
    gateway.get(path + "/s");
    gateway.patch(path + "/s", "merge-patch+json", "{\"stringData\":{\"p\":\"hidden-0816\"}}");
    String text = Files.readString(folder.resolve("audit.log"));
    assertThat(last("create", "secrets").at("objectRef", "name")).isEqualTo("s");
    assertThat(text).doesNotContain("hidden-08", "aGlkZGVu");
    gateway.delete(path + "/s");
    ApiObject deleted = last("delete", "secrets");
    assertThat(deleted.at("responseStatus", "status")).isEqualTo("Success");
    assertThat(deleted.at("responseStatus", "details", "name")).isEqualTo("s");
    assertThat(deleted.at("responseObject")).isNull();
  }

  @Test
  void recordsFromWhereProxiesSayThatARequestCame() throws IOException {
    startWithLog();
    GatewayFixture.send(
        gateway.client(),
        gateway
            .builder("/api/v1/namespaces/default/configmaps/none")
            .header("X-Forwarded-For", "192.0.2.1, unknown, dead, 2001:db8::1")
            .header("X-Real-Ip", "192.0.2.9")
            .build());
    assertThat(last("get", "configmaps").at("sourceIPs"))
        .isEqualTo(List.of("192.0.2.1", "2001:db8::1", "192.0.2.9", "127.0.0.1"));
  }

  @Test
  void recordsRefusalsImpersonationAndWatches() throws Exception {
    startWithLog();
    GatewayFixture.send(gateway.clientOf("nobody"), gateway.builder("/api/v1/nodes").build());
    ApiObject refused = last("list", "nodes");
    assertThat(refused.at("annotations", "authorization.k8s.io/decision")).isEqualTo("forbid");
    assertThat(refused.at("responseStatus", "code")).isEqualTo(403L);

    gateway.send(gateway.builder("/api/v1/namespaces").header("Impersonate-User", "jane").build());
    ApiObject impersonated = last("list", "namespaces");
    assertThat(impersonated.at("user", "username")).isEqualTo("kubernetes-admin");
    assertThat(impersonated.at("impersonatedUser", "username")).isEqualTo("jane");

    gateway.send(
        gateway.builder("/api/v1/pods").header("Authorization", "Bearer wrong-token-1").build());
    String text = Files.readString(folder.resolve("audit.log"));
    assertThat(text).doesNotContain("wrong-token-1");

    gateway
        .client()
        .send(
            gateway.builder("/api/v1/namespaces/default/pods?watch=true&timeoutSeconds=1").build(),
            HttpResponse.BodyHandlers.discarding());
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(
                        events().stream()
                            .filter(e -> "watch".equals(e.at("verb")))
                            .map(e -> e.at("stage")))
                    .contains("ResponseStarted", "ResponseComplete"));

    gateway.get("/healthz");
    assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain("/healthz");
  }

  @Test
  void postsBatchesAndTriesAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (HttpsStub hook = new HttpsStub(folder)) {
      hook.on("/audit", _ -> new HttpsStub.Reply(calls.getAndIncrement() == 0 ? 503 : 200, ""));
      start(
          Map.of(
              "navarch.gateway.audit.webhook.config-file", hook.kubeconfig("/audit").toString(),
              "navarch.gateway.audit.webhook.initial-backoff", "20ms",
              "navarch.gateway.audit.webhook.truncate.enabled", "true",
              "navarch.gateway.audit.webhook.truncate.max-event-size", "2KB",
              "navarch.gateway.audit.webhook.batch.max-wait", "50ms"));
      gateway.post(
          "/api/v1/namespaces/default/configmaps",
          "{\"metadata\":{\"name\":\"big\"},\"data\":{\"a\":\"" + "x".repeat(5000) + "\"}}");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> calls.get() > 1 && hook.calls.toString().contains("audit.k8s.io/truncated"));
      assertThat(hook.calls.get(1).body())
          .isEqualTo(hook.calls.getFirst().body())
          .startsWith("{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\"");
      assertThat(hook.calls.getFirst().authorization()).isEqualTo("Bearer stub-token");
      assertThat(hook.calls.toString()).doesNotContain("xxxxxxxx");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeEventsAreWholeUnlessTheyAreToBeTruncated(boolean truncated) throws IOException {
    start(
        Map.of(
            "navarch.gateway.audit.log.path", folder.resolve("audit.log").toString(),
            "navarch.gateway.audit.log.truncate.enabled", Boolean.toString(truncated),
            "navarch.gateway.audit.log.truncate.max-event-size", "2KB"));
    gateway.post(
        "/api/v1/namespaces/default/configmaps",
        "{\"metadata\":{\"name\":\"big\"},\"data\":{\"a\":\"" + "x".repeat(5000) + "\"}}");
    ApiObject created = last("create", "configmaps");
    assertThat(created.at("requestObject") == null).isEqualTo(truncated);
    assertThat(created.at("annotations", "audit.k8s.io/truncated"))
        .isEqualTo(truncated ? "true" : null);
  }

  @Test
  void whatIsStillLargeWithoutItsBodiesIsLostAndBatchesAreSplit() {
    Counter lost = new SimpleMeterRegistry().counter("lost");
    List<String> sent = new ArrayList<>();
    boolean written =
        new Truncation(60, 10, lost)
            .before(
                events -> {
                  sent.add(
                      events.stream()
                          .map(e -> new String(e, StandardCharsets.UTF_8))
                          .collect(Collectors.joining("|")));
                  return sent.size() < 3;
                })
            .test(
                Stream.of(
                        "{\"a\":1}",
                        "{}",
                        "{\"a\":\"" + "y".repeat(60) + "\"}",
                        "{\"a\":2,\"requestObject\":\"" + "z".repeat(60) + "\"}",
                        "{\"a\":3}")
                    .map(e -> e.getBytes(StandardCharsets.UTF_8))
                    .toList());
    assertThat(sent)
        .containsExactly(
            "{\"a\":1}|{}",
            "{\"a\":2,\"annotations\":{\"audit.k8s.io/truncated\":\"true\"}}",
            "{\"a\":3}");
    assertThat(lost.count()).isEqualTo(1);
    assertThat(written).as("one of them was not written").isFalse();
  }

  /** A server that stops does not wait for a batch to be full, nor lose what has been gathered. */
  @Test
  void whatWasGatheredIsSentAtTheEnd() {
    List<byte[]> sent = new CopyOnWriteArrayList<>();
    Counter dropped = new SimpleMeterRegistry().counter("dropped");
    try (BatchingSink sink =
        new BatchingSink("test", 10, 10, Duration.ofDays(1), sent::addAll, dropped)) {
      sink.accept(new byte[1]);
      sink.accept(new byte[2]);
    }
    assertThat(sent).hasSize(2);
    assertThat(dropped.count()).isZero();
  }

  @Test
  void rotatesItsFile() throws IOException {
    Path file = folder.resolve("r.log");
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    InstantSource clock = () -> now[0];
    try (AuditLogFile log =
        new AuditLogFile(
            file,
            new AuditLogFile.Rotation(100, Duration.ZERO, 2, true),
            clock,
            new SimpleMeterRegistry().counter("lost"))) {
      for (int i = 0; i < 20; i++) {
        now[0] = now[0].plusSeconds(1);
        boolean written =
            log.write(
                List.of(("event number " + i + " of this test").getBytes(StandardCharsets.UTF_8)));
        assertThat(written).isTrue();
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith("r-")))
          .hasSize(2)
          .allMatch(name -> name.endsWith(".log.gz"));
    }
    assertThat(Files.readString(file)).contains("event number 19");
  }

  @Test
  void levelsAreCountedOnceARequest() throws IOException {
    startWithLog();
    gateway.get("/api/v1/namespaces/default/secrets");
    double before = gateway.metric("apiserver_audit_level_total", "level=\"Metadata\"");
    double none = gateway.metric("apiserver_audit_level_total", "level=\"None\"");
    gateway.get("/api/v1/namespaces/default/secrets");
    gateway.get("/healthz");
    assertThat(gateway.metric("apiserver_audit_level_total", "level=\"None\"")).isEqualTo(none + 1);
    assertThat(gateway.metric("apiserver_audit_level_total", "level=\"Metadata\""))
        .as("the look at the metrics before is one too")
        .isGreaterThan(before);
    assertThat(gateway.get("/metrics").text()).contains("apiserver_audit_event_total ");
  }

  @Test
  void strictModeRefusesWhatItCannotRecord() throws IOException {
    Path file = Files.createDirectory(folder.resolve("no-file"));
    Path policy =
        Files.writeString(
            folder.resolve("strict.yaml"),
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
              - level: None
                nonResourceURLs: ["/metrics"]
              - level: Metadata
            """);
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.audit.policy-file", policy.toString(),
                "navarch.gateway.audit.log.path", file.toString(),
                "navarch.gateway.audit.log.mode", "blocking-strict"));
    GatewayFixture.Answer answer =
        gateway.post("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"x\"}}");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.at("message"))
        .isEqualTo("Internal error occurred: failed to store audit event");
    String metrics = gateway.get("/metrics").text();
    assertThat(metrics)
        .contains("apiserver_audit_requests_rejected_total 1.0")
        .contains("apiserver_audit_error_total{plugin=\"log\"} 1.0");
    assertThat(gateway.store().get("/registry/configmaps/default/x", 0).entry()).isNull();
  }

  @Test
  void aModeThatIsNotThereEndsTheStart() {
    assertThatThrownBy(() -> start(Map.of("navarch.gateway.audit.log.mode", "sometimes")))
        .hasStackTraceContaining("navarch.gateway.audit.log.mode");
  }

  @Test
  void dropsAndCountsWhatNoBufferHolds() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    java.util.concurrent.CountDownLatch hold = new java.util.concurrent.CountDownLatch(1);
    BatchingSink sink =
        new BatchingSink(
            "test",
            2,
            1,
            Duration.ZERO,
            _ -> {
              try {
                hold.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return true;
            },
            meters.counter("dropped"));
    for (int i = 0; i < 10; i++) {
      assertThat(sink.accept(new byte[0])).as("nobody waits for the trail").isTrue();
    }
    assertThat(meters.counter("dropped").count()).isGreaterThanOrEqualTo(7);
    hold.countDown();
    sink.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{}] | rules[0].level: Required value",
        "rules: [{level: Loud}] | rules[0].level: Unsupported value",
        "omitStages: [Never] | omitStages[0]: Invalid value",
        "rules: [{level: None, nonResourceURLs: [x]}] | rules[0].nonResourceURLs[0]: Invalid value",
        "rules: [{level: None, nonResourceURLs: ['/a*b']}] | rules[0].nonResourceURLs[0]: Invalid"
            + " value",
        "rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}] | rules[0].nonResourceURLs:"
            + " Invalid value",
        "rules: [{level: None, resources: [{group: 'a/b'}]}] | rules[0].resources.group: Invalid"
            + " value",
        "rules: [{level: None, resources: [{resourceNames: [a]}]}] |"
            + " rules[0].resources.resourceNames: Invalid value",
        "rules: [] | loaded illegal policy with 0 rules",
      })
  void namesWhatIsWrong(String part, String message) {
    assertThatThrownBy(() -> policy(part))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  /** Policies for other versions hold as far as they are understood, as upstream has it. */
  @Test
  void fieldsThatNobodyKnowsArePassedOver() {
    assertThat(policy("rules: [{level: None, colour: red}], shape: round").rules()).hasSize(1);
  }

  private static AuditPolicy policy(String part) {
    byte[] policy =
        ("{apiVersion: audit.k8s.io/v1, kind: Policy, " + part + "}")
            .getBytes(StandardCharsets.UTF_8);
    return ConfigurationFile.parse(
        policy, "audit.k8s.io", Set.of("v1"), "Policy", AuditPolicyReader::read);
  }
}

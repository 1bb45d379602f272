package io.navarch.gateway.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdmissionWebhookTest {
  private static GatewayFixture gateway;
  private static TestWebhook webhook;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayFixture.start();
    webhook = new TestWebhook();
  }

  @AfterAll
  static void stop() {
    webhook.close();
    gateway.close();
  }

  /** A configuration of one webhook for configmaps with the label {@code test: <name>}. */
  private static String configuration(String kind, String name, String more) {
    return """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"},
         "webhooks": [{"name": "%2$s.example.com", "admissionReviewVersions": ["v1"], "sideEffects": "None",
           "clientConfig": {"url": "%3$s", "caBundle": "%4$s"},
           "objectSelector": {"matchLabels": {"test": "%2$s"}},
           "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps", "services/status"],
             "operations": ["CREATE", "UPDATE", "DELETE"]}]%5$s}]}"""
        .formatted(kind, name, webhook.url("/" + name), webhook.caBundle(), more);
  }

  private static void install(String kind, String name, String more) {
    String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
    Answer answer =
        gateway.post(
            "/apis/admissionregistration.k8s.io/v1/" + plural, configuration(kind, name, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private static String map(String name, String test) {
    return """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s", "labels": {"test": "%s"}},
         "data": {"a": "b"}}"""
        .formatted(name, test);
  }

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @Test
  void mutatesByPatch() {
    webhook.on(
        "/mutate",
        r -> TestWebhook.patch("[{\"op\": \"add\", \"path\": \"/data/c\", \"value\": \"d\"}]"));
    install("MutatingWebhookConfiguration", "mutate", "");
    Answer created = gateway.post(MAPS, map("mutated", "mutate"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("data", "c")).isEqualTo("d");
    ApiObject request = webhook.requests("/mutate").getFirst();
    assertThat(request.at("operation")).isEqualTo("CREATE");
    assertThat(request.at("userInfo", "username")).isEqualTo("kubernetes-admin");
    assertThat(request.at("object", "data", "a")).isEqualTo("b");
    assertThat(request.at("oldObject")).isNull();
    assertThat(request.at("resource", "resource")).isEqualTo("configmaps");
    assertThat(request.at("options", "kind")).isEqualTo("CreateOptions");
    assertThat(request.at("dryRun")).isEqualTo(false);
  }

  /** What a webhook patches belongs to the namespace of the path as well. */
  @Test
  void movesNothingToAnotherNamespace() {
    webhook.on(
        "/move",
        r ->
            TestWebhook.patch(
                "[{\"op\": \"replace\", \"path\": \"/metadata/namespace\", \"value\": \"kube-system\"}]"));
    install("MutatingWebhookConfiguration", "move", "");
    Answer refused = gateway.post(MAPS, map("moved", "move"));
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat((String) refused.at("message"))
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the request");
  }

  /** What the server says of an object is there once nobody changes it any more. */
  @Test
  void namesAreMadeAfterMutation() {
    webhook.on("/unnamed", r -> TestWebhook.patch("[]"));
    webhook.on("/named", _ -> Map.of("allowed", true));
    install("MutatingWebhookConfiguration", "unnamed", "");
    String named =
        configuration("ValidatingWebhookConfiguration", "named", "")
            .replace("{\"test\": \"named\"}", "{\"test\": \"unnamed\"}");
    gateway.create("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", named);
    Answer created =
        gateway.post(
            MAPS, map("", "unnamed").replace("\"name\": \"\"", "\"generateName\": \"u-\""));
    assertThat(created.body().name()).as(created.text()).startsWith("u-");
    ApiObject first = webhook.requests("/unnamed").getFirst();
    assertThat(first.at("name")).isNull();
    assertThat(first.at("object", "metadata", "name")).isNull();
    assertThat(first.at("object", "metadata", "uid")).isNull();
    ApiObject then = webhook.requests("/named").getFirst();
    assertThat(then.at("name")).isEqualTo(created.body().name());
    assertThat(then.at("object", "metadata", "uid")).isEqualTo(created.body().uid());
  }

  @Test
  void reinvokesWhoAskedForIt() {
    webhook.on(
        "/first-wants-more",
        r ->
            r.at("object", "data", "second") == null
                ? TestWebhook.patch(
                    "[{\"op\": \"add\", \"path\": \"/data/first\", \"value\": \"1\"}]")
                : TestWebhook.patch(
                    "[{\"op\": \"add\", \"path\": \"/data/again\", \"value\": \"yes\"}]"));
    webhook.on(
        "/later",
        r ->
            TestWebhook.patch("[{\"op\": \"add\", \"path\": \"/data/second\", \"value\": \"2\"}]"));
    install(
        "MutatingWebhookConfiguration",
        "first-wants-more",
        ", \"reinvocationPolicy\": \"IfNeeded\"");
    String later =
        configuration("MutatingWebhookConfiguration", "later", "")
            .replace("{\"test\": \"later\"}", "{\"test\": \"first-wants-more\"}");
    assertThat(
            gateway
                .post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", later)
                .status())
        .isEqualTo(201);
    Answer created = gateway.post(MAPS, map("reinvoked", "first-wants-more"));
    assertThat(created.at("data"))
        .isEqualTo(Map.of("a", "b", "first", "1", "second", "2", "again", "yes"));
    assertThat(webhook.requests("/first-wants-more")).hasSize(2);
    assertThat(webhook.requests("/later")).hasSize(1);
  }

  @Test
  void refusesInTheWebhooksWords() {
    webhook.on(
        "/refuse",
        r ->
            Map.of(
                "allowed",
                false,
                "status",
                Map.of("message", "not today", "code", 403, "reason", "Forbidden"),
                "warnings",
                List.of("mind the gap"),
                "auditAnnotations",
                Map.of("why", "because")));
    install("ValidatingWebhookConfiguration", "refuse", "");
    Answer refused = gateway.post(MAPS, map("refused", "refuse"));
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("reason")).isEqualTo("Forbidden");
    assertThat(refused.at("message"))
        .isEqualTo("admission webhook \"refuse.example.com\" denied the request: not today");
    webhook.on("/refuse", r -> Map.of("allowed", true, "warnings", List.of("mind the gap")));
    Answer allowed = gateway.post(MAPS, map("refused", "refuse"));
    assertThat(allowed.status()).isEqualTo(201);
    assertThat(allowed.raw().headers().allValues("Warning")).contains("299 - \"mind the gap\"");
    webhook.on("/refuse", r -> Map.of("allowed", false));
    Answer delete = gateway.delete(MAPS + "/refused");
    assertThat(delete.status()).isEqualTo(400);
    assertThat(delete.at("message"))
        .isEqualTo(
            "admission webhook \"refuse.example.com\" denied the request without explanation");
    ApiObject last = webhook.requests("/refuse").getLast();
    assertThat(last.at("operation")).isEqualTo("DELETE");
    assertThat(last.at("object")).isNull();
    assertThat(last.at("oldObject", "metadata", "name")).isEqualTo("refused");
    Answer collection = gateway.delete(MAPS + "?labelSelector=test%3Drefuse");
    assertThat(collection.status()).isEqualTo(400);
  }

  @Test
  void failsClosedOrOpen() {
    String nowhere = "https://127.0.0.1:1/";
    String closed =
        configuration("ValidatingWebhookConfiguration", "closed", "")
            .replace(webhook.url("/closed"), nowhere);
    String open =
        configuration("ValidatingWebhookConfiguration", "open", ", \"failurePolicy\": \"Ignore\"")
            .replace(webhook.url("/open"), nowhere);
    String path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    assertThat(gateway.post(path, closed).status()).isEqualTo(201);
    assertThat(gateway.post(path, open).status()).isEqualTo(201);
    Answer refused = gateway.post(MAPS, map("closed", "closed"));
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.at("reason")).isEqualTo("InternalError");
    assertThat((String) refused.at("message"))
        .startsWith(
            "Internal error occurred: failed calling webhook \"closed.example.com\": failed to call webhook: Post"
                + " \"https://127.0.0.1:1/?timeout=10s\": ")
        .endsWith("dial tcp 127.0.0.1:1: connect: connection refused");
    assertThat(gateway.post(MAPS, map("open", "open")).status()).isEqualTo(201);
  }

  @Test
  void honoursTimeouts() {
    java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
    webhook.on(
        "/slow",
        r -> {
          try {
            boolean unused = never.await(20, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Map.of("allowed", true);
        });
    install("ValidatingWebhookConfiguration", "slow", ", \"timeoutSeconds\": 1");
    Answer refused = gateway.post(MAPS, map("slow", "slow"));
    never.countDown();
    assertThat(refused.status()).isEqualTo(500);
    assertThat((String) refused.at("message")).contains("?timeout=1s\": context deadline exceeded");
  }

  @Test
  void trustsOnlyItsBundle() throws Exception {
    try (TestWebhook other = new TestWebhook()) {
      String wrong =
          configuration("ValidatingWebhookConfiguration", "untrusted", "")
              .replace(webhook.caBundle(), other.caBundle());
      assertThat(
              gateway
                  .post(
                      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                      wrong)
                  .status())
          .isEqualTo(201);
      Answer refused = gateway.post(MAPS, map("untrusted", "untrusted"));
      assertThat(refused.status()).isEqualTo(500);
      assertThat((String) refused.at("message"))
          .endsWith(
              "tls: failed to verify certificate: x509: certificate signed by unknown authority");
      assertThat(webhook.requests("/untrusted")).isEmpty();
    }
  }

  @Test
  void reachesServicesByTheirEndpoints() {
    gateway.post(
        "/api/v1/namespaces/default/services",
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hook"},
         "spec": {"ports": [{"name": "https", "port": 8443}]}}""");
    Answer slice =
        gateway.post(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
             "metadata": {"name": "hook-1", "labels": {"kubernetes.io/service-name": "hook"}},
             "ports": [{"name": "https", "port": %d, "protocol": "TCP"}],
             "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true}}]}"""
                .formatted(webhook.port()));
    if (slice.status() != 201) {
      // Endpoints on the loopback are refused, as they are upstream: the service has an external
      // name then.
      Answer external =
          gateway.patch(
              "/api/v1/namespaces/default/services/hook",
              "merge-patch+json",
              "{\"spec\": {\"type\": \"ExternalName\", \"externalName\": \"localhost\", \"clusterIP\": null,"
                  + " \"clusterIPs\": null}}");
      assertThat(external.status()).as(external.text()).isEqualTo(200);
    }
    int port = slice.status() == 201 ? 8443 : webhook.port();
    webhook.on("/by-service", r -> Map.of("allowed", false, "status", Map.of("message", "seen")));
    String byService =
        configuration("ValidatingWebhookConfiguration", "by-service", "")
            .replace(
                "\"url\": \"" + webhook.url("/by-service") + "\"",
                "\"service\": {\"namespace\": \"default\", \"name\": \"hook\", \"path\": \"/by-service\", \"port\": "
                    + port
                    + "}");
    assertThat(
            gateway
                .post(
                    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                    byService)
                .status())
        .isEqualTo(201);
    assertThat(gateway.post(MAPS, map("by-service", "by-service")).at("message"))
        .isEqualTo("admission webhook \"by-service.example.com\" denied the request: seen");
  }

  @Test
  void evaluatesMatchConditions() {
    webhook.on("/conditions", r -> Map.of("allowed", false));
    install(
        "ValidatingWebhookConfiguration",
        "conditions",
        ", \"matchConditions\": [{\"name\": \"not-admin\", \"expression\":"
            + " \"request.userInfo.username != 'kubernetes-admin' || object.data.a == 'strict'\"}]");
    assertThat(gateway.post(MAPS, map("unmatched", "conditions")).status()).isEqualTo(201);
    assertThat(
            gateway
                .post(MAPS, map("matched", "conditions").replace("\"b\"", "\"strict\""))
                .status())
        .isEqualTo(400);
    Answer broken = gateway.post(MAPS, map("broken", "conditions").replace("\"a\"", "\"z\""));
    assertThat(broken.status()).isEqualTo(403);
    assertThat((String) broken.at("message")).contains("resulted in error: no such key: a");
  }

  @Test
  void asksSafeWebhooksOnDryRuns() {
    webhook.on(
        "/dry",
        r -> Map.of("allowed", false, "status", Map.of("message", "dry=" + r.at("dryRun"))));
    install("ValidatingWebhookConfiguration", "dry", "");
    assertThat(gateway.post(MAPS + "?dryRun=All", map("dry", "dry")).at("message"))
        .isEqualTo("admission webhook \"dry.example.com\" denied the request: dry=true");
  }

  @Test
  void asksAboutWritesOfEveryKind() {
    webhook.on(
        "/writes",
        r ->
            Map.of(
                "allowed",
                false,
                "status",
                Map.of(
                    "message",
                    r.at("operation")
                        + " "
                        + r.at("kind", "group")
                        + "/"
                        + r.at("kind", "kind")
                        + " "
                        + r.at("subResource")
                        + " "
                        + r.at("object", "kind"))));
    String configuration =
        configuration("ValidatingWebhookConfiguration", "writes", "")
            .replace("\"objectSelector\": {\"matchLabels\": {\"test\": \"writes\"}},", "")
            .replace(
                "\"apiGroups\": [\"\"], \"apiVersions\": [\"v1\"]",
                "\"apiGroups\": [\"*\"], \"apiVersions\": [\"*\"]")
            .replace(
                "[\"configmaps\", \"services/status\"]",
                "[\"pods/eviction\", \"pods/binding\", \"pods/exec\", \"serviceaccounts/token\","
                    + " \"deployments/scale\"]")
            .replace("[\"CREATE\", \"UPDATE\", \"DELETE\"]", "[\"*\"]");
    gateway.post(
        "/api/v1/namespaces/default/serviceaccounts",
        "{\"apiVersion\": \"v1\", \"kind\": \"ServiceAccount\", \"metadata\": {\"name\": \"default\"}}");
    Answer pod =
        gateway.post(
            "/api/v1/namespaces/default/pods",
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "admitted"},
             "spec": {"containers": [{"name": "a", "image": "a"}]}}""");
    assertThat(pod.status()).as(pod.text()).isEqualTo(201);
    gateway.post(
        "/apis/apps/v1/namespaces/default/deployments",
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "admitted"},
         "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {"metadata": {"labels": {"app": "a"}},
           "spec": {"containers": [{"name": "a", "image": "a"}]}}}}""");
    assertThat(
            gateway
                .post(
                    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                    configuration)
                .status())
        .isEqualTo(201);
    try {
      String pods = "/api/v1/namespaces/default/pods/admitted";
      assertDenied(
          gateway.post(
              pods + "/eviction",
              "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \"admitted\"}}"),
          "CREATE policy/Eviction eviction Eviction");
      assertDenied(
          gateway.post(
              pods + "/binding",
              "{\"apiVersion\": \"v1\", \"kind\": \"Binding\", \"metadata\": {\"name\": \"admitted\"}, \"target\":"
                  + " {\"kind\": \"Node\", \"name\": \"n\"}}"),
          "CREATE /Binding binding Binding");
      assertDenied(
          gateway.post(pods + "/exec?command=ls&stdout=true", ""),
          "CONNECT /PodExecOptions exec PodExecOptions");
      assertDenied(
          gateway.post(
              "/api/v1/namespaces/default/serviceaccounts/default/token",
              "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", \"spec\": {}}"),
          "CREATE authentication.k8s.io/TokenRequest token TokenRequest");
      assertDenied(
          gateway.patch(
              "/apis/apps/v1/namespaces/default/deployments/admitted/scale",
              "merge-patch+json",
              "{\"spec\": {\"replicas\": 3}}"),
          "UPDATE autoscaling/Scale scale Scale");
      ApiObject scale = webhook.requests("/writes").getLast();
      assertThat(scale.at("object", "spec", "replicas")).isEqualTo(3L);
      assertThat(scale.at("oldObject", "spec", "replicas")).isEqualTo(1L);
    } finally {
      gateway.delete(
          "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/writes");
    }
  }

  private static void assertDenied(Answer answer, String seen) {
    assertThat(answer.at("message"))
        .as(answer.text())
        .isEqualTo("admission webhook \"writes.example.com\" denied the request: " + seen);
  }

  @Test
  void seesOtherVersionsAsItsRulesNameThem() {
    webhook.on(
        "/versions",
        r ->
            TestWebhook.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/maxReplicas\", \"value\": 7}]"));
    String configuration =
        configuration("MutatingWebhookConfiguration", "versions", "")
            .replace(
                "\"apiGroups\": [\"\"], \"apiVersions\": [\"v1\"]",
                "\"apiGroups\": [\"autoscaling\"], \"apiVersions\": [\"v2\"]")
            .replace("[\"configmaps\", \"services/status\"]", "[\"horizontalpodautoscalers\"]");
    assertThat(
            gateway
                .post(
                    "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                    configuration)
                .status())
        .isEqualTo(201);
    Answer created =
        gateway.post(
            "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers",
            """
            {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
             "metadata": {"name": "h", "labels": {"test": "versions"}},
             "spec": {"maxReplicas": 3, "targetCPUUtilizationPercentage": 50,
               "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}}}""");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(created.at("spec", "maxReplicas")).isEqualTo(7L);
    assertThat(created.at("spec", "targetCPUUtilizationPercentage")).isEqualTo(50L);
    ApiObject request = webhook.requests("/versions").getFirst();
    assertThat(request.at("kind", "version")).isEqualTo("v2");
    assertThat(request.at("requestKind", "version")).isEqualTo("v1");
    assertThat(request.at("object", "apiVersion")).isEqualTo("autoscaling/v2");
    assertThat(request.at("object", "spec", "metrics")).isNotNull();
  }

  @Test
  void neverBlocksItsOwnConfiguration() {
    webhook.on("/everything", r -> Map.of("allowed", false));
    String everything =
        configuration("ValidatingWebhookConfiguration", "everything", "")
            .replace(
                "\"apiGroups\": [\"\"], \"apiVersions\": [\"v1\"]",
                "\"apiGroups\": [\"*\"], \"apiVersions\": [\"*\"]")
            .replace("[\"configmaps\", \"services/status\"]", "[\"*\"]")
            .replace(
                "\"metadata\": {\"name\": \"everything\"}",
                "\"metadata\": {\"name\": \"everything\", \"labels\": {\"test\": \"everything\"}}");
    String path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    assertThat(gateway.post(path, everything).status()).isEqualTo(201);
    assertThat(gateway.delete(path + "/everything").status()).isEqualTo(200);
    assertThat(webhook.requests("/everything")).isEmpty();
  }

  @Test
  void validatesConfigurations() {
    Answer refused =
        gateway.post(
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
            """
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
             "metadata": {"name": "bad"},
             "webhooks": [{"name": "short", "admissionReviewVersions": ["v2"], "sideEffects": "Some",
               "timeoutSeconds": 31, "failurePolicy": "Perhaps", "reinvocationPolicy": "Always",
               "clientConfig": {"url": "http://user@example.com/x?a=b"},
               "matchConditions": [{"name": "x", "expression": "1"}, {"name": "x", "expression": "true"}],
               "rules": [{"apiGroups": ["*", "apps"], "apiVersions": [], "operations": ["PATCH"],
                 "resources": ["*", "pods"], "scope": "Galaxy"}]}]}""");
    assertThat(refused.status()).isEqualTo(422);
    List<String> fields =
        ((List<?>) refused.at("details", "causes"))
            .stream().map(c -> (String) ((Map<?, ?>) c).get("field")).distinct().sorted().toList();
    assertThat(fields)
        .containsExactly(
            "webhooks[0].admissionReviewVersions",
            "webhooks[0].clientConfig.url",
            "webhooks[0].failurePolicy",
            "webhooks[0].matchConditions[0].expression",
            "webhooks[0].matchConditions[1].name",
            "webhooks[0].name",
            "webhooks[0].reinvocationPolicy",
            "webhooks[0].rules[0].apiGroups",
            "webhooks[0].rules[0].apiVersions",
            "webhooks[0].rules[0].operations[0]",
            "webhooks[0].rules[0].resources",
            "webhooks[0].rules[0].scope",
            "webhooks[0].sideEffects",
            "webhooks[0].timeoutSeconds");
  }
}

package io.navarch.gateway.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hundreds of writes at once through one slow webhook, and what is counted of webhooks. */
class WebhookCrowdTest {
  private static final int CROWD = 200;
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
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

  private static void install(String name, String policy, int timeoutSeconds) {
    Answer answer =
        gateway.post(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            """
            {"metadata": {"name": "%1$s"},
             "webhooks": [{"name": "%1$s.example.com", "admissionReviewVersions": ["v1"],
               "sideEffects": "None", "failurePolicy": "%4$s", "timeoutSeconds": %5$d,
               "clientConfig": {"url": "%2$s", "caBundle": "%3$s"},
               "objectSelector": {"matchLabels": {"test": "%1$s"}},
               "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"],
                 "operations": ["CREATE"]}]}]}"""
                .formatted(
                    name, webhook.url("/" + name), webhook.caBundle(), policy, timeoutSeconds));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private static HttpRequest create(String test, int number) {
    return gateway
        .builder(MAPS)
        .timeout(Duration.ofSeconds(90))
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"metadata\":{\"name\":\"%1$s-%2$d\",\"labels\":{\"test\":\"%1$s\"}}}"
                    .formatted(test, number)))
        .build();
  }

  /** Sends a crowd of writes at once and gives the answers' codes and bodies. */
  private static List<HttpResponse<String>> crowd(String test) {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      sent.add(gateway.client().sendAsync(create(test, i), HttpResponse.BodyHandlers.ofString()));
    }
    return sent.stream().map(CompletableFuture::join).toList();
  }

  private static Map<String, Object> allowedAfter(CountDownLatch latch) {
    try {
      boolean unused = latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Map.of("allowed", true);
  }

  /**
   * The webhook answers nobody before it was asked by most, so many writes must be under way in it
   * at once: none may wait for the answer that another gets.
   */
  @Test
  void allAreAskedAtOnce() {
    CountDownLatch most = new CountDownLatch(CROWD / 2);
    webhook.on(
        "/together",
        _ -> {
          most.countDown();
          return allowedAfter(most);
        });
    install("together", "Fail", 30);
    assertThat(crowd("together")).allMatch(answer -> answer.statusCode() == 201);
    assertThat(webhook.requests("/together")).hasSize(CROWD);
  }

  @Test
  void aCrowdBeforeAWebhookThatNeverAnswersIsRefusedInTime() {
    CountDownLatch never = new CountDownLatch(1);
    webhook.on("/never", _ -> allowedAfter(never));
    install("never", "Fail", 2);
    List<HttpResponse<String>> answers = crowd("never");
    never.countDown();
    assertThat(answers)
        .allMatch(answer -> answer.statusCode() == 500)
        .allMatch(answer -> answer.body().contains("failed calling webhook"));
    assertThat(gateway.get(MAPS + "?labelSelector=test%3Dnever").text()).contains("\"items\":[]");
    assertThat(
            total(
                "apiserver_admission_webhook_rejection_count",
                "name=\"never.example.com\"",
                "type=\"validating\"",
                "operation=\"CREATE\"",
                "error_type=\"calling_webhook_error\"",
                "rejection_code=\"503\""))
        .isEqualTo(CROWD);
  }

  @Test
  void aCrowdBeforeAWebhookThatNeverAnswersPassesWhereItFailsOpen() {
    CountDownLatch never = new CountDownLatch(1);
    webhook.on("/ignored", _ -> allowedAfter(never));
    install("ignored", "Ignore", 2);
    List<HttpResponse<String>> answers = crowd("ignored");
    never.countDown();
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    assertThat(
            total(
                "apiserver_admission_webhook_fail_open_count",
                "name=\"ignored.example.com\"",
                "type=\"validating\""))
        .isEqualTo(CROWD);
  }

  @Test
  void callsAreCountedByWhatCameOfThem() {
    webhook.on(
        "/counted",
        request ->
            String.valueOf(request.at("name")).endsWith("7")
                ? Map.of("allowed", false, "status", Map.of("code", 451))
                : Map.of("allowed", true));
    install("counted", "Fail", 10);
    assertThat(gateway.send(create("counted", 1)).status()).isEqualTo(201);
    assertThat(gateway.send(create("counted", 7)).status()).isEqualTo(451);
    String[] labels = {"name=\"counted.example.com\"", "type=\"validating\"", "CREATE"};
    String requests = "apiserver_admission_webhook_request_total";
    String durations = "apiserver_admission_webhook_admission_duration_seconds_count";
    assertThat(total(requests, with(labels, "code=\"200\"", "rejected=\"false\""))).isOne();
    assertThat(total(requests, with(labels, "code=\"451\"", "rejected=\"true\""))).isOne();
    assertThat(total(durations, with(labels, "rejected=\"false\""))).isOne();
    assertThat(total(durations, with(labels, "rejected=\"true\""))).isOne();
    assertThat(
            total(
                "apiserver_admission_webhook_rejection_count",
                with(labels, "error_type=\"no_error\"", "rejection_code=\"451\"")))
        .isOne();
  }

  private static String[] with(String[] labels, String... more) {
    return Stream.concat(Stream.of(labels), Stream.of(more)).toArray(String[]::new);
  }

  private static double total(String name, String... labels) {
    return gateway.metric(name, labels);
  }
}

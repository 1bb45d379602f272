package io.navarch.scheduler;

import static io.navarch.scheduler.Scene.node;
import static io.navarch.scheduler.Scene.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler, whole, against an API that keeps what it is given. */
class SchedulerServiceTest {
  private final Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
  private final KubernetesMockServer api =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          answers,
          new KubernetesMixedDispatcher(answers),
          false);
  private KubernetesClient client;
  private SchedulerService scheduler;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    api.init();
    client = api.createClient();
    api.expect().get().withPath("/readyz").andReturn(200, "ok").always();
    Path kubeconfig = folder.resolve("scheduler.conf");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test}}]
        clusters: [{name: test, cluster: {server: "http://localhost:%d"}}]
        users: [{name: test, user: {}}]
        """
            .formatted(api.getPort()));
    scheduler =
        new SchedulerService(
            new SchedulerProperties(
                true,
                kubeconfig,
                List.of("default-scheduler"),
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                false),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            new Random(3));
  }

  @AfterEach
  void stop() {
    scheduler.stop();
    client.close();
    api.destroy();
  }

  @Test
  void bindsThroughTheBindingSubresourceAndSaysSo() throws InterruptedException {
    api.expect()
        .post()
        .withPath("/api/v1/namespaces/default/pods/p/binding")
        .andReturn(201, "{}")
        .once();
    client.resource(node("a").node()).create();
    scheduler.start();
    client.resource(pod("p").asking("cpu", "1").pod()).create();

    assertThat(bodyOf("POST", "/api/v1/namespaces/default/pods/p/binding"))
        .contains("\"kind\":\"Binding\"")
        .contains("\"target\":{")
        .contains("\"name\":\"a\"");
    Event event = awaitEvent("Scheduled");
    assertThat(event.getNote()).isEqualTo("Successfully assigned default/p to a");
    assertThat(event.getReportingController()).isEqualTo("default-scheduler");
  }

  @Test
  void saysInConditionAndEventWhyAPodWaits() throws InterruptedException {
    api.expect()
        .patch()
        .withPath("/api/v1/namespaces/default/pods/p/status")
        .andReturn(200, "{}")
        .once();
    client.resource(node("a").with("cpu", "1").node()).create();
    scheduler.start();
    client.resource(pod("p").asking("cpu", "2").pod()).create();

    String expected =
        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 "
            + "Preemption is not helpful for scheduling.";
    assertThat(bodyOf("PATCH", "/api/v1/namespaces/default/pods/p/status"))
        .contains("\"type\":\"PodScheduled\"")
        .contains("\"status\":\"False\"")
        .contains("\"reason\":\"Unschedulable\"")
        .contains("\"message\":\"" + expected + "\"");
    assertThat(awaitEvent("FailedScheduling").getNote()).isEqualTo(expected);
  }

  private Event awaitEvent(String reason) {
    return await()
        .until(
            () ->
                client.events().v1().events().inNamespace("default").list().getItems().stream()
                    .filter(event -> reason.equals(event.getReason()))
                    .findFirst()
                    .orElse(null),
            event -> event != null);
  }

  private String bodyOf(String method, String path) throws InterruptedException {
    for (int seen = 0; seen < 200; seen++) {
      RecordedRequest request = api.takeRequest(10, TimeUnit.SECONDS);
      assertThat(request).as("%s %s", method, path).isNotNull();
      if (request.getMethod().equals(method) && request.getPath().equals(path)) {
        return request.getBody().readUtf8();
      }
    }
    throw new AssertionError("no " + method + " of " + path);
  }
}

package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture.Answer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /metrics} under upstream's names and labels. */
class MetricsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String line(String name, String... labels) {
    return gateway
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> java.util.Arrays.stream(labels).allMatch(line::contains))
        .findFirst()
        .orElse("");
  }

  private static double value(String name, String... labels) {
    return gateway.metric(name, labels);
  }

  @Test
  void tellsWhatCameOfHealthChecks() {
    gateway.get("/readyz?exclude=etcd");
    gateway.get("/livez/ping");
    String text = gateway.get("/metrics/slis").text();
    assertThat(text)
        .contains(
            "kubernetes_healthcheck{name=\"informer-sync\",type=\"readyz\"} 1",
            "kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"livez\"} 1")
        .doesNotContain("name=\"etcd\",type=\"readyz\"", "apiserver_request");
    assertThat(gateway.get("/metrics").text()).doesNotContain("kubernetes_healthcheck");
  }

  @Test
  void countsRequestsByWhatTheyAre() {
    gateway.post(MAPS, "{\"metadata\":{\"name\":\"m\"}}");
    gateway.post(MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"n\"}}");
    gateway.get(MAPS);
    gateway.get(MAPS + "/none");
    String maps = "resource=\"configmaps\"";
    assertThat(
            value(
                "apiserver_request_total",
                maps,
                "verb=\"POST\"",
                "code=\"201\"",
                "dry_run=\"\"",
                "scope=\"resource\"",
                "component=\"apiserver\"",
                "group=\"\"",
                "version=\"v1\"",
                "subresource=\"\"",
                "system_client=\"\""))
        .isPositive();
    assertThat(value("apiserver_request_total", maps, "verb=\"POST\"", "dry_run=\"All\"")).isOne();
    assertThat(value("apiserver_request_total", maps, "verb=\"GET\"", "code=\"404\"")).isOne();
    assertThat(value("apiserver_request_duration_seconds_bucket", maps, "LIST", "le=\"60.0\""))
        .isPositive();
    assertThat(value("apiserver_response_sizes_bucket", maps, "LIST", "le=\"1000000.0\""))
        .isPositive();
    assertThat(value("apiserver_request_sli_duration_seconds_count", maps, "POST"))
        .as("dry runs are left out")
        .isEqualTo(value("apiserver_request_duration_seconds_count", maps, "POST", "dry_run=\"\""));
    assertThat(value("apiserver_request_sli_duration_seconds_bucket", maps, "le=\"0.05\""))
        .isPositive();
    assertThat(line("apiserver_flowcontrol_request_wait_duration_seconds_bucket", "le=\"0.0\""))
        .isNotEmpty();
    assertThat(value("apiserver_client_certificate_expiration_seconds_bucket", "le=\"1800.0\""))
        .isZero();
    assertThat(value("apiserver_client_certificate_expiration_seconds_bucket", "le=\"+Inf\""))
        .isPositive();
    assertThat(line("apiserver_current_inflight_requests", "request_kind=\"readOnly\""))
        .isNotEmpty();
    assertThat(value("etcd_request_duration_seconds_count", maps, "operation=\"create\""))
        .isPositive();
    assertThat(value("etcd_requests_total", maps, "operation=\"create\"")).isPositive();
    assertThat(value("apiserver_storage_objects", maps)).isPositive();
    assertThat(value("apiserver_storage_objects", "resource=\"deployments.apps\"")).isZero();
    assertThat(line("apiserver_storage_objects", "resource=\"deployments.apps\"")).isNotEmpty();
    assertThat(line("apiserver_storage_size_bytes", "storage_cluster_id=")).isNotEmpty();
    assertThat(line("kubernetes_build_info", "git_version=\"v1.36")).endsWith("} 1");
  }

  @Test
  void tellsOfItsLoops() {
    String loop = "name=\"allocation-repair\"";
    await().atMost(Duration.ofSeconds(20)).until(() -> value("workqueue_adds_total", loop) > 0);
    for (String name :
        List.of(
            "workqueue_depth",
            "workqueue_retries_total",
            "workqueue_unfinished_work_seconds",
            "workqueue_longest_running_processor_seconds",
            "workqueue_queue_duration_seconds_count",
            "workqueue_work_duration_seconds_sum")) {
      assertThat(line(name, loop)).as(name).isNotEmpty();
    }
    assertThat(line("workqueue_work_duration_seconds_bucket", loop, "le=\"+Inf\"")).isNotEmpty();
  }

  @Test
  void countsWhatServicesAreGiven() {
    String cidr = "cidr=\"10.96.0.0/16\"";
    assertThat(gateway.get("/api/v1/services").status()).as("so news are in").isEqualTo(200);
    double before = value("kube_apiserver_clusterip_allocator_allocated_ips", cidr);
    double ports = gateway.metric("kube_apiserver_nodeport_allocator_allocated_ports");
    gateway.post(
        "/api/v1/namespaces/default/services",
        "{\"metadata\":{\"name\":\"given\"},\"spec\":{\"type\":\"NodePort\","
            + "\"ports\":[{\"port\":80}]}}");
    assertThat(gateway.get("/api/v1/services").status()).as("so news are in").isEqualTo(200);
    assertThat(value("kube_apiserver_clusterip_allocator_allocated_ips", cidr))
        .isEqualTo(before + 1);
    assertThat(value("kube_apiserver_clusterip_allocator_available_ips", cidr))
        .isEqualTo(65_534 - before - 1);
    assertThat(
            value("kube_apiserver_clusterip_allocator_allocation_total", cidr, "scope=\"dynamic\""))
        .isPositive();
    assertThat(gateway.metric("kube_apiserver_nodeport_allocator_allocated_ports"))
        .isEqualTo(ports + 1);
    Answer again =
        gateway.post(
            "/api/v1/namespaces/default/services",
            "{\"metadata\":{\"name\":\"refused\"},\"spec\":{\"clusterIP\":\"10.96.0.1\","
                + "\"ports\":[{\"port\":80}]}}");
    assertThat(again.status()).isEqualTo(422);
    assertThat(
            value(
                "kube_apiserver_clusterip_allocator_allocation_errors_total",
                cidr,
                "scope=\"static\""))
        .isPositive();
  }

  @Test
  void tellsWhichApisAreThere() {
    String gauge = "aggregator_unavailable_apiservice";
    await().atMost(Duration.ofSeconds(20)).until(() -> !line(gauge, "name=\"v1.apps\"").isEmpty());
    assertThat(value(gauge, "name=\"v1.apps\"")).isZero();
    gateway.post(
        "/apis/apiregistration.k8s.io/v1/apiservices",
        "{\"metadata\":{\"name\":\"v1.gone.example.com\"},\"spec\":{\"group\":\"gone.example.com\","
            + "\"version\":\"v1\",\"groupPriorityMinimum\":1,\"versionPriority\":1,"
            + "\"service\":{\"namespace\":\"default\",\"name\":\"none\"}}}");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> value(gauge, "name=\"v1.gone.example.com\"") == 1);
    gateway.delete("/apis/apiregistration.k8s.io/v1/apiservices/v1.gone.example.com");
  }

  @Test
  void countsWhatTheStoreTellsOf() {
    String[] labels = {"group=\"\"", "resource=\"serviceaccounts\""};
    String path = "/api/v1/namespaces/default/serviceaccounts";
    for (String name : new String[] {"one", "two"}) {
      assertThat(gateway.post(path, "{\"metadata\":{\"name\":\"" + name + "\"}}").status())
          .isEqualTo(201);
      gateway.get(path);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> value("apiserver_storage_events_received_total", labels) >= 1);
    assertThat(value("apiserver_watch_cache_events_received_total", labels)).isPositive();
    assertThat(
            value("apiserver_init_events_total", labels)
                + value("apiserver_storage_events_received_total", labels))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void countsWatchesWhileTheyAreOpen() throws Exception {
    String[] labels = {"resource=\"secrets\"", "verb=\"WATCH\"", "scope=\"namespace\""};
    HttpResponse<InputStream> watch =
        gateway
            .client()
            .send(
                gateway
                    .builder(
                        "/api/v1/namespaces/default/secrets?watch=1&sendInitialEvents=true"
                            + "&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan")
                    .GET()
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(value("apiserver_longrunning_requests", labels)).isOne();
    gateway.post("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"seen\"}}");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> value("apiserver_watch_events_total", "resource=\"secrets\"") >= 1);
    assertThat(
            value(
                "apiserver_watch_list_duration_seconds_count",
                "resource=\"secrets\"",
                "scope=\"namespace\""))
        .isOne();
    watch.body().close();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> value("apiserver_longrunning_requests", labels) == 0);
  }
}

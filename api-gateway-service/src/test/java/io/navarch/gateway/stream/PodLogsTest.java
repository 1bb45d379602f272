package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.HttpsStub;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs from a node agent whose certificate is of an authority that the gateway does not know. */
class PodLogsTest {
  private static final String LOG = "/api/v1/namespaces/default/pods/p/log";
  private static final String USAGE = "kube_apiserver_pod_logs_insecure_backend_total";
  private static final String FAILURES = "kube_apiserver_pod_logs_backend_tls_failure_total";

  @TempDir static Path folder;
  private static HttpsStub agent;
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() throws Exception {
    agent = new HttpsStub(folder);
    agent.on("/containerLogs/default/p/c", _ -> new HttpsStub.Reply(200, "{\"said\":1}"));
    gateway = GatewayFixture.start();
    made(gateway.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}"));
    assertThat(
            gateway
                .patch(
                    "/api/v1/nodes/n/status",
                    "merge-patch+json",
                    """
                    {"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                    "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}"""
                        .formatted(URI.create(agent.url()).getPort()))
                .status())
        .isEqualTo(200);
    made(
        gateway.post(
            "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}"));
    made(
        gateway.post(
            "/api/v1/namespaces/default/pods",
            """
            {"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""));
  }

  private static void made(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    agent.close();
  }

  @Test
  void anAgentThatNobodyVouchesForIsAskedOnlyByThoseWhoWantIt() {
    Answer checked = gateway.get(LOG);
    assertThat(checked.status()).isEqualTo(500);
    assertThat(checked.at("message"))
        .asString()
        .startsWith("Get \"https://127.0.0.1:")
        .contains("/containerLogs/default/p/c\": tls: failed to verify certificate: x509: ");
    assertThat(checked.at("reason")).isNull();
    assertThat(agent.calls).isEmpty();
    assertThat(gateway.get(LOG + "?insecureSkipTLSVerifyBackend=false").status()).isEqualTo(500);
    Answer unchecked = gateway.get(LOG + "?insecureSkipTLSVerifyBackend=true");
    assertThat(unchecked.status()).as(unchecked.text()).isEqualTo(200);
    assertThat(unchecked.text()).isEqualTo("{\"said\":1}");
    assertThat(gateway.metric(FAILURES)).isEqualTo(2);
    assertThat(gateway.metric(USAGE, "usage=\"enforce_tls\"")).isEqualTo(2);
    assertThat(gateway.metric(USAGE, "usage=\"skip_tls_allowed\"")).isOne();
  }
}

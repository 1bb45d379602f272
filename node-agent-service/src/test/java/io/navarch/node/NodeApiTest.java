package io.navarch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.pki.Pem;
import io.navarch.node.server.KubeletServer;
import io.navarch.node.testing.ContainerdExtension;
import io.navarch.node.testing.TestNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The node's own HTTPS API, spoken to as the API server does. */
class NodeApiTest {
  @RegisterExtension static final ContainerdExtension containerd = new ContainerdExtension();

  private static TestNode node;
  private static KubeletServer server;
  private static Path pki;
  private static String base;

  @BeforeAll
  static void startNode() throws Exception {
    pki = containerd.dir().resolve("pki");
    ClusterPki.ensure(
        pki, ClusterPkiOptions.of(TestNode.NAME, List.of("127.0.0.1")), Instant.now());
    node = new TestNode(containerd, pki, 0);
    server = new KubeletServer(node.properties(), node.agent());
    server.serve(
        KeyedChain.ofPem(
            Pem.read(pki.resolve("node-agent.crt")), Pem.read(pki.resolve("node-agent.key"))));
    base = "https://127.0.0.1:" + server.port();
    node.client()
        .resource(
            TestNode.pod(
                    "talk",
                    "sh",
                    "-c",
                    "i=0; while true; do i=$((i+1)); echo line $i; sleep 0.2; done")
                .build())
        .create();
    node.awaitReady("talk");
  }

  @AfterAll
  static void stopNode() {
    if (node != null) {
      server.close();
      node.close();
    }
  }

  private static HttpClient client(String certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Pem.certificate(Pem.read(pki.resolve("ca.crt"))));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = null;
    if (certificate != null) {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "own",
          Pem.privateKey(Pem.read(pki.resolve(certificate + ".key"))),
          new char[0],
          new Certificate[] {Pem.certificate(Pem.read(pki.resolve(certificate + ".crt")))});
      keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, new char[0]);
    }
    context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void refusesStrangers() throws Exception {
    assertThat(get(client(null), "/pods").statusCode()).isEqualTo(401);
    assertThat(get(client("apiserver-kubelet-client"), "/healthz").body()).isEqualTo("ok");
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    KeyedCertificate renewed =
        CertificateAuthority.load(pki.resolve("ca.crt"), pki.resolve("ca.key"))
            .issue(
                CertificateSpec.server(
                    "system:node:renewed",
                    List.of("localhost"),
                    List.of("127.0.0.1"),
                    Duration.ofHours(1)),
                Instant.now());
    server.serve(KeyedChain.ofPem(renewed.certificatePem(), renewed.keyPem()));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        get(client("apiserver-kubelet-client"), "/healthz")
                            .sslSession()
                            .orElseThrow()
                            .getPeerCertificates()[0])
                    .isEqualTo(renewed.certificate()));
  }

  @Test
  void servesLogs() throws Exception {
    HttpClient api = client("apiserver-kubelet-client");
    await().until(() -> get(api, "/containerLogs/default/talk/main").body().contains("line 3\n"));
    assertThat(get(api, "/containerLogs/default/talk/main").body()).startsWith("line 1\nline 2\n");
    assertThat(get(api, "/containerLogs/default/talk/main?tailLines=1").body())
        .matches("line \\d+\n");
    assertThat(get(api, "/containerLogs/default/talk/main?limitBytes=4").body()).isEqualTo("line");
    assertThat(get(api, "/containerLogs/default/talk/main?timestamps=true&limitBytes=5").body())
        .startsWith("20");
    assertThat(get(api, "/containerLogs/default/nobody/main").statusCode()).isEqualTo(404);
    assertThat(get(api, "/containerLogs/default/talk/main?previous=true").statusCode())
        .isEqualTo(400);
  }

  @Test
  void followsLogs() throws Exception {
    HttpResponse<java.util.stream.Stream<String>> response =
        client("apiserver-kubelet-client")
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            base + "/containerLogs/default/talk/main?follow=true&tailLines=1"))
                    .build(),
                HttpResponse.BodyHandlers.ofLines());
    try (var lines = response.body()) {
      assertThat(lines.limit(4).count()).isEqualTo(4);
    }
  }

  @Test
  void runsACommandOverAWebSocket() throws Exception {
    String uri =
        base.replace("https", "wss")
            + "/exec/default/talk/main?command=echo&command=hello+there&output=1&error=1";
    Collector collector = new Collector();
    client("apiserver-kubelet-client")
        .newWebSocketBuilder()
        .subprotocols("v4.channel.k8s.io")
        .buildAsync(URI.create(uri), collector)
        .get(10, TimeUnit.SECONDS);
    collector.closed.get(10, TimeUnit.SECONDS);
    assertThat(collector.channel(1)).isEqualTo("hello there\n");
    assertThat(collector.channel(3)).contains("Success");
  }

  @Test
  void showsPodsAndStats() throws Exception {
    HttpClient api = client("apiserver-kubelet-client");
    assertThat(get(api, "/pods").body()).contains("\"talk\"");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(api, "/stats/summary").body().contains("\"talk\""));
    assertThat(get(api, "/metrics/resource").body())
        .contains("container_cpu_usage_seconds_total{container=\"main\"");
  }

  /** Gathers what arrives on each channel. */
  private static final class Collector implements WebSocket.Listener {
    private final ByteArrayOutputStream[] channels = new ByteArrayOutputStream[5];
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Collector() {
      for (int i = 0; i < channels.length; i++) {
        channels[i] = new ByteArrayOutputStream();
      }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      int channel = data.get();
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      channels[channel].writeBytes(bytes);
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    private String channel(int number) {
      return channels[number].toString(StandardCharsets.UTF_8);
    }
  }
}

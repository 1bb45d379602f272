package io.navarch.gateway.remotestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StoreException;
import io.navarch.store.StateStoreApplication;
import io.navarch.store.StateStoreContract;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The store's contract over the wire: the store's own application under mutual TLS. */
class RemoteStoreTest extends StateStoreContract {
  @TempDir static Path directory;
  private static ConfigurableApplicationContext application;
  private static URI endpoint;
  private static Path pki;
  private static RemoteStore store;

  @BeforeAll
  static void start() {
    pki = directory.resolve("pki");
    ClusterPki.ensure(pki, ClusterPkiOptions.of("test", List.of()), Instant.now());
    pki = pki.resolve("state-store");
    application =
        StateStoreApplication.application()
            .run(
                "--navarch.store.directory=" + directory.resolve("store"),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--navarch.store.server.cert=" + pki.resolve("server.crt"),
                "--navarch.store.server.key=" + pki.resolve("server.key"),
                "--navarch.store.server.client-ca=" + pki.resolve("ca.crt"));
    endpoint =
        URI.create(
            "https://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
    store = new RemoteStore(options(pki.resolve("client.crt"), pki.resolve("client.key")));
  }

  private static RemoteStoreOptions options(Path cert, Path key) {
    return new RemoteStoreOptions(
        endpoint, pki.resolve("ca.crt"), cert, key, Duration.ofSeconds(10));
  }

  @AfterAll
  static void stop() {
    store.close();
    application.close();
  }

  @Override
  protected StateStore store() {
    return store;
  }

  @Test
  void refusesClientsWithoutACertificate() {
    try (RemoteStore stranger = new RemoteStore(options(null, null))) {
      assertThatThrownBy(() -> stranger.get("/a", 0))
          .isInstanceOf(StoreException.Unavailable.class);
    }
  }

  /**
   * Neither what the cluster's authority signed nor the store's own certificate opens the store.
   */
  @Test
  void refusesEverybodyButTheGateway() {
    for (String name : List.of("../apiserver-kubelet-client", "../front-proxy-client", "server")) {
      Path certificate = pki.resolve(name + ".crt");
      assertThat(certificate).exists();
      try (RemoteStore stranger =
          new RemoteStore(options(certificate, pki.resolve(name + ".key")))) {
        assertThatThrownBy(() -> stranger.get("/a", 0))
            .as(name)
            .isInstanceOf(StoreException.Unavailable.class);
      }
    }
  }

  @Test
  void copiesItself() throws IOException {
    store.txn(List.of(), List.of(new Op.Put("/copied", new byte[100], 0)));
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    store.snapshot(copy);
    assertThat(copy.toString(StandardCharsets.ISO_8859_1)).startsWith("NAVSNAP1");
  }

  @Test
  void showsItsHealthAndMetrics() throws Exception {
    String base =
        "http://127.0.0.1:" + application.getEnvironment().getProperty("local.management.port");
    assertThat(read(base + "/actuator/health/readiness")).contains("\"UP\"");
    assertThat(read(base + "/actuator/health/liveness")).contains("\"UP\"");
    assertThat(read(base + "/actuator/prometheus")).contains("navarch_store_revision");
  }

  @Test
  void servesPeople() throws Exception {
    Op hello = new Op.Put("/people/a", "hello".getBytes(StandardCharsets.UTF_8), 0);
    long revision = store.txn(List.of(), List.of(hello)).revision();
    try (RemoteCalls calls =
        new RemoteCalls(options(pki.resolve("client.crt"), pki.resolve("client.key")))) {
      String json = "application/json";
      assertThat(text(calls, "range?start=/people/&end=/people0", json)).contains("\"hello\"");
      assertThat(text(calls, "/v3/api-docs", json)).contains("/store/v1/txn", "/store/v1/watch");
      assertThat(text(calls, "/swagger-ui/index.html", "text/html")).contains("Swagger UI");
      try (var in =
          calls.stream(
              "watch?start=/people/&end=/people0&revision=" + revision, "text/event-stream")) {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
        assertThat(lines.filter(line -> line.startsWith("data:")).limit(2))
            .anySatisfy(line -> assertThat(line).contains("\"PUT\"", "\"hello\""));
      }
    }
  }

  private static String text(RemoteCalls calls, String path, String accept) {
    return calls.read(path, accept, in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  private static String read(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}

package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.http.GatewayServer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.store.StateStore;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A whole gateway in this process, on a free port, over an embedded store, driven over HTTPS. */
public final class GatewayFixture implements AutoCloseable {
  private static final char[] PASSWORD = "fixture".toCharArray();

  private final Path folder;
  private final ClusterPki pki;
  private final StateStore store;
  private final AnnotationConfigApplicationContext context;
  private final HttpClient client;
  private final int port;
  private boolean storeIsBorrowed;

  private GatewayFixture(
      Path folder, int wantedPort, StateStore store, Map<String, Object> further) {
    this.folder = folder;
    this.store = store;
    pki =
        ClusterPki.ensure(
            folder.resolve("pki"),
            ClusterPkiOptions.of("node", List.of("127.0.0.1")),
            Instant.now());
    context = new AnnotationConfigApplicationContext();
    context.registerBean(
        "stateStore", StateStore.class, () -> store, d -> d.setDestroyMethodName(""));
    context.registerBean(
        PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    Map<String, Object> properties = properties(folder, wantedPort);
    properties.putAll(further);
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("fixture", properties));
    context.register(ApiGatewayConfiguration.class);
    context.refresh();
    port = context.getBean(GatewayServer.class).port();
    pki.ensureKubeconfigs(folder.resolve("kubeconfig"), server());
    client = client(issue("kubernetes-admin", "system:masters"));
  }

  private static Map<String, Object> properties(Path folder, int port) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("navarch.gateway.address", "127.0.0.1");
    properties.put("navarch.gateway.port", port);
    properties.put("navarch.gateway.tls-certificate", folder + "/pki/apiserver.crt");
    properties.put("navarch.gateway.tls-key", folder + "/pki/apiserver.key");
    properties.put("navarch.gateway.client-ca", folder + "/pki/ca.crt");
    properties.put("navarch.gateway.front-proxy-ca", folder + "/pki/front-proxy-ca.crt");
    properties.put("navarch.gateway.service-account-key", folder + "/pki/sa.pub");
    properties.put("navarch.gateway.service-account-signing-key", folder + "/pki/sa.key");
    properties.put(
        "navarch.gateway.kubelet-client-certificate", folder + "/pki/apiserver-kubelet-client.crt");
    properties.put(
        "navarch.gateway.kubelet-client-key", folder + "/pki/apiserver-kubelet-client.key");
    properties.put("navarch.gateway.encryption.provider-config", folder + "/pki/encryption.yaml");
    return properties;
  }

  /** Starts a gateway whose files lie in a new temporary folder. */
  public static GatewayFixture start() {
    return start(Map.of());
  }

  /** The same with further properties, which win. */
  public static GatewayFixture start(Map<String, Object> further) {
    try {
      return start(Files.createTempDirectory("gateway-fixture"), further);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Starts another gateway over the same store and with the same keys. */
  public static GatewayFixture beside(GatewayFixture other) {
    GatewayFixture guest = new GatewayFixture(other.folder, 0, other.store, Map.of());
    guest.storeIsBorrowed = true;
    return guest;
  }

  /** Starts a gateway whose files, the store's among them, lie in the given folder. */
  public static GatewayFixture start(Path folder, Map<String, Object> further) {
    return new GatewayFixture(folder, 0, embedded(folder, false), further);
  }

  /** Starts a gateway over a store that it closes in the end. */
  public static GatewayFixture start(Path folder, StateStore store, Map<String, Object> further) {
    return new GatewayFixture(folder, 0, store, further);
  }

  private static StateStore embedded(Path folder, boolean sync) {
    return EmbeddedStore.open(
        EmbeddedOptions.in(folder.resolve("store")).withSync(sync), InstantSource.system());
  }

  /**
   * For trying and measuring things by hand: a gateway in the given folder until the process ends.
   *
   * @param arguments folder, port, and {@code durable} for a store that answers when a write is on
   *     the disk
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean durable = List.of(arguments).contains("durable");
    GatewayFixture fixture =
        new GatewayFixture(
            folder, Integer.parseInt(arguments[1]), embedded(folder, durable), Map.of());
    System.out.println(
        "kubeconfig " + folder.resolve("kubeconfig/admin.conf") + " " + fixture.server());
    Thread.currentThread().join();
  }

  public String server() {
    return "https://127.0.0.1:" + port;
  }

  public Path kubeconfig() {
    return folder.resolve("kubeconfig/admin.conf");
  }

  public StateStore store() {
    return store;
  }

  public AnnotationConfigApplicationContext context() {
    return context;
  }

  /** A client of the given user. */
  public HttpClient clientOf(String user, String... groups) {
    return client(issue(user, groups));
  }

  /** A client that shows a certificate, whoever made it. */
  public HttpClient clientWith(KeyedCertificate shown) {
    return client(shown);
  }

  /** A client without a certificate. */
  public HttpClient strangersClient() {
    return client(null);
  }

  private KeyedCertificate issue(String user, String... groups) {
    return pki.authority()
        .issue(CertificateSpec.client(user, List.of(groups), Duration.ofHours(1)), Instant.now());
  }

  private HttpClient client(@Nullable KeyedCertificate identity) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, PASSWORD);
      if (identity != null) {
        keys.setKeyEntry(
            "me", identity.key(), PASSWORD, new X509Certificate[] {identity.certificate()});
      }
      KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
      keyManagers.init(keys, PASSWORD);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, PASSWORD);
      trusted.setCertificateEntry("ca", pki.authority().certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(5)).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An answer as tests look at it. */
  public record Answer(int status, ApiObject body, String text, HttpResponse<byte[]> raw) {
    public Object at(String... path) {
      return body.at(path);
    }
  }

  public Answer get(String path) {
    return send(request("GET", path, null, ""));
  }

  public Answer post(String path, String json) {
    return send(request("POST", path, json, "application/json"));
  }

  /** Makes an object that must be taken; single quotes stand for double ones. */
  public void create(String path, String json) {
    Answer answer = post(path, json.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  public Answer put(String path, String json) {
    return send(request("PUT", path, json, "application/json"));
  }

  public Answer patch(String path, String type, String patch) {
    return send(request("PATCH", path, patch, "application/" + type));
  }

  public Answer delete(String path) {
    return send(request("DELETE", path, null, ""));
  }

  public Answer delete(String path, String options) {
    return send(request("DELETE", path, options, "application/json"));
  }

  public HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(server() + path)).timeout(Duration.ofSeconds(30));
  }

  private HttpRequest request(String method, String path, String body, String contentType) {
    HttpRequest.Builder builder = builder(path);
    if (!contentType.isEmpty()) {
      builder.header("Content-Type", contentType);
    }
    return builder
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** A connection as the administrator, over which any bytes may be sent; reads wait a minute. */
  public SSLSocket socket() throws IOException {
    URI server = URI.create(server());
    SSLSocket socket =
        (SSLSocket)
            client()
                .sslContext()
                .getSocketFactory()
                .createSocket(server.getHost(), server.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  public HttpClient client() {
    return client;
  }

  /** The sum of a metric's series that have all of the given labels; zero where there is none. */
  public double metric(String name, String... labels) {
    return get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  public Answer send(HttpRequest request) {
    return send(client, request);
  }

  public static Answer send(HttpClient client, HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      String text = new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
      boolean json =
          response.body().length > 0
              && response
                  .headers()
                  .firstValue("Content-Type")
                  .orElse("")
                  .startsWith("application/json");
      ApiObject body = new ApiObject(json ? Json.readObject(response.body()) : new HashMap<>());
      return new Answer(response.statusCode(), body, text, response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    if (!storeIsBorrowed) {
      store.close();
    }
  }
}

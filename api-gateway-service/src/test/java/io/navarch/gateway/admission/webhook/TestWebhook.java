package io.navarch.gateway.admission.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A real webhook server over TLS: each path answers reviews in its own way, and what came in is
 * kept.
 */
public final class TestWebhook implements AutoCloseable {
  private static final char[] PASSWORD = "x".toCharArray();

  /** Connections that wait to be accepted; a whole crowd may come at once. */
  private static final int MOST_WAITING = 1_000;

  /** Turns a review's request into the members of its response beside uid. */
  public interface Behaviour extends Function<ApiObject, Map<String, Object>> {}

  private final HttpsServer server;
  private final CertificateAuthority authority;
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final Map<String, List<ApiObject>> requests = new ConcurrentHashMap<>();

  public TestWebhook() throws Exception {
    Instant now = Instant.now();
    authority =
        CertificateAuthority.create("webhook-ca", Duration.ofDays(1), now, KeyAlgorithm.EC_P256);
    KeyedCertificate serving =
        authority.issue(
            CertificateSpec.server(
                "webhook",
                List.of("localhost", "hook.default.svc"),
                List.of("127.0.0.1"),
                Duration.ofDays(1)),
            now);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry("me", serving.key(), PASSWORD, new X509Certificate[] {serving.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), MOST_WAITING);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, Object> review = Json.readObject(exchange.getRequestBody().readAllBytes());
    ApiObject request = new ApiObject(ApiObject.mapAt(review, "request"));
    requests.computeIfAbsent(path, p -> new CopyOnWriteArrayList<>()).add(request);
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("uid", request.root().get("uid"));
    response.putAll(behaviours.getOrDefault(path, r -> Map.of("allowed", true)).apply(request));
    Map<String, Object> answer = new HashMap<>();
    answer.put("apiVersion", review.get("apiVersion"));
    answer.put("kind", "AdmissionReview");
    answer.put("response", response);
    byte[] body = Json.write(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public void on(String path, Behaviour behaviour) {
    behaviours.put(path, behaviour);
  }

  /** A JSON patch as a response carries it. */
  public static Map<String, Object> patch(String json) {
    return Map.of(
        "allowed",
        true,
        "patchType",
        "JSONPatch",
        "patch",
        Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  public List<ApiObject> requests(String path) {
    return requests.getOrDefault(path, List.of());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "https://127.0.0.1:" + port() + path;
  }

  public String caBundle() {
    return Base64.getEncoder()
        .encodeToString(authority.self().certificatePem().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

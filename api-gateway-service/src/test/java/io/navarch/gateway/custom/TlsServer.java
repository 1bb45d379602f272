package io.navarch.gateway.custom;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.gateway.GatewayFixture;
import io.navarch.model.json.Json;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.store.StateStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on loopback with a certificate of the gateway's authority. */
public final class TlsServer implements AutoCloseable {
  private static final char[] PASSWORD = "server".toCharArray();

  private final HttpsServer server;
  private final String caBundle;

  /** A request with its body. */
  public record Asked(String path, Map<String, List<String>> headers, byte[] body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(entry -> String.join(",", entry.getValue()))
          .findFirst()
          .orElse("");
    }
  }

  /**
   * @param service the name that the certificate is for, beside the address
   * @param answers a JSON tree, a URI to which the client is redirected, or null for 404
   */
  public TlsServer(GatewayFixture gateway, String service, Function<Asked, Object> answers)
      throws Exception {
    Path folder = gateway.kubeconfig().getParent().getParent();
    ClusterPki pki =
        ClusterPki.ensure(
            folder.resolve("pki"),
            ClusterPkiOptions.of("node", List.of("127.0.0.1")),
            Instant.now());
    KeyedCertificate own =
        pki.authority()
            .issue(
                CertificateSpec.server(
                    service, List.of(service), List.of("127.0.0.1"), Duration.ofHours(1)),
                Instant.now());
    caBundle =
        Base64.getEncoder()
            .encodeToString(java.nio.file.Files.readAllBytes(folder.resolve("pki/ca.crt")));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context(own)) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setWantClientAuth(true);
          }
        });
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  private static SSLContext context(KeyedCertificate own) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry("own", own.key(), PASSWORD, new X509Certificate[] {own.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init((KeyStore) null);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private static void answer(HttpExchange exchange, Function<Asked, Object> answers)
      throws IOException {
    try (exchange) {
      Asked asked =
          new Asked(
              exchange.getRequestURI().toString(),
              new LinkedHashMap<>(exchange.getRequestHeaders()),
              exchange.getRequestBody().readAllBytes());
      Object tree = answers.apply(asked);
      if (tree instanceof URI elsewhere) {
        exchange.getResponseHeaders().add("Location", elsewhere.toString());
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      byte[] body = tree == null ? new byte[0] : Json.write(tree);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(tree == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The authority's certificate, PEM in base64. */
  public String caBundle() {
    return caBundle;
  }

  /**
   * Stands a service with this server behind it; the API itself takes no loopback addresses as
   * endpoints.
   */
  public void standBehind(GatewayFixture gateway, String name) {
    gateway.post(
        "/api/v1/namespaces/default/services",
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},
         "spec":{"ports":[{"port":443,"targetPort":%d}]}}
        """
            .formatted(name, port()));
    String slice =
        """
        {"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"name":"%1$s",\
        "namespace":"default","uid":"u-%1$s","labels":{"kubernetes.io/service-name":"%1$s"}},\
        "addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"],\
        "conditions":{"ready":true}}],"ports":[{"name":"","port":%2$d,"protocol":"TCP"}]}\
        """
            .formatted(name, port());
    String key = "/registry/endpointslices/default/" + name;
    StateStore.TxnResult unused =
        gateway
            .store()
            .txn(
                List.of(new StateStore.Compare(key, 0)),
                List.of(new StateStore.Op.Put(key, slice.getBytes(StandardCharsets.UTF_8), 0)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

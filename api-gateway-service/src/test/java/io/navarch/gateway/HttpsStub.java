package io.navarch.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import io.navarch.model.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A service outside of the gateway that webhooks and issuers of tokens are tested with. */
public final class HttpsStub implements AutoCloseable {
  private final HttpsServer server;
  private final Path folder;
  private final Map<String, Function<Call, Reply>> paths = new ConcurrentHashMap<>();

  /** Every call, in order. */
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  public record Call(String path, String authorization, String body) {}

  public record Reply(int status, String body) {}

  public HttpsStub(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    ClusterPki pki =
        ClusterPki.ensure(
            folder.resolve("stub-pki"),
            ClusterPkiOptions.of("node", List.of("127.0.0.1")),
            Instant.now());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, new char[0]);
    keys.setKeyEntry(
        "own",
        Pem.privateKey(Pem.read(pki.folder().resolve("apiserver.key"))),
        new char[0],
        Pem.certificates(Pem.read(pki.folder().resolve("apiserver.crt")))
            .toArray(Certificate[]::new));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Call call =
        new Call(
            exchange.getRequestURI().getPath(),
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.add(call);
    Reply reply = paths.getOrDefault(call.path(), _ -> new Reply(404, "{}")).apply(call);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public HttpsStub on(String path, Function<Call, Reply> handler) {
    paths.put(path, handler);
    return this;
  }

  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  public String authorityPem() {
    return Pem.read(folder.resolve("stub-pki/ca.crt"));
  }

  /** A kubeconfig for a path of this service. */
  public Path kubeconfig(String path) throws IOException {
    return Files.writeString(
        folder.resolve("stub-" + path.replace('/', '-') + ".conf"),
        """
        clusters: [{name: stub, cluster: {server: "%s%s", certificate-authority: stub-pki/ca.crt}}]
        contexts: [{name: stub, context: {cluster: stub, user: me}}]
        current-context: stub
        users: [{name: me, user: {token: stub-token}}]
        """
            .formatted(url(), path));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

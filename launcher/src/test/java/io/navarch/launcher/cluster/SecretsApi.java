package io.navarch.launcher.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of the Kubernetes API as keeping Secrets of one namespace takes, on a loopback port. */
final class SecretsApi implements AutoCloseable {
  private static final String PATH = "/api/v1/namespaces/here/secrets";

  private final HttpServer server;
  private final TreeMap<String, Map<String, Object>> secrets = new TreeMap<>();
  private final AtomicInteger writes = new AtomicInteger();

  private SecretsApi(HttpServer server) {
    this.server = server;
  }

  static SecretsApi start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SecretsApi api = new SecretsApi(server);
    server.createContext(PATH, api::handle);
    server.start();
    return api;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  synchronized Set<String> names() {
    return Set.copyOf(secrets.keySet()).stream()
        .sorted()
        .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  Set<String> keysOf(String name) {
    return data(name).keySet();
  }

  String value(String name, String key) {
    return new String(
        Base64.getDecoder().decode((String) Objects.requireNonNull(data(name).get(key))),
        StandardCharsets.UTF_8);
  }

  int writes() {
    return writes.get();
  }

  @SuppressWarnings("unchecked")
  private synchronized Map<String, Object> data(String name) {
    return (Map<String, Object>) Objects.requireNonNull(secrets.get(name).get("data"));
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String name =
          exchange.getRequestURI().getPath().substring(PATH.length()).replaceFirst("^/", "");
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          Map<String, Object> found = secrets.get(name);
          answer(exchange, found == null ? 404 : 200, found == null ? notFound(name) : found);
        }
        case "POST" -> answer(exchange, 201, keep(body));
        case "PUT" -> answer(exchange, 200, keep(body));
        default -> answer(exchange, 405, Map.of());
      }
    } catch (MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> keep(byte[] body) throws MalformedJsonException {
    Map<String, Object> secret = Json.readObject(body);
    Map<String, Object> metadata = (Map<String, Object>) secret.get("metadata");
    secrets.put((String) Objects.requireNonNull(metadata.get("name")), secret);
    writes.incrementAndGet();
    return secret;
  }

  private static Map<String, Object> notFound(String name) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.put("status", "Failure");
    status.put("reason", "NotFound");
    status.put("message", "secrets \"" + name + "\" not found");
    status.put("code", 404L);
    return status;
  }

  private static void answer(HttpExchange exchange, int code, Map<String, Object> body)
      throws IOException {
    byte[] bytes = Json.write(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.navarch.node.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.navarch.model.json.Json;
import io.navarch.model.patch.MergePatch;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * As much of a Kubernetes API as a node needs: objects by path, list and watch with one field
 * selector, patches, graceful deletion of pods, service account tokens. Nothing is validated.
 */
public final class FakeApi implements AutoCloseable {
  private final HttpServer server;
  private final TreeMap<String, Map<String, Object>> objects = new TreeMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private long revision;

  private record Watcher(
      String collection, Map<String, String> query, BlockingQueue<Object> events) {}

  public FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public KubernetesClient client() {
    var config =
        new ConfigBuilder()
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withOnlyHttpWatches(true)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "GET" -> get(exchange, path, query);
        case "POST" -> post(exchange, path, body);
        case "PATCH" -> patch(exchange, path, body);
        case "DELETE" -> delete(exchange, path, body);
        default -> answer(exchange, 405, Map.of());
      }
    }
  }

  private void get(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException {
    if ("true".equals(query.get("watch"))) {
      watch(exchange, path, query);
      return;
    }
    synchronized (this) {
      Map<String, Object> found = objects.get(path);
      if (found != null) {
        answer(exchange, 200, found);
        return;
      }
    }
    if (isCollection(path)) {
      List<Object> items = new ArrayList<>();
      String at;
      synchronized (this) {
        objects.forEach(
            (key, value) -> {
              if (inCollection(path, key) && selected(value, query)) {
                items.add(value);
              }
            });
        at = Long.toString(revision);
      }
      answer(
          exchange,
          200,
          Map.of(
              "kind",
              "List",
              "apiVersion",
              "v1",
              "metadata",
              Map.of("resourceVersion", at),
              "items",
              items));
      return;
    }
    notFound(exchange, path);
  }

  private static boolean isCollection(String path) {
    String[] parts = path.split("/");
    int start = parts[1].equals("api") ? 3 : 4;
    int rest = parts.length - start;
    return rest == 1 || (rest == 3 && parts[start].equals("namespaces"));
  }

  private static boolean inCollection(String collection, String key) {
    int slash = key.lastIndexOf('/');
    String own = key.substring(0, slash);
    return own.equals(collection) || own.replaceFirst("/namespaces/[^/]+", "").equals(collection);
  }

  @SuppressWarnings("unchecked")
  private static boolean selected(Map<String, Object> object, Map<String, String> query) {
    String selector = query.get("fieldSelector");
    if (selector == null || !selector.startsWith("spec.nodeName=")) {
      return true;
    }
    Map<String, Object> spec = (Map<String, Object>) object.getOrDefault("spec", Map.of());
    return selector.substring("spec.nodeName=".length()).equals(spec.get("nodeName"));
  }

  private void watch(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException {
    Watcher watcher = new Watcher(path, query, new LinkedBlockingQueue<>());
    synchronized (this) {
      long from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
      objects.forEach(
          (key, value) -> {
            if (inCollection(path, key) && selected(value, query) && versionOf(value) > from) {
              watcher.events().add(Map.of("type", "ADDED", "object", value));
            }
          });
      watchers.add(watcher);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.flush();
      while (true) {
        Object event = watcher.events().poll(1, TimeUnit.HOURS);
        out.write(Json.write(event));
        out.write('\n');
        out.flush();
      }
    } catch (InterruptedException | IOException e) {
      watchers.remove(watcher);
    }
  }

  @SuppressWarnings("unchecked")
  private static long versionOf(Map<String, Object> object) {
    return Long.parseLong(
        (String) ((Map<String, Object>) object.get("metadata")).get("resourceVersion"));
  }

  private synchronized void post(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    Map<String, Object> object = Json.readObject(body);
    if (path.endsWith("/token")) {
      object.put(
          "status",
          Map.of(
              "token",
              "token-1",
              "expirationTimestamp",
              Instant.now().plusSeconds(3600).toString()));
      answer(exchange, 201, object);
      return;
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> meta = (Map<String, Object>) object.get("metadata");
    String key = path + "/" + meta.get("name");
    if (objects.containsKey(key)) {
      answer(
          exchange,
          409,
          Map.of("kind", "Status", "code", 409L, "reason", "AlreadyExists", "message", "exists"));
      return;
    }
    meta.put("uid", UUID.randomUUID().toString());
    meta.put("creationTimestamp", Instant.now().toString());
    store(key, object, "ADDED");
    answer(exchange, 201, object);
  }

  private synchronized void patch(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    String key =
        path.endsWith("/status") ? path.substring(0, path.length() - "/status".length()) : path;
    Map<String, Object> old = objects.get(key);
    if (old == null) {
      notFound(exchange, key);
      return;
    }
    Map<String, Object> changed = MergePatch.apply(Json.copy(old), Json.readObject(body));
    dropDeleted(changed);
    store(key, changed, "MODIFIED");
    answer(exchange, 200, changed);
  }

  /** Merge patches put whole lists; what a strategic patch would delete from them goes here. */
  private static void dropDeleted(Map<String, Object> object) {
    if (object.get("status") instanceof Map<?, ?> status
        && status.get("conditions") instanceof List<?> conditions) {
      conditions.removeIf(c -> c instanceof Map<?, ?> m && "delete".equals(m.get("$patch")));
    }
  }

  @SuppressWarnings("unchecked")
  private synchronized void delete(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    Map<String, Object> old = objects.get(path);
    if (old == null) {
      notFound(exchange, path);
      return;
    }
    Map<String, Object> options = body.length == 0 ? Map.of() : Json.readObject(body);
    Map<String, Object> changed = Json.copy(old);
    Map<String, Object> spec = (Map<String, Object>) changed.getOrDefault("spec", Map.of());
    Object grace =
        options.getOrDefault(
            "gracePeriodSeconds", spec.getOrDefault("terminationGracePeriodSeconds", 0L));
    if (path.contains("/pods/") && !Long.valueOf(0).equals(grace)) {
      Map<String, Object> meta = (Map<String, Object>) changed.get("metadata");
      meta.put("deletionTimestamp", Instant.now().toString());
      meta.put("deletionGracePeriodSeconds", grace);
      store(path, changed, "MODIFIED");
    } else {
      store(path, changed, "DELETED");
    }
    answer(exchange, 200, changed);
  }

  @SuppressWarnings("unchecked")
  private void store(String key, Map<String, Object> object, String type) {
    ((Map<String, Object>) object.get("metadata"))
        .put("resourceVersion", Long.toString(++revision));
    if (type.equals("DELETED")) {
      objects.remove(key);
    } else {
      objects.put(key, object);
    }
    for (Watcher w : watchers) {
      if (inCollection(w.collection(), key) && selected(object, w.query())) {
        w.events().add(Map.of("type", type, "object", object));
      }
    }
  }

  private static void notFound(HttpExchange exchange, String path) throws IOException {
    answer(
        exchange,
        404,
        Map.of(
            "kind", "Status", "code", 404L, "reason", "NotFound", "message", path + " not found"));
  }

  private static void answer(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = Json.write(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equal = pair.indexOf('=');
        query.put(
            pair.substring(0, Math.max(equal, 0)),
            URLDecoder.decode(pair.substring(equal + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.navarch.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An admission webhook in the test's process, over TLS on the loopback. */
final class ReviewServer implements AutoCloseable {
  private static final Pattern UID = Pattern.compile("\"request\":\\{\"uid\":\"([^\"]+)\"");

  private final HttpsServer server;
  private final String certificate;
  private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();

  ReviewServer() throws IOException, GeneralSecurityException {
    KeyPairFile keys =
        KeyPairFile.generate(
            Files.createTempDirectory("navarch-webhook"), "CN=webhook", "-ext", "san=ip:127.0.0.1");
    certificate = keys.certificate();
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(keys.serverTls()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String review = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher uid = UID.matcher(review);
    String response =
        answers
            .getOrDefault(exchange.getRequestURI().getPath(), r -> "\"allowed\": true")
            .apply(review);
    byte[] body =
        ("{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"response\": {\"uid\": \""
                + (uid.find() ? uid.group(1) : "")
                + "\", "
                + response
                + "}}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /**
   * @param answer from the review's JSON to the members of its response
   */
  void on(String path, Function<String, String> answer) {
    answers.put(path, answer);
  }

  static String patch(String operations) {
    return "\"allowed\": true, \"patchType\": \"JSONPatch\", \"patch\": \""
        + Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8))
        + "\"";
  }

  /** A {@code clientConfig} in YAML's flow style. */
  String clientConfig(String path) {
    return "{url: \"https://127.0.0.1:"
        + server.getAddress().getPort()
        + path
        + "\", caBundle: "
        + Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8))
        + "}";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

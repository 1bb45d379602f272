package io.navarch.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An admission webhook in the test's process, over TLS on the loopback. */
final class ReviewServer implements AutoCloseable {
  private static final String PASSWORD = "changeit";
  private static final Pattern UID = Pattern.compile("\"request\":\\{\"uid\":\"([^\"]+)\"");

  private final HttpsServer server;
  private final String certificate;
  private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();

  ReviewServer() throws IOException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("navarch-webhook");
    Path store = folder.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "me",
        "-keyalg",
        "EC",
        "-dname",
        "CN=webhook",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    certificate =
        keytool(
            "-exportcert",
            "-rfc",
            "-alias",
            "me",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private static String keytool(String... words) {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    return Shell.run(Duration.ofSeconds(30), command).mustSucceed();
  }

  private static SSLContext tls(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
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

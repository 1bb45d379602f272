package io.navarch.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.pki.TlsMaterial;
import io.navarch.model.web.ManagementGuard;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask the management API, through a real port under TLS. */
class ManagementGuardTest {
  private static final String PASSWORD = "guarded";
  private static final Duration LIFE = Duration.ofHours(1);

  @TempDir static Path folder;
  private static CertificateAuthority authority;
  private static Tomcat tomcat;

  @BeforeAll
  static void start() throws Exception {
    authority =
        CertificateAuthority.create("cluster-ca", LIFE, Instant.now(), KeyAlgorithm.EC_P256);
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setConnector(connector());
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "api", new Answering());
    context.addServletMappingDecoded("/", "api");
    FilterDef definition = new FilterDef();
    definition.setFilterName("guard");
    definition.setFilter(new ManagementGuard());
    context.addFilterDef(definition);
    FilterMap everything = new FilterMap();
    everything.setFilterName("guard");
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
    tomcat.start();
  }

  private static Connector connector() throws Exception {
    KeyedCertificate serving =
        authority.issue(
            CertificateSpec.server("localhost", List.of("localhost"), List.of("127.0.0.1"), LIFE),
            Instant.now());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own", serving.key(), PASSWORD.toCharArray(), new Certificate[] {serving.certificate()});
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.certificate());
    SSLHostConfig tls = new SSLHostConfig();
    tls.setCertificateVerification("optional");
    tls.setTruststoreFile(file("trusted.p12", trusted));
    tls.setTruststorePassword(PASSWORD);
    tls.setTruststoreType("PKCS12");
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystoreFile(file("keys.p12", keys));
    certificate.setCertificateKeystorePassword(PASSWORD);
    tls.addCertificate(certificate);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setSecure(true);
    connector.setScheme("https");
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("SSLEnabled", "true");
    connector.addSslHostConfig(tls);
    return connector;
  }

  private static String file(String name, KeyStore store) throws Exception {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file.toString();
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Answers everything. */
  @SuppressWarnings("serial")
  private static final class Answering extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print("told");
    }
  }

  private static HttpResponse<String> ask(String group, String method, String path)
      throws Exception {
    KeyManager[] keys = new KeyManager[0];
    if (!group.isEmpty()) {
      KeyedCertificate own =
          authority.issue(CertificateSpec.client("me", List.of(group), LIFE), Instant.now());
      keys = TlsMaterial.keys(List.of(own.certificate()), own.key());
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys, TlsMaterial.trust(List.of(authority.certificate())), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      URI uri = URI.create("https://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
      return client.send(
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', GET, /livez, 200",
    "'', GET, /readyz, 200",
    "'', GET, /actuator/health, 200",
    "'', GET, /actuator/health/readiness, 200",
    "'', POST, /actuator/health, 401",
    "'', GET, /actuator/prometheus, 401",
    "'', GET, /scheduler/v1/what-if, 401",
    "'', GET, /, 401",
    "'', GET, /v3/api-docs, 401",
    "system:nodes, GET, /actuator/prometheus, 403",
    "system:nodes, GET, /actuator/health, 200",
    "system:monitoring, GET, /actuator/prometheus, 200",
    "system:monitoring, POST, /actuator/prometheus, 403",
    "system:monitoring, GET, /scheduler/v1/what-if, 403",
    "system:masters, GET, /actuator/prometheus, 200",
    "system:masters, POST, /scheduler/v1/what-if, 200",
  })
  void groupsCount(String group, String method, String path, int status) throws Exception {
    HttpResponse<String> answer = ask(group, method, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    if (status == 200) {
      assertThat(answer.body()).isEqualTo("told");
    } else {
      assertThat(answer.body()).doesNotContain("told");
    }
  }

  /** Ways to write a path so that it looks like health and is not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health/../prometheus",
        "/actuator/health/..%2fprometheus",
        "/actuator/health/%2e%2e/prometheus",
        "/actuator/health;/../prometheus",
        "/actuator/health/..;/prometheus",
        "/actuator//health/../prometheus",
        "/livez/../actuator/prometheus",
        "/actuator/healthy",
      })
  void pathsAreTakenAsTheyStand(String path) throws Exception {
    assertThat(ask("", "GET", path).statusCode()).isIn(400, 401);
  }

  @Test
  void certificatesOfOthersDoNotCount() throws Exception {
    CertificateAuthority other =
        CertificateAuthority.create("cluster-ca", LIFE, Instant.now(), KeyAlgorithm.EC_P256);
    KeyedCertificate forged =
        other.issue(CertificateSpec.client("me", List.of("system:masters"), LIFE), Instant.now());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(
        TlsMaterial.keys(List.of(forged.certificate()), forged.key()),
        TlsMaterial.trust(List.of(authority.certificate())),
        null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      URI uri =
          URI.create(
              "https://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/actuator/prometheus");
      int status;
      try {
        status =
            client
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
      } catch (IOException handshakeFailed) {
        status = 401;
      }
      assertThat(status).isEqualTo(401);
    }
  }
}

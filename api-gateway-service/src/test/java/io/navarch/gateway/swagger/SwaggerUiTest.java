package io.navarch.gateway.swagger;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser without credentials gets it. */
class SwaggerUiTest {
  private static GatewayFixture gateway;
  private static HttpClient nobody;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    nobody = gateway.clientOf("somebody-without-rights");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<byte[]> get(String path, String... headers) {
    var request = gateway.builder(path).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return GatewayFixture.send(nobody, request.build()).raw();
  }

  @Test
  void everythingThePageNamesIsThere() {
    HttpResponse<byte[]> page = get("/swagger-ui/");
    assertThat(page.statusCode()).isEqualTo(200);
    String html = new String(page.body(), java.nio.charset.StandardCharsets.UTF_8);
    List<String> files =
        Pattern.compile("(?:href|src)=\"([^\"]+)\"")
            .matcher(html)
            .results()
            .map(MatchResult::group)
            .map(s -> s.replaceAll(".*\"([^\"]+)\"", "$1"))
            .toList();
    assertThat(files).contains("swagger-ui-bundle.js", "page.js", "swagger-ui.css");
    for (String file : files) {
      assertThat(get("/swagger-ui/" + file).statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void answersAreGuarded() {
    HttpResponse<byte[]> page = get("/swagger-ui/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    for (String outside :
        List.of("/swagger-ui/../version", "/swagger-ui/%2e%2e/page.js", "/swagger-ui/x")) {
      assertThat(get(outside).statusCode()).as(outside).isNotEqualTo(200);
    }
  }

  @Test
  void largeFilesComeCompressed() throws Exception {
    HttpResponse<byte[]> bundle =
        get("/swagger-ui/swagger-ui-bundle.js", "Accept-Encoding", "gzip");
    assertThat(bundle.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] script = new GZIPInputStream(new ByteArrayInputStream(bundle.body())).readAllBytes();
    assertThat(script.length).isGreaterThan(1_000_000);
    assertThat(get("/swagger-ui/swagger-ui-bundle.js", "Accept-Encoding", "gzip;q=0").body())
        .isEqualTo(script);
  }

  @Test
  void onlyTheFilesArePublic() {
    assertThat(get("/openapi/v3").statusCode()).isIn(200, 403);
    assertThat(get("/api/v1/secrets").statusCode()).isEqualTo(403);
    assertThat(get("/swagger-ui").statusCode()).isEqualTo(301);
  }

  @Test
  void theFilesStayPublicUnderAFileOfAuthorizers(@TempDir Path folder) throws Exception {
    Path authorizers = folder.resolve("authorization.yaml");
    Files.writeString(
        authorizers,
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
        - type: RBAC
          name: rbac
        """);
    try (GatewayFixture other =
        GatewayFixture.start(
            Map.of("navarch.gateway.authorization.config", authorizers.toString()))) {
      HttpClient stranger = other.clientOf("somebody-without-rights");
      assertThat(status(other, stranger, "/swagger-ui/")).isEqualTo(200);
      assertThat(status(other, stranger, "/swagger-ui/page.js")).isEqualTo(200);
      assertThat(status(other, stranger, "/api/v1/secrets")).isEqualTo(403);
    }
  }

  private static int status(GatewayFixture gateway, HttpClient client, String path) {
    return GatewayFixture.send(client, gateway.builder(path).GET().build()).status();
  }
}
